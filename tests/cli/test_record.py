"""`consult record` and `consult audit verify`: what they print and how they end."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from consult.domain.submissions.record_trees import trees_of
from consult.kernel.database import db
from consult.machinery import heads, signing
from consult.machinery.outbox import Letter
from tests.factories.comments import make_comment
from tests.factories.people import make_user
from tests.factories.record import Sent, an_open_consultation, by_sql, send


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    """A committed submission; what other tests left in the instance is taken away."""
    with app.app_context():
        for path in (heads._outside(), signing.path()):
            path.unlink(missing_ok=True)
        mine = send(an_open_consultation(slug="upr-2027"), "mine")
        db.session.commit()
        yield mine
        heads._outside().unlink(missing_ok=True)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_whole_record_is_told_and_changed_words_are_named(app: Flask, sent: Sent) -> None:
    whole = run(app, "audit", "verify")
    assert (whole.exit_code, "The record is whole: 1 receipts, 0 trees." in whole.stdout) == (
        0,
        True,
    )
    code = sent.comment.code
    by_sql("update comments set text = 'x' where id = :id", id=sent.comment.id)
    db.session.commit()
    broken = run(app, "audit", "verify")
    assert broken.exit_code == 1
    assert f"Comment {code}: its words are not those that were received." in broken.stderr
    told = json.loads(run(app, "audit", "verify", "--format", "json").stdout)
    assert (told["ok"], told["record_ok"], told["problems"]) == (True, False, [["words", code]])


def test_cut_tail_is_found_against_a_head_from_outside(app: Flask, sent: Sent) -> None:
    last = heads.last_head()
    assert last is not None
    given = ("audit", "verify", "--seq", str(last.seq), "--head", last.hash.hex())
    assert run(app, *given).exit_code == 0
    broken = f"{last.hash.hex()[:30]}\u200b {last.hash.hex()[30:]}"
    assert run(app, "audit", "verify", "--seq", str(last.seq), "--head", broken).exit_code == 0
    by_sql("delete from audit_events where seq = :seq", seq=last.seq)
    db.session.commit()
    assert run(app, "audit", "verify").exit_code == 0
    cut = run(app, *given)
    assert cut.exit_code == 1
    assert f"The log ends at {last.seq - 1} but a head for {last.seq} was given" in cut.stderr


@pytest.mark.parametrize(
    "given",
    [
        ("--seq", "1", "--head", "xyz"),
        ("--seq", "1", "--head", "abcd"),
        ("--seq", "1"),
        ("--head", "ab" * 32),
    ],
)
def test_head_that_is_none_is_refused_in_a_sentence(
    app: Flask, sent: Sent, given: tuple[str, ...]
) -> None:
    done = run(app, "audit", "verify", *given)
    assert (done.exit_code, "64 hexadecimal digits" in done.output) == (1, True)


def test_head_is_sent_to_trustees_once(app: Flask, sent: Sent) -> None:
    make_user([("trustee", sent.submission.consultation)], email="trustee@example.org")
    db.session.commit()
    assert run(app, "record", "send-head").stdout.startswith("Head ")
    again = run(app, "record", "send-head").stdout
    assert again == "Nothing has happened since the last head left.\n"
    letters = db.session.query(Letter).filter_by(kind="head").all()
    head = heads.published()[0].hash.hex()
    assert [(one.recipient, head in one.body) for one in letters] == [("trustee@example.org", True)]


def test_key_is_rotated_and_listed(app: Flask, sent: Sent) -> None:
    assert run(app, "record", "rotate-key").stdout.startswith("Receipts are signed with the key ")
    states = [line.split("  ")[2] for line in run(app, "record", "keys").stdout.splitlines()]
    assert (states[0].startswith("until "), states[1]) == (True, "in use")


def test_tree_is_closed_and_missing_receipts_are_issued(app: Flask, sent: Sent) -> None:
    make_comment(sent.submission.consultation)
    db.session.commit()
    assert run(app, "record", "confirm", "upr-2027").stdout == "1 submissions got a receipt.\n"
    sent.submission.consultation.state = "closed"
    db.session.commit()
    assert run(app, "record", "close", "upr-2027").stdout.startswith("Tree 1: 2 receipts, root ")
    again = run(app, "record", "close", "upr-2027").stdout
    assert again == "Every receipt stands in a tree already.\n"


def test_tree_of_an_open_consultation_is_not_made_before_the_deadline(
    app: Flask, sent: Sent
) -> None:
    refused = run(app, "record", "close", "upr-2027")
    assert refused.exit_code == 1
    assert refused.output == (
        "Error: upr-2027 is not closed yet: its first tree is made at the deadline.\n"
    )
    assert trees_of(sent.submission.consultation_id) == []
