"""The screen in the hall: who may open it, and what it shows.

The computer of a hall is seldom signed in, and the page is asked for every five seconds: so it is
opened by a key that only facilitators see, derived from the secret of the service and good only
around the time of the meeting. Facilitators who are signed in need none.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from consult.access import Permission, permits
from consult.domain.moderation.hall import on_screen
from consult.domain.people.actors import Actor
from consult.domain.plans.models import Section
from consult.domain.plans.queries import published_of, sections_of
from consult.domain.roundtables.events import works_at
from consult.domain.roundtables.models import AgendaItem, RoundTable
from consult.kernel import clock
from consult.kernel.localised import LocalisedText

KEY = 32
"""Letters of a key: 128 bits of a keyed digest."""


def key_of(table: RoundTable) -> str:
    """Return the key that opens the screen of a meeting."""
    return _key(table, str(current_app.config["SECRET_KEY"]))


def _key(table: RoundTable, secret: str) -> str:
    words = f"screen\n{table.id.hex}".encode()
    return hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()[:KEY]


def _fits(table: RoundTable, key: str) -> bool:
    """Whether a key opens the screen; those made with an earlier secret of the service do too."""
    given = key if key.isascii() else ""
    known = (_key(table, secret) for secret in current_app.config["SETTINGS"].secrets)
    return any(hmac.compare_digest(one, given) for one in known)


def may_watch(table: RoundTable, key: str, who: Actor) -> bool:
    """Whether the screen may be opened: by its key around the meeting, by facilitators always."""
    if _fits(table, key) and works_at(table, clock.now()):
        return True
    return permits(who, Permission.FACILITATE, table)


@dataclass(frozen=True)
class Item:
    """One item of the agenda with its words."""

    position: int
    number: str
    title: LocalisedText
    at: Any = None


def items_of(table: RoundTable) -> list[Item]:
    """Return the agenda in words: titles of sections come from the published plan."""
    version = published_of(table.consultation_id)
    sections = {one.number: one for one in sections_of(version.id)} if version else {}
    return [_item(one, sections) for one in table.agenda]


def _item(one: AgendaItem, sections: Mapping[str, Section]) -> Item:
    section = sections.get(one.section_number)
    title = section.title if section and not one.title else one.title
    return Item(one.position, one.section_number, title, one.at)


def facts(table: RoundTable) -> dict[str, Any]:
    """Return what the changing part of the screen shows; five queries at most."""
    items = items_of(table)
    here = next((one for one in items if one.position == table.current_item), None)
    after = here.position if here else 0
    return {
        "table": table,
        "consultation": table.consultation,
        "here": here,
        "coming": next((one for one in items if one.position > after), None),
        "statements": on_screen(table.id),
        "now": clock.now(),
    }
