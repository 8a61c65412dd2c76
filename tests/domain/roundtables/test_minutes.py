"""Minutes before their approval: draft, words, the check by those present, corrections."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.roundtables import minutes as writing
from consult.domain.roundtables.desk_models import MinutesChecker, MinutesCorrection
from consult.domain.roundtables.minutes_queries import (
    Present,
    checked,
    checker_by_token,
    corrections_of,
    minutes_of,
    present_with_address,
)
from consult.domain.roundtables.models import Attendee, Registration
from consult.domain.roundtables.queries import whole_table
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.dates import in_zone
from consult.kernel.errors import Conflict, Missing, NotFound, WrongState
from consult.kernel.references import digest
from consult.machinery.outbox import Letter
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.roundtables import make_table

ANNA = Present("anna@present.example", "Анна", "ru")
BAKYT = Present("bakyt@present.example", "Бақыт", "kk")


@pytest.fixture
def maker(app):
    with app.app_context():
        user = make_user()
        yield Actor(user_id=user.id, name="Maker")


@pytest.fixture
def table(maker):
    consultation = make_consultation("open")
    make_plan(consultation)
    return whole_table(make_table(consultation).id)


def link_in(letter):
    return letter.body.split("/minutes/")[1].split()[0]


def letters():
    return db.session.scalars(select(Letter).where(Letter.kind == "minutes")).all()


def test_draft_moves_the_meeting_and_is_begun_once(table, maker):
    first = writing.draft_minutes(table, by=maker)
    second = writing.draft_minutes(table, by=maker)
    assert first.id == second.id
    assert (table.state, first.state, first.made_by_id) == (
        "minutes_draft",
        "draft",
        maker.user_id,
    )


def test_draft_of_a_meeting_ahead_is_refused(table, maker):
    table.state = "planned"
    db.session.flush()
    with pytest.raises(WrongState):
        writing.draft_minutes(table, by=maker)


def test_words_written_meanwhile_are_not_overwritten(table, maker):
    minutes = writing.draft_minutes(table, by=maker)
    seen = minutes.row_version
    writing.write_minutes(table, {"chair": "Первая"}, by=maker, row_version=seen)
    with pytest.raises(Conflict):
        writing.write_minutes(table, {"chair": "Вторая"}, by=maker, row_version=seen)
    assert minutes_of(table.id).chair == "Первая"


def test_check_ends_with_the_last_of_the_working_days(table, maker):
    writing.draft_minutes(table, by=maker)
    writing.send_for_checking(table, [ANNA], by=maker, days=3)
    until = in_zone(minutes_of(table.id).check_until, table.zone)
    expected = writing.last_moment(table, 3)
    assert (until, f"{until:%H:%M:%S}") == (expected, "23:59:59")


def test_working_days_skip_nauryz(table):
    last = in_zone(writing.last_moment(table, 5, date(2011, 3, 18)), table.zone)
    assert last.date() == date(2011, 3, 30)


def test_each_gets_one_letter_with_a_link_of_their_own(table, maker):
    writing.draft_minutes(table, by=maker)
    writing.send_for_checking(table, [ANNA, BAKYT, ANNA], by=maker)
    writing.send_for_checking(table, [BAKYT], by=maker)
    found = letters()
    assert sorted(one.recipient for one in found) == [ANNA.contact_email, BAKYT.contact_email]
    tokens = {link_in(one) for one in found}
    hashes = set(db.session.scalars(select(MinutesChecker.token_hash)))
    assert {digest(token) for token in tokens} == hashes
    assert not tokens & hashes


def test_link_opens_the_minutes_of_its_consultation_only(table, maker):
    writing.draft_minutes(table, by=maker)
    writing.send_for_checking(table, [ANNA], by=maker)
    token = link_in(letters()[0])
    found, minutes, checker = checker_by_token(table.consultation.slug, token)
    assert (found.id, minutes.round_table_id, checker.name) == (table.id, table.id, "Анна")
    for slug, wrong in ((table.consultation.slug, token + "x"), ("another", token)):
        with pytest.raises(NotFound):
            checker_by_token(slug, wrong)


def test_correction_is_kept_and_takes_back_the_agreement(table, maker):
    writing.draft_minutes(table, by=maker)
    (checker,) = writing.send_for_checking(table, [ANNA], by=maker)
    writing.agree(table, checker)
    assert checked(minutes_of(table.id).id).everybody_agreed
    writing.correct(table, checker, " Было иначе. ", language="ru", comment_code="X/1-1")
    stands = checked(minutes_of(table.id).id)
    assert (stands.everybody_agreed, stands.corrections) == (False, {"open": 1})
    (kept,) = corrections_of(minutes_of(table.id).id)
    assert (kept.text, kept.comment_code, kept.state) == ("Было иначе.", "X/1-1", "open")


def test_decided_correction_stays_with_its_answer(table, maker):
    writing.draft_minutes(table, by=maker)
    (checker,) = writing.send_for_checking(table, [ANNA], by=maker)
    made = writing.correct(table, checker, "Было иначе.", language="ru")
    with pytest.raises(Missing):
        writing.decide_correction(table, made, "declined", answer=" ", by=maker)
    writing.decide_correction(table, made, "declined", answer="Так записано.", by=maker)
    found = db.session.scalars(select(MinutesCorrection)).one()
    assert (found.state, found.answer, found.decided_by, found.text) == (
        "declined",
        "Так записано.",
        "Maker",
        "Было иначе.",
    )


def test_after_the_last_day_nothing_is_taken(table, maker):
    minutes = writing.draft_minutes(table, by=maker)
    (checker,) = writing.send_for_checking(table, [ANNA], by=maker)
    minutes.check_until = now() - timedelta(minutes=1)
    db.session.flush()
    for act in (
        lambda: writing.agree(table, checker),
        lambda: writing.correct(table, checker, "Поздно", language="ru"),
    ):
        with pytest.raises(writing.CheckOver):
            act()
    assert (checker.agreed_at, corrections_of(minutes.id)) == (None, [])


def test_one_link_hands_in_a_limited_number(table, maker, monkeypatch):
    monkeypatch.setattr(writing, "MOST_CORRECTIONS", 2)
    writing.draft_minutes(table, by=maker)
    (checker,) = writing.send_for_checking(table, [ANNA], by=maker)
    for number in range(2):
        writing.correct(table, checker, f"Правка {number}", language="ru")
    with pytest.raises(writing.TooManyCorrections):
        writing.correct(table, checker, "Ещё одна", language="ru")


def test_those_present_with_an_address_are_offered_once(table):
    registered = Registration(
        round_table_id=table.id,
        token_hash=digest("r"),
        name="Бақыт",
        contact_email="bakyt@present.example",
        language="kk",
    )
    absent = Registration(
        round_table_id=table.id,
        token_hash=digest("a"),
        name="Absent",
        contact_email="absent@present.example",
    )
    db.session.add_all([registered, absent])
    db.session.flush()
    db.session.add_all(
        [
            Attendee(
                round_table_id=table.id,
                key="1",
                name="Анна",
                contact_email="anna@present.example",
                language="ru",
                may_be_named=True,
            ),
            Attendee(round_table_id=table.id, key="2", registration_id=registered.id),
            Attendee(
                round_table_id=table.id,
                key="3",
                contact_email="gone@present.example",
                left_out_at=now(),
            ),
        ]
    )
    db.session.flush()
    assert list(present_with_address(table.id)) == [ANNA, BAKYT]


def test_words_stand_once_approved(table, maker):
    minutes = writing.draft_minutes(table, by=maker)
    minutes.state = "approved"
    db.session.flush()
    with pytest.raises(WrongState):
        writing.write_minutes(table, {"opening": in_three("Late")}, by=maker)
