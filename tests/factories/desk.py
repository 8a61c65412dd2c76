"""A device at the desk of a meeting: it hands in as a browser does, by its token and nothing else."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from consult.domain.people.models import User
from consult.domain.people.queries import actor_and_user
from consult.domain.roundtables.devices import enrol_device
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user
from tests.factories.roundtables import make_table


@dataclass
class DeskDevice:
    """One device, let in; `table` and `user` may be read outside the app context by their ids."""

    app: Flask
    slug: str
    ref: str
    token: str
    id: uuid.UUID
    user: User
    headers: dict[str, str] = field(default_factory=dict)

    def address(self, part: str) -> str:
        """The address of a part of this meeting's desk."""
        return f"/en/desk/{self.slug}/{self.ref}/{part}"

    def ask(self, part: str, method: str = "POST", **options: Any) -> TestResponse:
        """Send a request with the token."""
        headers = {"Consult-Device": self.token, **options.pop("headers", {})}
        return self.app.test_client().open(
            self.address(part), method=method, headers=headers, **options
        )

    def hand_in(self, *statements: dict[str, Any], **more: Any) -> TestResponse:
        """Hand in statements and what else is given."""
        return self.ask("sync", json={"statements": list(statements), **more})

    def hand_in_photo(self, data: bytes, key: uuid.UUID | None = None) -> TestResponse:
        """Hand in a photo."""
        facts = quote(json.dumps({"taken_at": "2026-03-16T10:00:00+00:00", "caption": "Доска"}))
        return self.ask(
            f"photos/{key or uuid.uuid4()}", data=data, headers={"Consult-Photo": facts}
        )

    def table(self) -> RoundTable:
        """The meeting; call inside an app context."""
        return table_by_reference(self.slug, self.ref)


def make_device(app: Flask, beside: DeskDevice | None = None, name: str = "Tablet") -> DeskDevice:
    """A device at a meeting of an open consultation, or at the table of another device."""
    with app.app_context():
        if beside is None:
            consultation = make_consultation("open")
            make_plan(consultation)
            table = make_table(consultation)
        else:
            table = beside.table()
            consultation = table.consultation
        user = make_user([("facilitator", consultation)])
        found = actor_and_user(user.id)
        assert found is not None
        device, token = enrol_device(table, name, by=found[1])
        db.session.commit()
        place = (consultation.slug, table.reference)
        return DeskDevice(app, *place, token, device.id, kept(user))


def spoken(words: str = "Add a deadline.", **changes: Any) -> dict[str, Any]:
    """A statement as a device sends it: about measure 1.1, by a speaker whose name is withheld."""
    return {
        "key": str(uuid.uuid4()),
        "revision": 1,
        "said_at": "2026-03-16T10:00:00+00:00",
        "target": "measure:1.1",
        "kind": "amendment",
        "language": "ru",
        "text": words,
        "level": "anonymous",
        **changes,
    }


def close(device: DeskDevice) -> None:
    """Let the consultation of a device's meeting be closed a moment ago."""
    with device.app.app_context():
        held = device.table().consultation
        held.closes_at = held.closed_at = now() - timedelta(minutes=1)
        held.state = "closed"
        db.session.commit()


def column(device: DeskDevice, statement: str) -> list[Any]:
    """Return the first column of a query, `:table` being the meeting's id."""
    with device.app.app_context():
        found = db.session.execute(text(statement), {"table": device.table().id}).scalars().all()
        db.session.rollback()
    return list(found)
