"""Receipts: what they confirm, what is found when rows change behind them, what a lost key stops."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from consult.domain.people.actors import VISITOR
from consult.domain.submissions import editing, record, record_trees, record_verifying
from consult.domain.submissions.models import Submission
from consult.domain.submissions.points import Point, Target
from consult.domain.submissions.record_models import IssuedReceipt, RecordTree
from consult.domain.submissions.record_payload import commitment, leaf_of, normalised
from consult.kernel.canonical import canonical
from consult.kernel.database import db
from consult.kernel.merkle import leaf_hash
from consult.machinery import audit, signing
from consult.machinery.audit import AuditEvent
from tests.factories.comments import make_comment
from tests.factories.record import (
    WORDS,
    Sent,
    an_open_consultation,
    by_sql,
    problems,
    receipts,
    send,
)


@pytest.fixture
def sent(app: Flask) -> Iterator[Sent]:
    """One submission of two points by a named author, and another one beside it."""
    with app.app_context():
        signing.path().unlink(missing_ok=True)
        consultation = an_open_consultation(slug="upr-2027")
        mine = send(consultation, "mine")
        send(consultation, "other")
        yield mine


def test_receipt_commits_to_words_place_time_and_level(sent: Sent) -> None:
    receipt, payload = sent.receipt, sent.receipt.payload
    comment = sent.comment
    point = payload["points"][1]
    assert payload["received"] == sent.submission.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert (payload["consultation"], payload["level"]) == ("upr-2027", "named")
    assert (payload["status"], payload["version"]) == ("in_time", 1)
    assert (point["place"], point["number"], point["code"]) == ("measure", "1.1", comment.code)
    assert point["text"] == commitment(sent.secrets.salt, "2/text", WORDS)
    assert receipt.leaf == leaf_hash(canonical(payload)) == leaf_of(payload)


def test_receipt_holds_no_word_and_no_name(sent: Sent) -> None:
    told = json.dumps(sent.receipt.payload, ensure_ascii=False)
    assert [word for word in ("Срок", "Люди", "Aigerim", "слово") if word in told] == []


def test_event_of_a_receipt_names_nobody_and_holds_the_leaf(sent: Sent) -> None:
    event = db.session.get_one(AuditEvent, sent.receipt.seq)
    assert (event.actor, event.action, event.hash) == (
        "system:record",
        "receipts.issued",
        sent.receipt.head,
    )
    assert event.payload == {"receipts": 1, "root": sent.receipt.leaf.hex()}


def test_anonymous_receipt_names_the_day_only(app: Flask) -> None:
    with app.app_context():
        sent = send(an_open_consultation(), "quiet", level="anonymous")
        event = db.session.get_one(AuditEvent, sent.receipt.seq)
        assert len(sent.receipt.payload["received"]) == len("2027-03-31")
        assert (event.at.hour, event.at.minute, event.at.microsecond) == (0, 0, 0)


def test_untouched_record_is_whole(sent: Sent) -> None:
    found = record_verifying.verify()
    assert (found.receipts, found.unsigned, found.problems) == (2, 0, [])


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("update comments set text = 'Всё хорошо.' where id = :id", "words"),
        ("update comments set rationale = '' where id = :id", "words"),
        ("update comments set proposed_wording = 'x' where id = :id", "words"),
        ("update comments set kind = 'support' where id = :id", "place"),
        ("update comments set withdrawn_at = now() where id = :id", "place"),
    ],
)
def test_comment_changed_past_the_service_is_named(sent: Sent, change: str, kind: str) -> None:
    comment = sent.comment
    by_sql(change, id=comment.id)
    assert problems() == [(kind, comment.code)]


def test_comment_moved_to_another_measure_is_named(sent: Sent) -> None:
    comment = sent.comment
    other = "(select id from measure_versions where number = '1.2' limit 1)"
    by_sql(f"update comments set measure_version_id = {other} where id = :id", id=comment.id)  # noqa: S608
    assert problems() == [("place", comment.code)]


@pytest.mark.parametrize(
    "change",
    [
        "received_at = received_at + interval '1 day'",
        "late = true",
        "level = 'org_only'",
    ],
)
def test_submission_changed_past_the_service_is_named(sent: Sent, change: str) -> None:
    by_sql(f"update submissions set {change} where id = :id", id=sent.id)  # noqa: S608
    assert problems() == [("facts", sent.submission.reference)]


def test_reference_changed_past_the_service_is_named(sent: Sent) -> None:
    reference = sent.submission.reference
    by_sql("update submissions set reference = 'X' where id = :id", id=sent.id)
    assert problems() == [("facts", reference)]


def test_comment_dropped_past_the_service_is_named(sent: Sent) -> None:
    identity, code = sent.comment.id, sent.comment.code
    by_sql("delete from comment_bodies where comment_id = :id", id=identity)
    by_sql("delete from comments where id = :id", id=identity)
    assert problems() == [("point_missing", code)]


def test_comment_slipped_in_past_the_service_is_named(sent: Sent) -> None:
    extra = make_comment(sent.submission.consultation, submission=sent.submission)
    assert problems() == [("point_added", extra.code)]


def test_submission_dropped_with_its_receipt_is_found_by_the_log(sent: Sent) -> None:
    seq = sent.receipt.seq
    drop(sent)
    assert problems() == [("leaf_missing", str(seq))]


def drop(sent: Sent) -> None:
    """Take a submission out as thoroughly as a superuser can."""
    identity = sent.id
    comments = "(select id from comments where submission_id = :id)"
    by_sql("delete from receipts where submission_id = :id", id=identity)
    by_sql(f"delete from comment_bodies where comment_id in {comments}", id=identity)  # noqa: S608
    by_sql("delete from comments where submission_id = :id", id=identity)
    by_sql("delete from submissions where id = :id", id=identity)


def test_submission_dropped_after_the_closing_is_found_by_the_tree(sent: Sent) -> None:
    tree = record_trees.close_tree(sent.submission.consultation)
    assert tree is not None
    seq = sent.receipt.seq
    drop(sent)
    assert problems() == [("leaf_missing", str(seq)), ("tree", "1")]


def test_receipt_made_to_fit_changed_words_is_found(sent: Sent) -> None:
    by_sql("update comments set text = 'Всё хорошо.' where id = :id", id=sent.comment.id)
    words = commitment(sent.secrets.salt, "2/text", "Всё хорошо.")
    payload = json.loads(canonical(sent.receipt.payload))
    payload["points"][1]["text"] = words
    by_sql(
        "update receipts set payload = cast(:payload as jsonb), leaf = :leaf where id = :id",
        payload=json.dumps(payload),
        leaf=leaf_of(payload),
        id=sent.receipt.id,
    )
    found = problems()
    reference = sent.submission.reference
    assert found == [("leaf_missing", str(sent.receipt.seq)), ("signature", reference)]


def test_database_keeps_receipts_as_they_are(sent: Sent) -> None:
    for change in ({"leaf": b"x" * 32}, {"version": 9}, {"seq": 99}, {"signature": b"x"}):
        mine = update(IssuedReceipt).where(IssuedReceipt.id == sent.receipt.id)
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(mine.values(**change))
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(delete(IssuedReceipt))


def test_form_sent_twice_has_one_receipt(sent: Sent) -> None:
    again = send(sent.submission.consultation, "mine")
    assert again.receipt.id == sent.receipt.id
    assert db.session.scalar(select(func.count()).select_from(IssuedReceipt)) == 2


def test_edit_gives_a_second_version_under_the_same_salt(sent: Sent) -> None:
    comment = sent.comment
    point = Point(Target("measure", "1.1"), "amendment", "ru", "Новые слова.")
    editing.edit_comment(comment.id, point, by=VISITOR, token=sent.secrets.token)
    newest = sent.receipt
    words = commitment(sent.secrets.salt, "2/text", "Новые слова.")
    assert (newest.version, newest.payload["points"][1]["text"]) == (2, words)
    assert problems() == []


def test_withdrawal_gives_a_version_that_says_so(sent: Sent) -> None:
    editing.withdraw_submission(sent.id, by=VISITOR, token=sent.secrets.token)
    withdrawn = [point["withdrawn"] for point in sent.receipt.payload["points"]]
    assert (sent.receipt.version, withdrawn, problems()) == (2, [True, True], [])


def test_destroyed_salt_keeps_log_and_tree_valid(sent: Sent) -> None:
    record_trees.close_tree(sent.submission.consultation)
    sent.receipt.salt = None
    by_sql("update comments set text = '' where id = :id", id=sent.comment.id)
    db.session.flush()
    found = record_verifying.verify()
    assert (found.problems, found.forgotten, audit.verify()[2]) == ([], 1, None)


def test_lost_key_stops_nothing_and_receipts_are_signed_later(sent: Sent) -> None:
    signing.path().unlink()
    later = send(sent.submission.consultation, "later")
    assert (later.receipt.key_id, later.receipt.signature, problems()) == ("", b"", [])
    assert record_verifying.sign_waiting() == 0
    fresh = signing.rotate()
    assert record_verifying.sign_waiting() == 1
    db.session.expire_all()
    assert (later.receipt.key_id, problems()) == (fresh.id, [])


def test_rotation_keeps_old_receipts_valid(sent: Sent) -> None:
    before = sent.receipt.key_id
    signing.rotate()
    later = send(sent.submission.consultation, "later")
    states = {key.id: key.retired_at is None for key in signing.public_keys()}
    assert states == {before: False, later.receipt.key_id: True}
    assert problems() == []


def test_file_of_the_key_is_for_its_owner_alone(sent: Sent) -> None:
    assert signing.path().stat().st_mode & 0o777 == 0o600


def test_submission_written_past_the_service_has_no_receipt(sent: Sent) -> None:
    comment = make_comment(sent.submission.consultation)
    reference = db.session.get_one(Submission, comment.submission_id).reference
    assert problems() == [("no_receipt", reference)]
    assert record.issue_missing(sent.submission.consultation) == 1
    assert problems() == []


def test_receipts_after_the_closing_stand_in_a_later_tree(sent: Sent) -> None:
    consultation = sent.submission.consultation
    first = record_trees.close_tree(consultation)
    late = send(consultation, "late")
    second = record_trees.close_tree(consultation)
    assert first is not None
    assert second is not None
    assert [(one.number, one.size) for one in record_trees.trees_of(consultation.id)] == [
        (1, 2),
        (2, 1),
    ]
    db.session.expire_all()
    assert late.receipt.tree_id == second.id
    assert record_trees.close_tree(consultation) is None


def test_worker_closes_the_tree_of_what_is_over(sent: Sent) -> None:
    assert record_trees.close_due() == 0
    sent.submission.consultation.state = "closed"
    db.session.flush()
    assert (record_trees.close_due(), record_trees.close_due()) == (1, 0)
    assert db.session.scalars(select(RecordTree.size)).all() == [2]


def test_texts_differ_by_words_not_by_spaces() -> None:
    assert normalised("  Срок\r\n слишком\t поздний.\n") == "Срок слишком поздний."
    assert normalised("И\u0306") == "Й"


def test_leaves_of_all_receipts_are_different(sent: Sent) -> None:
    assert len({one.leaf for one in receipts()}) == 2
