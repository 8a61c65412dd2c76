"""How long a comment may be, and what is no comment: both said in one sentence (REQ 61, 68)."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.visitor import Visitor
from tests.web.contribute.test_sending import slug as slug
from tests.web.contribute.test_sending import tell_about, write_point

LONGEST = "Құқық қорғау шарасы туралы пікір. " * 588 + "Әділет."
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")


def test_longest_comment_is_taken_whole(app: Flask, visitor: Visitor, slug: str) -> None:
    words = LONGEST.ljust(20_000, "ә")
    write_point(visitor, slug, text=words)
    tell_about(visitor).press("Send")
    assert visitor.heading == "Your comments are registered"
    with app.app_context():
        assert db.session.scalars(select(Comment.text)).one() == words


@pytest.mark.parametrize("kind", KINDS)
def test_one_letter_more_is_said_and_nothing_typed_is_lost(
    app: Flask, visitor: Visitor, slug: str, kind: str
) -> None:
    words = LONGEST.ljust(20_001, "ә")
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    fields = {"kind": "objection", "language": "kk", "text": words, "rationale": "Because."}
    token = visitor.soup.select("form input[name=csrf_token]")[-1]["value"]
    data = {"csrf_token": str(token), **fields}
    body = urlencode(data) if kind == KINDS[0] else data
    visitor.post(f"/en/c/{slug}/comment/point?target=plan", body, 422, content_type=kind)
    assert "is 1 character too long: at most 20,000 are allowed." in visitor.text
    assert visitor.control("Your comment").get_text().strip() == words
    assert visitor.control("Why?").get_text().strip() == "Because."


@pytest.mark.parametrize(
    "nothing",
    ["\u200b\u200d\ufeff", "\u3164\uffa0\u115f", "\u2800", "\u00ad\ufe0f", "\u202e\u2066\u200f",
     "\U000e0041\U000e007f", "\u00a0\u2003\u3000", "\u0301", "\x00\x07\x9f", "\t\v\n"],
)  # fmt: skip
def test_comment_of_which_nothing_can_be_seen_is_empty(
    visitor: Visitor, slug: str, nothing: str
) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Objection").fill("Your comment", nothing).choose("English")
    visitor.press("Save this point", 422)
    assert "Enter your comment." in visitor.text
