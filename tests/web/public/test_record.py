"""The record on pages: account, roots and heads, ledger, a receipt that is handed in."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask import Flask

from consult.domain.people import heads as head_letters
from consult.domain.submissions import record_trees, record_verifying
from consult.kernel.database import db
from consult.machinery import heads
from tests.factories.record import Sent, an_open_consultation, by_sql, send
from tests.visitor import Visitor


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    """A committed submission in a consultation of its own."""
    with app.app_context():
        consultation = an_open_consultation(slug="upr-2027")
        mine = send(consultation, "mine")
        send(consultation, "other")
        db.session.commit()
        yield mine
        heads._outside().unlink(missing_ok=True)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_page_shows_account_root_and_head(sent: Sent, visitor: Visitor) -> None:
    tree = record_trees.close_tree(sent.submission.consultation)
    head = head_letters.send_away()
    db.session.commit()
    page = visitor.open("/en/c/upr-2027/record").text
    assert tree is not None
    assert head is not None
    assert [part in page for part in (tree.root.hex(), head.hash.hex(), "Measure 1.1")] == [
        True,
        True,
        True,
    ]


def test_account_as_a_table_adds_up(sent: Sent, visitor: Visitor) -> None:
    table = rows_of(visitor.client.get("/en/c/upr-2027/record/account.csv").text)
    assert [row[:5] + row[-1:] for row in table[1:]] == [
        ["plan", "", "2", "0", "2", "yes"],
        ["measure", "1.1", "2", "0", "2", "yes"],
        ["total", "", "4", "0", "4", "yes"],
    ]


def test_dropped_comment_shows_that_the_account_does_not_add_up(
    sent: Sent, visitor: Visitor
) -> None:
    identity = sent.comment.id
    by_sql("delete from comment_bodies where comment_id = :id", id=identity)
    by_sql("delete from comments where id = :id", id=identity)
    db.session.commit()
    table = rows_of(visitor.client.get("/en/c/upr-2027/record/account.csv").text)
    assert [(row[0], row[-1]) for row in table[1:]] == [
        ("plan", "yes"),
        ("measure", "no"),
        ("total", "no"),
    ]


def test_ledger_holds_every_event_up_to_the_last_head_and_nobody(
    sent: Sent, visitor: Visitor
) -> None:
    assert len(rows_of(visitor.client.get("/en/record/ledger.csv").text)) == 1
    head_letters.send_away()
    send(sent.submission.consultation, "after the head")
    db.session.commit()
    text = visitor.client.get("/en/record/ledger.csv").text
    table = rows_of(text)
    assert [row[2] for row in table[1:]] == ["receipt", "received", "receipt", "received"]
    names = ("Aigerim", str(sent.submission.id), sent.submission.reference, "public")
    assert [name for name in names if name in text] == []


def test_receipt_is_right_when_handed_in(sent: Sent, visitor: Visitor) -> None:
    record_trees.close_tree(sent.submission.consultation)
    db.session.commit()
    told = hand_in(visitor, receipt_text(sent, visitor))
    assert (told.count("Right"), "Not valid" in told) == (4, False)


def receipt_text(sent: Sent, visitor: Visitor) -> str:
    fields = {"reference": sent.submission.reference, "code": sent.secrets.code}
    visitor.open("/en/receipt").fill("Reference", fields["reference"])
    visitor.fill("Receipt code", fields["code"]).press("Show").follow("Download the receipt")
    disposition = visitor.response.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="receipt.txt"'
    return visitor.response.get_data(as_text=True)


def hand_in(visitor: Visitor, text: str, status: int = 200) -> str:
    file = (io.BytesIO(text.encode()), "receipt.txt")
    return visitor.open("/en/verify").press("Check", status, file=file).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": "1.1"', '"number": "1.2"'),
        ('"level": "named"', '"level": "org_only"'),
        ('"status": "in_time"', '"status": "late"'),
        ('"received": "20', '"received": "19'),
    ],
)
def test_changed_receipt_is_not_valid(sent: Sent, visitor: Visitor, old: str, new: str) -> None:
    text = receipt_text(sent, visitor)
    assert old in text
    assert "Not valid" in hand_in(visitor, text.replace(old, new))


@pytest.mark.parametrize("text", ["hello", "{}", '{"payload": []}', "\x00", "[" * 9000])
def test_file_that_is_no_receipt_is_refused_in_a_sentence(visitor: Visitor, text: str) -> None:
    assert "This file is not a receipt of this service." in hand_in(visitor, text, 422)


def test_receipt_of_a_restored_older_copy_says_that_the_log_was_cut(
    sent: Sent, visitor: Visitor
) -> None:
    text = receipt_text(sent, visitor)
    by_sql("delete from receipts")
    by_sql("delete from audit_events")
    db.session.commit()
    assert "was cut off or an older copy was restored" in hand_in(visitor, text)


def test_receipt_is_given_only_to_the_browser_that_opened_it(
    app: Flask, sent: Sent, visitor: Visitor
) -> None:
    visitor.open("/en/receipt").fill("Reference", sent.submission.reference)
    visitor.fill("Receipt code", sent.secrets.code).press("Show")
    assert sent.secrets.code not in visitor.response.get_data(as_text=True)
    page, file = visitor.path, f"{visitor.path}/file"
    other = Visitor(app).open(page, 404)
    assert other.heading == "Follow a comment"
    assert "for half an hour. Enter the code again." in other.text
    assert sent.receipt.leaf.hex() not in Visitor(app).open(file, 404).text
    assert sent.submission.reference in visitor.open(page.replace("/en/", "/ru/")).text


def test_keys_and_heads_are_given_for_programs(sent: Sent, visitor: Visitor) -> None:
    head_letters.send_away()
    db.session.commit()
    told = json.loads(visitor.client.get("/en/record/keys.json").text)
    assert [key["id"] for key in told["keys"]] == [sent.receipt.key_id]
    assert len(told["heads"]) == 1


def test_damage_found_at_night_stands_on_the_page(sent: Sent, visitor: Visitor) -> None:
    by_sql("update comments set text = 'Всё хорошо.' where id = :id", id=sent.comment.id)
    record_verifying.keep_problems(record_verifying.verify())
    db.session.commit()
    page = visitor.open("/en/c/upr-2027/record").text
    assert f"Comment {sent.comment.code} is not as it was received." in page
