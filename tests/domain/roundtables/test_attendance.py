"""Who came: each key once, no row of another desk overwritten, no name without consent."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.domain.people.actors import system
from consult.domain.roundtables.attendance import (
    AttendeeRow,
    CategoryCount,
    CountedElsewhere,
    record_attendees,
    record_counts,
)
from consult.domain.roundtables.desk_models import Device
from consult.domain.roundtables.models import Attendee
from consult.domain.roundtables.presence import attendance_of
from consult.kernel.database import db
from consult.kernel.errors import WrongState
from consult.kernel.references import digest
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.roundtables import make_table

BY = system("command")
ONE = AttendeeRow("a", "Вкладышева Р. С.", kind="ngo", region_code="KZ-35", may_be_named=True)


@pytest.fixture
def table(app):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        yield make_table(consultation)


def device_at(table):
    token = digest(uuid.uuid4().hex)
    device = Device(round_table_id=table.id, user_id=make_user().id, token_hash=token, name="T")
    db.session.add(device)
    db.session.flush()
    return device.id


def outcomes(recorded):
    return [one.outcome for one in recorded]


def test_row_sent_twice_is_written_once(table):
    assert outcomes(record_attendees(table, [ONE], by=BY)) == ["new"]
    assert outcomes(record_attendees(table, [ONE], by=BY)) == ["same"]
    assert attendance_of(table.id).total == 1
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("attendance.recorded") == 1


def test_higher_revision_of_the_same_device_replaces_the_row(table):
    mine = device_at(table)
    record_attendees(table, [ONE], by=BY, device_id=mine)
    changed = replace(ONE, name="Переносов Д. Е.", revision=2)
    assert outcomes(record_attendees(table, [changed], by=BY, device_id=mine)) == ["changed"]
    assert [row.name for row in attendance_of(table.id).rows] == ["Переносов Д. Е."]


def test_row_of_another_device_is_not_overwritten(table):
    mine, other = device_at(table), device_at(table)
    record_attendees(table, [ONE], by=BY, device_id=mine)
    changed = replace(ONE, name="Переносов Д. Е.", revision=2)
    assert outcomes(record_attendees(table, [changed], by=BY, device_id=other)) == ["foreign"]
    assert [row.name for row in attendance_of(table.id).rows] == ["Вкладышева Р. С."]


def test_correction_of_the_organiser_outlasts_the_device(table):
    mine = device_at(table)
    record_attendees(table, [ONE], by=BY, device_id=mine)
    right = replace(ONE, name="Вкладышева Р. М.", revision=2)
    assert outcomes(record_attendees(table, [right], by=BY)) == ["changed"]
    again = replace(ONE, revision=3)
    assert outcomes(record_attendees(table, [again], by=BY, device_id=mine)) == ["foreign"]


def test_name_without_consent_is_never_written_down(table):
    row = replace(ONE, may_be_named=False, organisation_name="ОО", contact_email="a@b.example")
    record_attendees(table, [row], by=BY)
    written = db.session.scalars(select(Attendee)).one()
    kept = (written.name, written.organisation_name, written.contact_email, written.kind)
    assert kept == ("", "", "", "ngo")
    assert attendance_of(table.id).unnamed == 1


def test_row_left_out_is_not_counted(table):
    record_attendees(table, [ONE, replace(ONE, key="b")], by=BY)
    record_attendees(table, [replace(ONE, revision=2, left_out=True)], by=BY)
    assert [row.key for row in attendance_of(table.id).rows] == ["b"]


def test_numbers_take_the_place_of_names_and_of_earlier_numbers(table):
    record_counts(table, [CategoryCount("NGOs", 3), CategoryCount("press", 1)], by=BY)
    assert record_counts(table, [CategoryCount("NGOs", 9)], by=BY) is True
    assert record_counts(table, [CategoryCount("NGOs", 9)], by=BY) is False
    held = attendance_of(table.id)
    assert (held.kind, held.total, len(held.counts)) == ("numbers", 9, 1)


def test_announced_number_that_differs_is_seen(table):
    table.attended = 2
    record_attendees(table, [ONE], by=BY)
    assert attendance_of(table.id).differs is True
    record_attendees(table, [replace(ONE, key="b")], by=BY)
    assert attendance_of(table.id).differs is False


def test_attendance_stands_once_the_minutes_are_published(table):
    table.state = "minutes_published"
    db.session.flush()
    with pytest.raises(WrongState):
        record_attendees(table, [ONE], by=BY)
    with pytest.raises(WrongState):
        record_counts(table, [CategoryCount("NGOs", 9)], by=BY)


def test_numbers_of_another_desk_are_not_replaced(table):
    mine, other = device_at(table), device_at(table)
    record_counts(table, [CategoryCount("NGOs", 3)], by=BY, device_id=mine)
    with pytest.raises(CountedElsewhere):
        record_counts(table, [CategoryCount("NGOs", 9)], by=BY, device_id=other)
    assert record_counts(table, [CategoryCount("NGOs", 4)], by=BY, device_id=mine) is True
    assert attendance_of(table.id).total == 4
