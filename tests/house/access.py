"""The world in which every role tries every route, and how an answer is called in the table."""

import csv
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Membership, User
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest
from consult.machinery import files
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.recommendations import make_recommendation
from tests.house.access_minutes import LINKS, minutes_at
from tests.house.access_rows import (
    add_change_of,
    add_draft_of,
    add_report,
    answer_to,
    attached_to,
    campaign_of,
    disputed_at,
    grant_of,
    group_of,
    invitation_to,
    letter_about,
    links_to,
    meeting_of,
    position_on,
    tokens,
)
from tests.house.access_trustees import sealed_in
from tests.visitor import Visitor

TABLE = Path(__file__).with_name("access.csv")
ROLES = (
    "visitor", "account", "organiser", "moderator", "contributor", "approver", "other_ministry",
    "auditor", "administrator", "other_organiser", "facilitator", "trustee",
)  # fmt: skip
PLACES = ("open", "draft")
LATER = ("answering", "draft")
LATER_DOORS = ("respond.", "organise.report", "public.report")
NOWHERE = "-"
ANY_ID = uuid.UUID(int=7)
SESSION = "consult_session"
GLOBAL = (
    "account.",
    "organise.administration",
    "organise.organisation",
    "organise.recommendation",
    "public.info",
    "public.recommendation",
)
OWN_PLACE = ("public.round_table_place", "public.round_table_withdraw")
Row = tuple[str, ...]


@dataclass
class World:
    """Two consultations with one of everything, and an account for every role."""

    app: Flask
    connection: Connection = field(init=False)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def open(self, role: str, path: str, method: str = "GET", **options: Any) -> TestResponse:
        """Send a request as somebody with this role, whatever earlier answers said."""
        client = self.app.test_client()
        if role != "visitor":
            client.set_cookie(SESSION, self.tokens[role])
        return client.open(path, method=method, **options)

    def ask(
        self, role: str, rule: Rule, method: str, place: str, *, strange: bool = False
    ) -> TestResponse:
        """Send one request with no field filled in; whatever it changes is undone."""
        path = self.path(rule, place, strange=strange)
        with self.connection.begin_nested() as undone:
            data = {"nothing": "known"} if method == "POST" else None
            answer = self.open(role, path, method, data=data)
            answer.get_data()
            undone.rollback()
        return answer

    def path(self, rule: Rule, place: str, *, strange: bool = False, under: str = "") -> str:
        """Return the address of a rule in a place.

        `strange` has a random id at its end; `under` names the consultation of another place.
        """
        values = dict(self.values["open" if place == NOWHERE else place])
        values["token"] = values["tokens"].get(rule.endpoint.removesuffix("_post"), "none")
        if rule.endpoint.startswith("organise.table_decision"):
            values |= values["national"]
        for begins, own in values["minutes"].items():
            values |= own if rule.endpoint.startswith(begins) else {}
        values |= {"slug": self.values[under]["slug"]} if under else {}
        values["variant"] = "consolidated"
        values["number"] = "1" if rule.endpoint.endswith("section") else "1.1"
        if strange:
            values |= {name: uuid.UUID(int=4) for name in uuids(rule)}
            values |= {} if uuids(rule) else {"slug": "no-such-consultation", "token": "none"}
        chosen = {name: _first(rule, name) or values.get(name, ANY_ID) for name in rule.arguments}
        built = rule.build(chosen)
        assert built is not None, f"no value for {rule.rule}"
        return built[1]


def uuids(rule: Rule) -> list[str]:
    """Return the names of the ids in an address."""
    return [name for name in rule.arguments if name.endswith("_id")]


def _first(rule: Rule, name: str) -> Any:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else None


def places(rule: Rule) -> tuple[str, ...]:
    """Return where a route is tried: in both consultations, or once when it belongs to none."""
    if not set(rule.arguments) - {"language", "handle"} or rule.endpoint.startswith(GLOBAL):
        return (NOWHERE,)
    return LATER if rule.endpoint.startswith(LATER_DOORS) else PLACES


def methods(rule: Rule) -> list[str]:
    """Return the methods of a route that people use."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def outcome(answer: TestResponse) -> str:
    """Return what an answer means: ok, sign-in, or the status of a refusal."""
    if answer.status_code in {302, 303} and answer.location.split("?")[0].endswith("/sign-in"):
        return "sign-in"
    if answer.status_code in {400, 401, 403, 404, 405, 500, 503}:
        return str(answer.status_code)
    return "ok"


@cache
def table() -> dict[Row, Row]:
    """Return the committed table: (endpoint, method, place) -> one outcome a role."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == ("endpoint", "method", "place", *ROLES)
    return {tuple(row[:3]): tuple(row[3:]) for row in rows[1:]}


def make_world(app: Flask) -> World:
    """Build the world inside the transaction of now; whoever asks sets its connection."""
    world = World(app)
    with app.app_context():
        consultations = {
            place: make_consultation("open" if place == "open" else "answering")
            for place in ("open", "draft", "answering")
        }
        other = make_consultation("open")
        world.users = _users(consultations, other)
        ngo = make_organisation("NGO-1")
        make_recommendation("95.1")
        db.session.add(Membership(user_id=world.users["account"].id, organisation_id=ngo.id))
        for place, consultation in consultations.items():
            world.values[place] = _values(consultation, ngo, world.users)
            if place != "open":
                add_report(consultation)
        consultations["draft"].state = "draft"
        world.users = {name: kept(user) for name, user in world.users.items()}
    for name, user in world.users.items():
        held = sign_in(Visitor(app), user).client.get_cookie(SESSION)
        assert held is not None
        world.tokens[name] = held.value
    return world


def _users(consultations: dict[str, Consultation], other: Consultation) -> dict[str, User]:
    moj, mof = make_body("MOJ"), make_body("MOF")
    roles: dict[str, tuple[Any, ...]] = {
        "organiser": ("organiser",),
        "moderator": ("moderator",),
        "contributor": ("ministry_contributor", moj),
        "approver": ("ministry_approver", moj),
        "other_ministry": ("ministry_approver", mof),
        "auditor": ("auditor",),
        "facilitator": ("facilitator",),
        "trustee": ("trustee",),
    }
    users = {
        name: make_user([(role, one, *body) for one in consultations.values()])
        for name, (role, *body) in roles.items()
    }
    users["account"] = make_user()
    users["administrator"] = make_user(is_administrator=True)
    users["other_organiser"] = make_user([("organiser", other)])
    return users


def _values(consultation: Consultation, ngo: Any, users: dict[str, User]) -> dict[str, Any]:
    version = make_plan(consultation, published=False)
    stored = files.store(b"plan", name="plan.xlsx", media_type="x", purpose="plan")
    db.session.flush()
    source = {"file_id": str(stored.id), "name": stored.name, "sha256": stored.sha256}
    version.sources = [source]
    version.state, version.published_at = "published", now()
    add_change_of(version)
    slug = consultation.slug
    submission = make_submission(consultation, edit_token_hash=digest(f"edit-{slug}"))
    comment = make_comment(consultation, submission=submission, publication="published")
    links_to(submission, slug, ngo)
    db.session.add(answer_to(comment))
    meeting, minutes = meeting_of(consultation), minutes_at(consultation)
    national = disputed_at(consultation)
    add_draft_of(consultation)
    return {
        "language": "en",
        "slug": slug,
        "consultation_id": consultation.id,
        "comment_id": comment.id,
        "code": comment.code.rpartition("/")[2],
        "user_id": users["account"].id,
        "organisation_id": ngo.id,
        "member_id": db.session.scalar(select(Membership.id)),
        "grant_id": grant_of(consultation, users["moderator"]),
        "invitation_id": invitation_to(consultation),
        "file_id": stored.id,
        "group_id": group_of(comment),
        "campaign_id": campaign_of(comment),
        "position_id": position_on(comment),
        "attachment_id": attached_to(submission, stored).id,
        "letter_id": letter_about(consultation),
        "action": "disable",
        "mechanism": "UPR",
        "cycle": "1",
        "paragraph": "95.1",
        "body": "MOJ",
        "national": national,
        "minutes": minutes,
        **sealed_in(consultation, users["trustee"]),
        **meeting,
        "tokens": tokens(slug, users["account"])
        | dict.fromkeys(OWN_PLACE, meeting["ref"])
        | dict.fromkeys(LINKS, minutes["organise.tables_minutes"]["link"]),
    }


WORLDS: list[World] = []


def build() -> None:
    """Build the world once for all roles: each test undoes what it asked for."""
    WORLDS[:] = [make_world(current_app._get_current_object())]  # type: ignore[attr-defined]
