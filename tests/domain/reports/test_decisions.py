"""Decisions of the national round table in the report: rows, agenda and table, what is not done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.reports.decoding import row_from_json
from consult.domain.reports.document import Decision, canonical
from consult.domain.reports.exporters.cover import undone
from consult.domain.reports.exporters.disagreements import is_disputed
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.filing import head_of
from consult.domain.reports.policy import view_row
from consult.domain.reports.queries import contents_of, rows_of
from consult.domain.reports.replies import Point, fingerprint
from consult.domain.responses.agenda import AgendaFilter, disputed_comments
from consult.domain.responses.deciding import record_decision
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.web.report_words import report_words
from tests.domain.reports import samples
from tests.factories.answering import NOTED, Office, make_office
from tests.factories.consultations import measure_of
from tests.factories.deciding import BY, CHANGED, STANDS, answered, dissent, make_national
from tests.factories.reports import checksum_of, make_report

DECIDED = Decision(date(2011, 4, 28), "stands", text=samples.head(1).consultation)


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    with app.app_context():
        yield make_office()


def report_on(office: Office) -> Any:
    held = db.session.get_one(Consultation, office.consultation.id)
    return make_report(held, by=system("test"))


def fill(office: Office) -> list[Any]:
    """Comments answered in every way, on two measures, one with dissent, one spam."""
    first, second = measure_of(office.consultation), measure_of(office.consultation, "1.2")
    made = [answered(office, measure=second), answered(office), answered(office, NOTED)]
    made.append(answered(office, NOTED, measure=first))
    dissent(office, made[3])
    spam = answered(office)
    db.session.get_one(Comment, spam.id).publication = "spam"
    db.session.commit()
    return made


def test_agenda_equals_the_table_of_disagreements(office: Office) -> None:
    fill(office)
    table = make_national(office)
    report = report_on(office)
    listed = [row.comment_code for row in rows_of(report)() if is_disputed(row)]
    agenda, cursor = [], None
    while True:
        page = disputed_comments(table, AgendaFilter(), zone="Asia/Almaty", cursor=cursor, size=2)
        agenda += [item.comment.code for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(agenda) == 3
    assert agenda == listed


def test_rows_carry_the_day_and_the_words_of_the_decision(office: Office) -> None:
    first = fill(office)[0]
    table = make_national(office)
    record_decision(table, first.id, STANDS, by=BY)
    report = report_on(office)
    row = next(row for row in rows_of(report)() if row.comment_code == first.code)
    (decision,) = row.decisions
    assert (decision.decision, decision.text, decision.carried) == ("stands", STANDS.text, True)
    assert checksum_of(report) == report.checksum
    wording = Wording(report_words("en"), "en")
    said = "\n".join(para.text for para in Master(head_of(report, "en"), wording).cells(row)[5])
    assert "The reasons hold" in said
    assert "Decision of the national round table of" in said


def test_decision_not_carried_out_is_told_and_stops_nothing(office: Office) -> None:
    first = answered(office)
    record_decision(make_national(office), first.id, CHANGED, by=BY)
    report = report_on(office)
    gaps = contents_of(report).gaps
    assert (gaps.undone, gaps.unanswered) == ((first.code,), (first.code,))
    wording = Wording(report_words("en"), "en")
    assert first.code in undone(head_of(report, "en"), wording)[0]
    assert not type(gaps)(undone=gaps.undone).need_decision


def test_row_without_a_decision_keeps_the_bytes_of_earlier_reports() -> None:
    row = samples.row(1)
    assert b"decisions" not in canonical(row)
    assert row_from_json(orjson.loads(canonical(row))) == row


def test_row_with_a_decision_comes_back_from_its_json() -> None:
    row = samples.row(1, decisions=(DECIDED,))
    assert row_from_json(orjson.loads(canonical(row))) == row


def test_stub_has_the_decision_without_its_words() -> None:
    row = samples.row(1, decisions=(DECIDED,), publication="withheld")
    (seen,) = view_row(row, "public").decisions
    assert (seen.decision, seen.text.as_dict()) == ("stands", {})


def test_author_is_told_again_when_a_decision_comes() -> None:
    before, after = samples.row(1), samples.row(1, decisions=(DECIDED,))
    assert fingerprint([Point(1, before)]) != fingerprint([Point(1, after)])
