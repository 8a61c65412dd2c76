"""Every form that a page of the world of access shows, filled in and ready to be sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from sqlalchemy import Connection, text

from tests.house.access import ROLES, World, places, table

WRITERS = (
    "organiser", "contributor", "approver", "account", "administrator", "facilitator", "trustee",
    "visitor",
)  # fmt: skip
"""Roles whose pages are looked at, in this order; a form seen by one is not taken again."""
LEAVING = ("account.sign_out", "public.leave", "account.end_")
Snapshot = dict[tuple[str, str], list[str]]
TYPED = {
    "email": "somebody@example.kz", "url": "https://example.kz/page", "number": "1",
    "date": "2031-02-03", "datetime-local": "2031-02-03T10:00", "tel": "1", "search": "word",
}  # fmt: skip
WORDS = "Words that somebody typed"


@dataclass(frozen=True)
class Sent:
    """One form as one of its buttons sends it."""

    role: str
    page: str
    action: str
    endpoint: str
    fields: tuple[tuple[str, str], ...]
    free: frozenset[str]
    known: frozenset[str]

    def data(self, **changes: str) -> dict[str, list[str]]:
        """Return what is sent, with changed values for some names."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return {**found, **{name: [value] for name, value in changes.items()}}


def forms_of(world: World) -> Iterator[Sent]:
    """Open every page that some role may open, and give each different form of it once."""
    seen: set[tuple[Any, ...]] = set()
    for role in WRITERS:
        for page, soup in _pages(world, role):
            for form in soup.find_all("form"):
                if str(form.get("method", "get")).lower() != "post":
                    continue
                for sent in _sent(world, role, page, soup, form):
                    key = (
                        sent.endpoint,
                        frozenset(name for name, _value in sent.fields),
                        sent.fields[-1:],
                    )
                    if key not in seen and not sent.endpoint.startswith(LEAVING):
                        seen.add(key)
                        yield sent


def _pages(world: World, role: str) -> Iterator[tuple[str, BeautifulSoup]]:
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if "GET" not in (rule.methods or ()):
            continue
        for place in places(rule):
            row = table().get((rule.endpoint, "GET", place))
            if row is None or row[ROLES.index(role)] != "ok":
                continue
            answer = world.ask(role, rule, "GET", place)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                path = world.path(rule, place)
                yield path, BeautifulSoup(answer.get_data(as_text=True), "lxml")


def _sent(world: World, role: str, page: str, soup: BeautifulSoup, form: Tag) -> Iterator[Sent]:
    fields, free = _filled(form)
    known = frozenset(
        str(tag["name"])
        for tag in soup.find_all(["input", "textarea", "select", "button"])
        if tag.get("name")
    )
    for button in form.find_all("button") or [Tag(name="button")]:
        if button.get("type") == "button":
            continue
        action = urljoin(page, str(button.get("formaction") or form.get("action") or page))
        pressed = (
            [(str(button["name"]), str(button.get("value", "")))] if button.get("name") else []
        )
        yield Sent(role, page, action, _endpoint(world, action), (*fields, *pressed), free, known)


def _endpoint(world: World, action: str) -> str:
    path = urlsplit(action).path
    return str(world.app.url_map.bind("localhost").match(path, method="POST")[0])


def _filled(form: Tag) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Return (name, value) of all controls as a person might fill them, and names of free texts."""
    fields: list[tuple[str, str]] = []
    free: set[str] = set()
    chosen: set[str] = set()
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type", "text"))
        if not name or kind in {"submit", "button", "file"} or tag.has_attr("disabled"):
            continue
        if tag.name == "select":
            values = [str(one.get("value", "")) for one in tag.find_all("option")]
            fields.append((name, next((value for value in values if value), "")))
        elif kind == "radio":
            fields += [] if name in chosen else [(name, str(tag.get("value", "on")))]
            chosen.add(name)
        elif kind in {"checkbox", "hidden"}:
            fields.append((name, str(tag.get("value", "on" if kind == "checkbox" else ""))))
        else:
            typed = tag.get_text() if tag.name == "textarea" else str(tag.get("value", ""))
            fields.append((name, typed.strip() or TYPED.get(kind, WORDS)))
            free |= {name} if tag.name == "textarea" or kind in {"text", "search"} else set()
    return tuple(fields), frozenset(free)


def writes(connection: Connection) -> dict[str, int]:
    """Return how many rows of each table were written since this transaction began."""
    counts = "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables"
    return {name: count for name, count in connection.execute(text(counts)) if count}


def written(connection: Connection, before: dict[str, int]) -> Snapshot:
    """Return all values of every column, sorted, of the tables that were written to since."""
    names = [name for name, count in writes(connection).items() if count != before.get(name, 0)]
    found: Snapshot = {}
    for name in sorted(names):
        answer = connection.execute(text(f'select * from "{name}"'))  # noqa: S608
        rows = answer.all()
        for place, column in enumerate(answer.keys()):
            found[name, column] = sorted(str(row[place]) for row in rows)
    return found
