"""Authors whose identity is to be sealed, and the search for them in a copy of all rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import operations, sealing
from consult.domain.submissions.operations import Sending
from consult.domain.submissions.points import About, Point, Target
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.trustees import Trustee, make_trustee

POINT = Point(Target("measure", "1.1"), "amendment", "ru", "Срок слишком поздний.")
SECRET = "a-token-that-only-the-browser-holds"
CANARIES = ("Canary Name", "Canary Typed", "canary@ngo.example", "Canary Cosigner")


def about(organisation=None, **changes) -> About:
    made = About(
        author_kind="organisation",
        level="withheld_ministries",
        author_name="Canary Name",
        organisation_id=organisation.id if organisation else None,
        organisation_name="" if organisation else "Canary Typed",
        contact_email="canary@ngo.example",
        region_code="KZ-75",
    )
    return replace(made, **changes)


def send(consultation, author: About, by: Actor = VISITOR):
    return operations.submit_comments(
        consultation, [POINT], author, by=by, sending=Sending(SECRET, secret=SECRET)
    )


def member_of(organisation) -> tuple[About, Actor]:
    user = make_user(organisation=organisation, name="Canary Account")
    return about(organisation), Actor(
        user_id=user.id, name=user.name, organisations=frozenset({organisation.id})
    )


def dump() -> str:
    """Every row of every table as text."""
    names = db.session.scalars(
        text("select tablename from pg_tables where schemaname = 'public' order by 1")
    ).all()
    whole = (text(f'select t::text from public."{name}" t') for name in names)  # noqa: S608
    return "\n".join(str(row) for table in whole for row in db.session.scalars(table))


def found_in(dumped: str, words) -> list[str]:
    forms = {word: (word, word.encode().hex()) for word in words}
    return [word for word, shapes in forms.items() if any(shape in dumped for shape in shapes)]


def sender(consultation, name: str) -> sealing.Sender:
    return sealing.Sender(consultation.id, "ABCD2345", about(author_name=name), "X", now())


@contextmanager
def two_trustees(app: Flask, folder: Path) -> Iterator[tuple[Any, list[Trustee], Path]]:
    """A consultation with two trustees and the folder of their keys, inside an app context."""
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        pair = [make_trustee(consultation, folder, name) for name in ("First", "Second")]
        yield consultation, pair, folder
