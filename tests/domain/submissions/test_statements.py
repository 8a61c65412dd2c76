"""Statements of a round table: once each, under one number, none overwritten by another desk."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.roundtables.desk_models import Device
from consult.domain.submissions.models import Comment, CommentVersion, Submission
from consult.domain.submissions.reading import at_table
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.roundtables import make_table, said

BY = system("command")


@pytest.fixture
def table(app):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        yield make_table(consultation)


def device_at(table):
    user = make_user()
    device = Device(
        round_table_id=table.id, user_id=user.id, token_hash=digest(uuid.uuid4().hex), name="Tablet"
    )
    db.session.add(device)
    db.session.flush()
    return device.id


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_statement_sent_twice_is_registered_once(table):
    one, two = said(text="First."), said("1.2", "Second.")
    origin = Origin("desk", one_part_each=True)
    first = take_statements(table, [one, two], by=BY, origin=origin)
    again = take_statements(table, [one, two], by=BY, origin=origin)
    assert [one.outcome for one in first] == ["new", "new"]
    assert [one.outcome for one in again] == ["same", "same"]
    assert [one.code for one in again] == [one.code for one in first]
    assert count(Comment) == 2


def test_statements_share_the_number_of_their_meeting(table):
    origin = Origin("desk", one_part_each=True)
    take_statements(table, [said()], by=BY, origin=origin)
    taken = take_statements(table, [said("1.2")], by=BY, origin=origin)
    numbers = {row.number for row in db.session.scalars(select(Submission))}
    assert numbers == {table.registration_number}
    assert taken[0].code.endswith("-2")
    assert {row.region_code for row in db.session.scalars(select(Submission))} == {"KZ-35"}
    assert {row.round_table_id for row in db.session.scalars(select(Submission))} == {table.id}


def test_second_desk_does_not_overwrite_the_first(table):
    mine, other = device_at(table), device_at(table)
    one = said(text="As the first desk heard it.")
    take_statements(table, [one], by=BY, origin=Origin("desk", device_id=mine))
    changed = replace(one, revision=2, point=replace(one.point, text="As the second heard it."))
    taken = take_statements(table, [changed], by=BY, origin=Origin("desk", device_id=other))
    assert (taken[0].outcome, taken[0].reason) == ("refused", "foreign")
    assert db.session.scalars(select(Comment.text)).all() == ["As the first desk heard it."]


def test_own_desk_changes_its_words_and_the_old_ones_are_kept(table):
    mine = device_at(table)
    one = said(text="Ten days.")
    origin = Origin("desk", device_id=mine, one_part_each=True)
    take_statements(table, [one], by=BY, origin=origin)
    changed = replace(one, revision=2, point=replace(one.point, text="Five days."))
    taken = take_statements(table, [changed], by=BY, origin=origin)
    assert taken[0].outcome == "changed"
    assert db.session.scalars(select(Comment.text)).all() == ["Five days."]
    assert db.session.scalars(select(CommentVersion.text)).all() == ["Ten days."]


def test_nothing_is_taken_after_closing_unless_handed_in_late(table):
    consultation = db.session.get_one(Consultation, table.consultation_id)
    consultation.closes_at = now() - timedelta(hours=1)
    db.session.flush()
    one = said()
    origin = Origin("desk", late_too=False, handed_in_at=now())
    refused = take_statements(table, [one], by=BY, origin=origin)
    assert (refused[0].outcome, refused[0].reason) == ("refused", "closed")
    late = take_statements(table, [one], by=BY, origin=replace(origin, late_too=True))
    assert (late[0].outcome, late[0].late) == ("new", True)
    assert db.session.scalars(select(Submission.late)).all() == [True]


def test_flawed_statement_does_not_stop_the_others(table):
    taken = take_statements(table, [said("9.9"), said(text="Good.")], by=BY, origin=Origin("desk"))
    assert [one.outcome for one in taken] == ["refused", "new"]
    assert [flaw.code for flaw in taken[0].flaws] == ["not_in_plan"]


def test_statements_stand_on_the_page_in_their_order(table):
    texts = [f"Statement {number}." for number in range(1, 24)]
    who = [f"Speaker {number % 3}" for number in range(1, 24)]
    spoken = [
        said(text=text, about={"author_name": name, "level": "named"})
        for text, name in zip(texts, who, strict=True)
    ]
    take_statements(table, spoken, by=BY, origin=Origin("sheet"))
    db.session.execute(update(Comment).values(publication="published", received_at=now()))
    first = at_table(table.id)
    second = at_table(table.id, first.next)
    assert [row.text for row in [*first.items, *second.items]] == texts
    assert [row.text for row in at_table(table.id, second.previous).items] == texts[:20]
