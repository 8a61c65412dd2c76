"""Compiling and publishing: order, balance, checksum, gaps, two persons, failures."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from consult.domain.people.actors import system
from consult.domain.reports import compiling, operations, queries
from consult.domain.reports.document import canonical
from consult.domain.reports.models import ReportRowRecord
from consult.domain.reports.refusals import (
    Damaged,
    TooEarly,
    Unbalanced,
)
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import (
    make_consultation,
    measure_of,
    section_of,
)
from tests.factories.reports import answering as closed
from tests.factories.reports import checksum_of, make_answer, make_report, published

BY = system("test")


@pytest.fixture
def at(app):
    with app.app_context():
        yield app


def codes(report):
    return [row.comment_code for row in queries.rows_of(report)()]


def test_rows_come_in_the_order_of_the_table(at):
    consultation = closed()
    last = published(consultation, measure_of(consultation, "2.1"))
    second = published(consultation, measure_of(consultation, "1.2"))
    first = published(consultation, measure_of(consultation, "1.1"))
    section = published(consultation, target="section", section_id=section_of(consultation, "1").id)
    whole = published(consultation, target="plan")
    field = published(consultation, measure_of(consultation, "1.1"), target="field")
    wanted = [whole, section, first, field, second, last]
    report = make_report(consultation)
    assert codes(report) == [comment.code for comment in wanted]
    rows = list(queries.rows_of(report)())
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[3].target.field == "deadline"
    assert rows[3].target.wording.en == "IV quarter (en)"


def test_every_comment_received_is_accounted_for(at):
    consultation = closed()
    shown = published(consultation)
    published(consultation)
    make_comment(consultation)
    make_comment(consultation, publication="withheld", ground="insult")
    make_comment(consultation, publication="spam")
    published(consultation, withdrawn_at=consultation.closes_at)
    twin = published(consultation)
    make_answer(twin, "duplicate", duplicate_of_id=shown.id)
    report = make_report(consultation)
    counted = queries.contents_of(report).head.completeness
    assert counted is not None
    assert (counted.received, counted.shown, counted.waiting, counted.withheld) == (7, 2, 1, 1)
    assert (counted.withdrawn, counted.duplicates, counted.spam) == (1, 1, 1)
    assert (report.rows, report.done, counted.listed) == (6, 6, 6)
    outcomes = [row.outcome for row in queries.rows_of(report)()]
    assert sorted(outcomes) == [
        *("duplicate", "unanswered", "unanswered", "unanswered", "unanswered", "withdrawn")
    ]


def test_report_without_comments_is_compiled(at):
    report = make_report(closed())
    assert (report.state, report.rows) == ("compiled", 0)
    assert report.checksum == checksum_of(report)


def test_lost_comment_stops_the_report(at):
    consultation = closed()
    published(consultation)
    db.session.execute(text("update comment_tallies set count = count + 1"))
    report = operations.request_report(consultation, by=BY, queued=False)
    db.session.commit()
    with pytest.raises(Unbalanced):
        operations.compile_report(report)
    db.session.expire_all()
    assert (report.state, report.error, report.rows) == ("failed", "report_unbalanced", 1)
    assert db.session.scalars(select(ReportRowRecord.position)).all() == []


def test_error_in_the_middle_fails_with_its_reason_and_a_second_run_succeeds(at, monkeypatch):
    consultation = closed()
    for _ in range(3):
        published(consultation)
    report = operations.request_report(consultation, by=BY, queued=False)
    db.session.commit()
    seen = []

    def broken(row):
        seen.append(row)
        if len(seen) == 2:
            raise MemoryError
        return canonical(row)

    monkeypatch.setattr(compiling, "canonical", broken)
    with pytest.raises(MemoryError):
        operations.compile_report(report)
    db.session.expire_all()
    assert (report.state, report.error) == ("failed", "MemoryError")
    assert codes_kept(report) == 0
    monkeypatch.undo()
    operations.compile_report(report)
    assert (report.state, report.error, report.rows) == ("compiled", "", 3)


def codes_kept(report):
    statement = select(ReportRowRecord.position).where(ReportRowRecord.report_id == report.id)
    return len(db.session.scalars(statement).all())


def test_checksum_is_that_of_the_stored_rows_and_stays(at):
    consultation = closed()
    comment = published(consultation)
    report = make_report(consultation)
    rows = list(queries.rows_of(report)())
    assert report.checksum == checksum_of(report)
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(text="Other"))
    assert list(queries.rows_of(report)()) == rows
    again = make_report(consultation)
    assert (again.number, again.checksum == report.checksum) == (2, False)


def test_compiling_a_finished_report_again_changes_nothing(at):
    report = make_report(closed())
    compiled_at = report.compiled_at
    operations.compile_report(report)
    assert report.compiled_at == compiled_at


@pytest.mark.parametrize(
    "change",
    [
        "update report_rows set position = 9",
        "delete from report_rows",
        "insert into report_rows select report_id, 99, data from report_rows",
    ],
)
def test_frozen_rows_refuse_every_change(at, change):
    consultation = closed()
    published(consultation)
    make_report(consultation)
    with pytest.raises(IntegrityError, match="report_frozen"):
        db.session.execute(text(change))


def test_changed_row_is_found_when_it_is_read(at):
    consultation = closed()
    published(consultation)
    report = make_report(consultation)
    db.session.execute(text("alter table report_rows disable trigger report_rows_frozen"))
    db.session.execute(
        text("update report_rows set data = jsonb_set(data, '{kind}', '\"support\"')")
    )
    with pytest.raises(Damaged):
        list(queries.rows_of(report)())


def test_report_before_the_closing_is_refused(at):
    with pytest.raises(TooEarly):
        operations.request_report(make_consultation("open"), by=BY)


def test_request_queues_one_job(at):
    report = operations.request_report(closed(), by=BY)
    rows = db.session.execute(
        text("select args->>'report_id' from procrastinate_jobs where task_name = 'compile_report'")
    )
    assert [row[0] for row in rows] == [str(report.id)]


def test_redacted_and_anonymous_authors_do_not_sing(at):
    consultation = closed()
    words = "Звоните Тайнову Петру."
    who = make_submission(
        consultation, author_name="Тайнову Петру", level="anonymous", contact_email="t@x.example"
    )
    spans = [{"field": "text", "start": 8, "end": 21}]
    published(
        consultation,
        submission=who,
        text=words,
        publication="published_redacted",
        redactions=spans,
    )
    report = make_report(consultation)
    row = next(queries.rows_of(report)())
    assert row.redacted is not None
    assert row.redacted.text == "Звоните █████."
    assert queries.contents_of(report).gaps.leaks == ()


def test_missing_answers_are_counted_by_leading_body(at):
    consultation = closed()
    published(consultation)
    make_answer(published(consultation))
    make_comment(consultation, publication="spam")
    missing = queries.missing_by_body(consultation.id)
    assert [(body.name.en, body.count) for body in missing] == [("Body MOJ (en)", 1)]


def test_pages_of_rows_follow_the_positions_and_the_group(at):
    consultation = closed()
    for number in range(25):
        comment = published(consultation)
        if number % 5 == 0:
            make_answer(comment, "rejected", ground="legal")
    report = make_report(consultation)
    first = queries.page_of_rows(report, "public")
    second = queries.page_of_rows(report, "public", cursor=first.next)
    assert [row.position for row in second.items] == [21, 22, 23, 24, 25]
    back = queries.page_of_rows(report, "public", cursor=second.previous)
    assert [row.position for row in back.items] == [row.position for row in first.items]
    refused = queries.page_of_rows(report, "public", group="not_taken_up")
    assert [row.position for row in refused.items] == [1, 6, 11, 16, 21]
    waiting = queries.page_of_rows(report, "public", group="unanswered")
    assert len(waiting.items) == 20
