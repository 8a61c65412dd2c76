"""An older copy under today's receipts (F-12), a byte that turned in a comment or a file (F-13)."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult import tasks
from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.people.heads import send_away
from consult.domain.reports import operations as reports
from consult.domain.reports.refusals import RecordDamaged, Unbalanced
from consult.domain.submissions import record_file
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import files, heads
from tests.conftest import fresh_database, make_settings
from tests.factories.record import Sent, an_open_consultation, by_sql, problems, send
from tests.visitor import Visitor


@pytest.fixture
def place(app: Flask) -> Iterator[Path]:
    """The folder of the test's app, without heads of other tests."""
    with app.app_context():
        heads._outside().unlink(missing_ok=True)
        yield heads._outside()
        heads._outside().unlink(missing_ok=True)


@pytest.mark.committed
def test_older_copy_is_found_by_heads_and_by_receipts(own_database: str, tmp_path: Path) -> None:
    today = create_app(make_settings(own_database, tmp_path))
    with today.app_context():
        consultation = an_open_consultation()
        send(consultation, "before")
        slug = consultation.slug
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with fresh_database(own_database) as backup:
        with today.app_context():
            later = send(db.session.query(Consultation).filter_by(slug=slug).one(), "after")
            db.session.commit()
            text = record_file.block_of(later.receipt).encode()
            left = send_away()
            db.session.commit()
            assert left is not None
            last = left.seq
            db.engine.dispose()
        restored = create_app(make_settings(backup, tmp_path))
        with restored.app_context():
            check = restored.test_cli_runner().invoke(args=["audit", "verify"])
            verdicts = record_file.check_file(record_file.read_file(text))
            told = {one.code: one.holds for one in verdicts}
            (tmp_path / "heads.log").unlink()
            blind = restored.test_cli_runner().invoke(args=["audit", "verify"])
            db.session.remove()
            db.engine.dispose()
    assert check.exit_code == 1
    assert f"The log ends at 2 but a head for {last} was given" in check.stderr
    assert told == {"leaf": True, "signature": True, "log_cut": False, "leaf_unknown": False}
    assert (blind.exit_code, "The log is whole: 2 events" in blind.stdout) == (0, True)


def test_turned_byte_in_a_comment_is_named_shown_and_blocks_the_report(
    app: Flask, place: Path, visitor: Visitor
) -> None:
    sent = send(an_open_consultation(slug="upr-2027", prefix="UPR"), "mine")
    publish_all(sent)
    code, identity = sent.comment.code, sent.comment.id
    by_sql(
        "update comments set text = overlay(text placing 'О' from 2) where id = :id", id=identity
    )
    tasks.verify_record()
    db.session.commit()
    assert problems() == [("words", code)]
    page = visitor.open(f"/en/c/upr-2027/comments/{code.removeprefix('UPR/')}").text
    assert ("Integrity problem" in page, "слишком поздний" in page) == (True, False)
    with pytest.raises(RecordDamaged) as refused:
        compile_anew(sent)
    assert refused.value.facts["codes"] == (code,)


def test_turned_byte_in_a_file_is_named_at_night(app: Flask, place: Path) -> None:
    consultation = an_open_consultation()
    stored = files.store(b"A scan", name="scan.txt", media_type="text/plain", purpose="attachment")
    db.session.flush()
    sent = send(consultation, "mine", files=(stored.id,))
    assert problems() == []
    stored.path.write_bytes(b"A sCan")
    tasks.verify_record()
    assert problems() == [("file", sent.submission.reference)]


def test_file_swapped_past_the_service_is_named(app: Flask, place: Path) -> None:
    consultation = an_open_consultation()
    first, second = (
        files.store(data, name="scan.txt", media_type="text/plain", purpose="attachment")
        for data in (b"A scan", b"Another")
    )
    db.session.flush()
    sent = send(consultation, "mine", files=(first.id,))
    by_sql("update attachments set file_id = :id", id=second.id)
    assert problems() == [("files", sent.submission.reference)]


def test_comment_put_right_stops_nothing(app: Flask, place: Path, visitor: Visitor) -> None:
    sent = send(an_open_consultation(slug="upr-2027", prefix="UPR"), "mine")
    publish_all(sent)
    before = sent.comment.text
    by_sql("update comments set text = 'x' where id = :id", id=sent.comment.id)
    tasks.verify_record()
    by_sql("update comments set text = :text where id = :id", id=sent.comment.id, text=before)
    tasks.verify_record()
    report = compile_anew(sent)
    assert (report.state, report.rows) == ("compiled", 2)


def publish_all(sent: Sent) -> None:
    db.session.execute(update(Comment).values(publication="published", published_at=now()))
    db.session.commit()


def compile_anew(sent: Sent):
    consultation = sent.submission.consultation
    consultation.state = "answering"
    report = reports.request_report(consultation, by=system("test"), queued=False)
    reports.close_record(report)
    db.session.commit()
    return reports.compile_report(report)


def test_report_holds_root_and_head_of_the_record(app: Flask, place: Path) -> None:
    sent = send(an_open_consultation(), "mine")
    publish_all(sent)
    report = compile_anew(sent)
    db.session.refresh(report)
    tree = sent.receipt.tree_id
    assert isinstance(tree, uuid.UUID)
    head = report.head["head"]
    assert (len(head["roots"]), head["log_head"].partition(":")[0].isdigit()) == (1, True)


def test_report_is_refused_when_a_confirmed_comment_is_gone(app: Flask, place: Path) -> None:
    sent = send(an_open_consultation(), "mine")
    publish_all(sent)
    identity = sent.comment.id
    by_sql("delete from comment_bodies where comment_id = :id", id=identity)
    by_sql("delete from comments where id = :id", id=identity)
    with pytest.raises(Unbalanced):
        compile_anew(sent)
