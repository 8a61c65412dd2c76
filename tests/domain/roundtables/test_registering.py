"""Places at a round table: capacity, the waiting list, withdrawing, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from consult.domain.people.actors import VISITOR
from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.operations import Holders, change_table
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.refusals import RegistrationClosed
from consult.domain.roundtables.registering import (
    Wish,
    change_registration,
    register,
    withdraw,
)
from consult.domain.roundtables.registrations import Places, places_of, registration_by_secret
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, NotFound
from consult.machinery.outbox import Letter
from tests.conftest import make_settings
from tests.factories.consultations import make_body, make_consultation
from tests.factories.roundtables import BY, make_table


def make_ahead(**changes):
    start = now() + timedelta(days=10)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "planned"}
    return make_table(make_consultation("open"), **facts | changes)


@pytest.fixture
def ground(app):
    with app.app_context():
        yield app


def come(table, name, **facts):
    return register(table, Wish(name, f"{name}@example.kz", "ru", **facts), by=VISITOR)


def letters():
    rows = db.session.scalars(db.select(Letter).order_by(Letter.created_at)).all()
    return [
        (row.recipient.partition("@")[0], row.kind.removeprefix("round_table_")) for row in rows
    ]


def test_whoever_comes_after_the_last_place_waits_and_moves_up(ground):
    table = make_ahead(capacity=1)
    first, second, third = (come(table, name) for name in ("a", "b", "c"))
    assert [one.state for one in (first, second, third)] == ["registered", "waiting", "waiting"]
    withdraw(first, by=VISITOR)
    assert [one.state for one in (first, second, third)] == ["withdrawn", "registered", "waiting"]
    assert letters() == [
        ("a", "registered"),
        ("b", "waiting"),
        ("c", "waiting"),
        ("a", "withdrawn"),
        ("b", "moved_up"),
    ]
    assert places_of([table.id])[table.id] == Places(registered=1, waiting=1, chairs=1)


def test_more_places_move_up_those_who_wait(ground):
    table = make_ahead(capacity=1)
    rows = [come(table, name) for name in ("a", "b", "c")]
    holders = Holders([make_body("MOJ").id])
    change_table(table, {"capacity": 2}, by=BY, holders=holders)
    assert [one.state for one in rows] == ["registered", "registered", "waiting"]


def test_only_people_in_the_room_are_counted_where_one_can_join_online(ground):
    table = make_ahead(capacity=1, format="hybrid")
    rows = [come(table, "a"), come(table, "b", online=True), come(table, "c")]
    assert [one.state for one in rows] == ["registered", "registered", "waiting"]
    change_registration(rows[1], Wish("b", language="ru"), by=VISITOR)
    assert rows[1].state == "waiting"


def test_same_address_in_capitals_has_one_place(ground):
    table = make_ahead()
    first = come(table, "a")
    again = register(table, Wish("Another name", "A@EXAMPLE.KZ", "kk"), by=VISITOR)
    assert (again.id, again.name) == (first.id, "a")
    assert letters() == [("a", "registered"), ("a", "again")]


def test_withdrawn_address_may_register_again(ground):
    table = make_ahead()
    withdraw(come(table, "a"), by=VISITOR)
    assert come(table, "a").state == "registered"


def test_withdrawing_twice_writes_one_letter(ground):
    row = come(make_ahead(), "a")
    withdraw(row, by=VISITOR)
    withdraw(row, by=VISITOR)
    assert letters() == [("a", "registered"), ("a", "withdrawn")]


@pytest.mark.parametrize(
    "facts",
    [{"registration_closes_at": timedelta(minutes=-1)}, {"starts_at": timedelta(minutes=-1)}],
)
def test_nobody_registers_after_the_end_of_registration(ground, facts):
    moments = {name: now() + after for name, after in facts.items()}
    with pytest.raises(RegistrationClosed):
        come(make_ahead(**moments), "a")


def test_nobody_registers_for_a_cancelled_meeting(ground):
    with pytest.raises(RegistrationClosed):
        come(make_ahead(state="cancelled"), "a")


def test_public_registration_needs_a_name_and_an_address(ground):
    with pytest.raises(Missing) as refused:
        register(make_ahead(), Wish(""), by=VISITOR)
    assert refused.value.facts == {"missing": ["name", "contact_email"]}


def test_secret_link_is_stored_as_a_hash_and_opens_one_meeting_only(ground):
    table, other = make_ahead(), make_ahead()
    row = come(table, "a")
    letter = db.session.scalars(db.select(Letter)).one()
    secret = next(line for line in letter.body.splitlines() if "/place/" in line).rpartition("/")[2]
    assert registration_by_secret(table.id, secret).id == row.id
    assert secret not in row.token_hash
    with pytest.raises(NotFound):
        registration_by_secret(other.id, secret)


def test_last_place_is_given_once_to_two_at_the_same_moment(own_database, tmp_path):
    from consult.app import create_app

    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        table_id = make_ahead(capacity=1).id
        db.session.commit()

    def one(name):
        with app.app_context():
            table = whole_table(table_id)
            state = come(table, name).state
            db.session.commit()
            return state

    with ThreadPoolExecutor(4) as pool:
        states = sorted(pool.map(one, ("a", "b", "c", "d")))
    assert states == ["registered", "waiting", "waiting", "waiting"]
    with app.app_context():
        counted = db.session.scalar(db.select(db.func.count()).select_from(Registration))
        assert counted == 4
        assert db.session.get_one(RoundTable, table_id).capacity == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Әлия О. П.", "Hello, Әлия О. П.!"),
        ("Win at prize.example", "Hello!"),
        ("https://prize.example", "Hello!"),
        ("Read this " * 15, "Hello!"),
    ],
)
def test_letter_to_a_strangers_address_is_no_way_to_advertise(ground, name, greeting):
    register(make_ahead(), Wish(name, "victim@example.kz", "en"), by=VISITOR)
    body = db.session.scalars(db.select(Letter)).one().body
    assert body.lstrip().splitlines()[0] == greeting
