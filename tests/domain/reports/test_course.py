"""The course of a discussion as it is frozen: days, events, texts, earlier reports."""

from datetime import UTC, datetime

import pytest

from consult.domain.consultations.queries import working_calendar
from consult.domain.reports.course import process_at
from consult.domain.reports.heading import consultation_at
from consult.domain.reports.models import Report
from consult.kernel.database import db
from tests.factories.consultations import make_consultation


@pytest.fixture
def consultation(app):
    with app.app_context():
        yield make_consultation(
            opens_at=datetime(2011, 3, 13, 18, 0, tzinfo=UTC),
            closes_at=datetime(2011, 4, 15, 17, 59, 59, tzinfo=UTC),
        )


def frozen(consultation, number):
    connection = db.session.connection()
    row = consultation_at(connection, consultation.id)
    return process_at(connection, row, working_calendar(), number=number)


def test_days_are_counted_with_both_ends_and_without_holidays(consultation):
    process = frozen(consultation, 1)
    assert (process.calendar_days, process.working_days) == (33, 22)


def test_only_reports_before_this_one_are_told(consultation):
    for number in (1, 2, 3):
        db.session.add(Report(consultation_id=consultation.id, number=number, checksum=str(number)))
    db.session.flush()
    assert [(one.number, one.checksum) for one in frozen(consultation, 3).earlier] == [
        (1, "1"),
        (2, "2"),
    ]
