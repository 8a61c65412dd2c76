"""What authors are told before they send: who sees what, what gives them away."""

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import select

from consult.domain.submissions.levels import POLICY, Viewer
from consult.domain.submissions.models import Submission
from consult.domain.submissions.receipts import secrets_from
from consult.domain.submissions.rules import LEVELS
from consult.kernel.database import db
from consult.web.who_sees import CONDITIONS, FACTS, VIEWERS, seen
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation)
        return str(consultation.slug)


def test_preview_says_what_the_policy_says(app: Flask) -> None:
    with app.test_request_context("/en/"):
        for viewer, _name in VIEWERS:
            for level in LEVELS:
                told = {what: len(facts) for what, facts in seen(viewer, level).items()}
                assert told == counted(viewer, level), (viewer, level)


def counted(viewer: Viewer, level: str) -> dict[str, int]:
    kinds = [POLICY[fact][viewer][level] for fact in FACTS]
    sorted_kinds = [kind if kind in CONDITIONS else "plain" for kind in kinds if kind != "hidden"]
    return {kind: sorted_kinds.count(kind) for kind in set(sorted_kinds)}


def test_each_level_offered_has_its_preview_without_scripts(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.follow("Go on")
    previews = [tag for tag in visitor.soup.find_all("details") if "Who will see" in tag.text]
    offered = visitor.soup.find_all("input", {"name": "level"})
    assert [tag["value"] for tag in offered] == [
        "named",
        "org_only",
        "withheld_public",
        "anonymous",
    ]
    assert len(previews) == 4
    assert "We take no name, no organisation and no address" in visitor.text


def test_anonymous_sends_nothing_typed_about_oneself(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug)
    tell_about(visitor, "Anonymous")
    assert "Aigerim" not in visitor.text
    assert "No letter is sent to you." in visitor.text
    visitor.press("Send")
    with app.app_context():
        sent = db.session.scalars(select(Submission)).one()
        facts = (sent.level, sent.author_name, sent.contact_email, sent.user_id)
        assert facts == ("anonymous", "", "", None)


def words_found(visitor: Visitor) -> list[str]:
    table = visitor.soup.find("table")
    assert isinstance(table, Tag)
    return [str(row.find_all("td")[-1].get_text(strip=True)) for row in table.find_all("tr")[1:]]


def test_withheld_author_is_asked_about_traces_and_may_go_on(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug, text="We, the mothers, say: call Aigerim, +7 701 123 45 67.")
    tell_about(visitor)
    assert "Your text may tell who wrote it. Nothing is sent yet." in visitor.text
    assert words_found(visitor) == ["+7 701 123 45 67", "We, the mothers", "Aigerim"]
    visitor.press("Send", 422)
    assert "Change the text, or tick the box to send it as it is." in visitor.text
    visitor.choose("I have read this").press("Send")
    assert visitor.heading == "Your comments are registered"


def test_named_author_is_not_asked_about_the_own_name(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug, text="We, the mothers, ask. Aigerim.")
    tell_about(visitor, "Name and organisation")
    assert "Your text" not in visitor.text
    visitor.press("Send")
    assert visitor.heading == "Your comments are registered"


def test_text_that_holds_a_receipt_code_is_refused(visitor: Visitor, slug: str) -> None:
    code = secrets_from("another submission").code
    write_point(visitor, slug, text=f"As I said before ({code.lower()}).")
    tell_about(visitor)
    visitor.press("Send", 422)
    assert "This text holds a receipt code." in visitor.text
