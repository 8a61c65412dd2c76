"""Every role tries every route: the outcome equals the committed table (access.csv)."""

import csv
import itertools
import re
import uuid
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from consult.access import POLICY, Permission
from consult.kernel.database import Model, db
from consult.kernel.references import digest
from tests.factories.people import session_of
from tests.house.access import (
    NOWHERE,
    ROLES,
    World,
    build,
    methods,
    outcome,
    places,
    table,
    uuids,
)

UNTYPED = re.compile(r"<[a-z_]+>")
COMMON = frozenset({"organisation_id", "user_id", "member_id"})
"""Things that belong to no consultation."""
NAMES = frozenset({"ref", "reference"})
OWN_FILES = frozenset({"contribute.clean_file", "contribute.remove_file"})
REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
PUBLIC_READING = ("public.", "root", "healthz", "readyz")
PUBLIC_FORMS = frozenset(
    {
        "public.minutes_check",
        "public.minutes_correct",
        "public.round_table_place",
        "public.round_table_register",
    }
)
"""Public pages with a form to send, whose token needs a cookie."""


def rules(app: Flask) -> list[Rule]:
    """All routes, sorted by name."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


ONCE = build


def test_every_route_stands_in_the_table_and_nothing_else(shared_app: Flask) -> None:
    routes = {
        (rule.endpoint, method, place)
        for rule in rules(shared_app)
        for method in methods(rule)
        for place in places(rule)
    }
    missing, gone = sorted(routes - set(table())), sorted(set(table()) - routes)
    assert (missing, gone) == ([], []), "add a line for each role after thinking about it"


@pytest.mark.parametrize("role", ROLES)
def test_role_gets_what_the_table_says(world: World, role: str) -> None:
    expected, seen = {}, {}
    for rule in rules(world.app):
        for method in methods(rule):
            for place in places(rule):
                key = (rule.endpoint, method, place)
                row = table().get(key)
                expected[key] = row[ROLES.index(role)] if row else "not in the table"
                seen[key] = outcome(world.ask(role, rule, method, place))
    wrong = {key: (seen[key], expected[key]) for key in seen if seen[key] != expected[key]}
    assert wrong == {}, "seen, expected"


def test_what_is_not_ours_looks_like_what_does_not_exist(world: World) -> None:
    different = []
    for rule in rules(world.app):
        for role in ("other_ministry", "other_organiser"):
            for method in methods(rule):
                for place in places(rule):
                    if place == NOWHERE or not _is_hidden(world, role, rule, method, place):
                        continue
                    if not _looks_alike(world, role, rule, method, place):
                        different.append((rule.endpoint, method, place, role))
    assert different == []


def things(rule: Rule) -> set[str]:
    """The names of the things of a consultation in an address."""
    return (set(uuids(rule)) | (NAMES & set(rule.arguments))) - COMMON


def _is_hidden(world: World, role: str, rule: Rule, method: str, place: str) -> bool:
    return table()[rule.endpoint, method, place][ROLES.index(role)] == "404"


def _looks_alike(world: World, role: str, rule: Rule, method: str, place: str) -> bool:
    bodies = []
    for strange in (False, True):
        answer = world.ask(role, rule, method, place, strange=strange)
        own_path = world.path(rule, place, strange=strange).removeprefix("/en")
        body = answer.get_data(as_text=True).replace(own_path, "/…")
        bodies.append((answer.status_code, REFERENCE.sub("…", body)))
    return bodies[0] == bodies[1]


def test_thing_of_another_consultation_is_not_found_under_ones_own(world: World) -> None:
    """Everybody here has the same roles in both, so that only the address can be wrong."""
    found = {}
    for rule in rules(world.app):
        if "slug" not in rule.arguments or not things(rule):
            continue
        for method in methods(rule):
            for place, under in itertools.permutations(places(rule)):
                for role in _let_in(rule, method, place):
                    path = world.path(rule, place, under=under)
                    with world.connection.begin_nested() as undone:
                        answer = outcome(world.open(role, path, method))
                        undone.rollback()
                    if answer != _not_there(world, role, rule, method, under):
                        found[rule.endpoint, method, place, role] = answer
    assert found == {}


@pytest.mark.walk
def test_who_gave_only_the_password_is_a_visitor_everywhere(world: World) -> None:
    """REQ 34: nothing opens between password and code; a desk's device refuses any session (400)."""
    with world.app.app_context():
        world.tokens["halfway"] = session_of(world.users["organiser"])
        db.session.execute(text("update sessions set level = 'half' where token_hash = :hash"),
                           {"hash": digest(world.tokens["halfway"])})  # fmt: skip
        db.session.commit()
    wrong = {}
    for rule in rules(world.app):
        if rule.endpoint.startswith("account.second_step"):
            continue
        for method in methods(rule):
            place = places(rule)[0]
            seen = outcome(world.ask("halfway", rule, method, place))
            expected = table()[rule.endpoint, method, place][ROLES.index("visitor")]
            if seen not in {expected, "400"}:
                wrong[rule.endpoint, method, place] = (seen, expected)
    assert wrong == {}


STATES = {
    "received": "publication = 'received'",
    "withheld": "publication = 'withheld'",
    "spam": "publication = 'spam'",
    "withdrawn": "withdrawn_at = clock_timestamp()",
}
STATES_TABLE = Path(__file__).with_name("access_states.csv")
OF_COMMENTS = frozenset({"comment_id", "code", "attachment_id", "position_id", "group_id"})
OF_AUTHORS = ("contribute.", "event_", "organise.tables_template")
"""Open to authors at any state of what they sent, or with a code that is not a comment's."""


@pytest.mark.parametrize("state", STATES)
def test_comment_is_there_for_those_who_may_see_it_at_each_state(world: World, state: str) -> None:
    with STATES_TABLE.open(encoding="utf-8", newline="") as file:
        expected = {(row["endpoint"], row["method"]): row[state] for row in csv.DictReader(file)}
    world.connection.execute(text(f"update comments set {STATES[state]}"))  # noqa: S608
    seen: dict[tuple[str, str], set[str]] = {}
    for rule in rules(world.app):
        if not OF_COMMENTS & set(rule.arguments) or rule.endpoint.startswith(OF_AUTHORS):
            continue
        for method in methods(rule):
            place = places(rule)[0]
            roles = _let_in(rule, method, place)
            answers = {outcome(world.ask(role, rule, method, place)) for role in roles}
            seen[rule.endpoint, method] = answers
    assert seen == {key: {answer} for key, answer in expected.items()}


def _not_there(world: World, role: str, rule: Rule, method: str, place: str) -> str:
    """What is said of an id that nothing has; files of a draft of one's own go twice."""
    if rule.endpoint in OWN_FILES:
        return outcome(world.ask(role, rule, method, place, strange=True))
    return "404"


def _let_in(rule: Rule, method: str, place: str) -> list[str]:
    """Two of the roles that the table lets in: one is enough for most, two see different bodies."""
    row = table()[rule.endpoint, method, place]
    return [role for role, answer in zip(ROLES, row, strict=True) if answer == "ok"][:2]


def test_every_value_of_an_address_is_typed_and_ids_are_random(shared_app: Flask) -> None:
    untyped = [rule.rule for rule in rules(shared_app) if UNTYPED.search(rule.rule)]
    plain = [
        rule.rule for rule in rules(shared_app) for name in uuids(rule)
        if f"<uuid:{name}>" not in rule.rule
    ]  # fmt: skip
    assert (untyped, plain) == ([], [])


def test_routes_answer_their_methods_only(shared_app: Flask, world: World) -> None:
    answered = {}
    for rule in rules(shared_app):
        answered.setdefault(rule.rule, set()).update(methods(rule))
    wrong = []
    for rule in rules(shared_app):
        place = places(rule)[0]
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - answered[rule.rule]:
            status = world.open("organiser", world.path(rule, place), method)
            if status.status_code != 405:
                wrong.append((rule.rule, method, status.status_code))
    assert wrong == []


def test_method_cannot_be_overridden_by_a_header(world: World) -> None:
    override = {"X-HTTP-Method-Override": "POST"}
    answer = world.open("visitor", "/en/account/sign-out", headers=override)
    assert answer.status_code == 405


def test_reading_public_pages_sets_no_cookie(world: World) -> None:
    set_by = [
        (rule.endpoint, place)
        for rule in rules(world.app)
        if rule.endpoint.startswith(PUBLIC_READING) and rule.endpoint not in PUBLIC_FORMS
        for place in places(rule)
        if world.ask("visitor", rule, "GET", place).headers.getlist("Set-Cookie")
    ]
    assert set_by == []


def test_keys_of_all_rows_are_drawn_and_tell_no_time() -> None:
    told = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.primary_key
        if column.type.python_type is uuid.UUID and column.default is not None
        if column.default.arg.__name__ != "uuid4"
    ]
    drawn = [table.name for table in Model.metadata.sorted_tables if "id" in table.primary_key]
    assert told == []
    assert len(drawn) > 50


def test_every_permission_has_a_policy_and_is_used(shared_app: Flask) -> None:
    used = {
        view.__dict__["permission"]
        for view in shared_app.view_functions.values()
        if "permission" in view.__dict__
    }
    assert set(POLICY) == set(Permission)
    assert used <= set(Permission)
