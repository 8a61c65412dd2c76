"""Beginning a signed-in session: a new token, its idle time, the kind of browser."""

import re
from datetime import timedelta
from typing import Any, cast

from flask import g, request, session
from flask_login import login_user

from consult.domain.people.actors import Actor
from consult.machinery.sessions import IDLE_STAFF, IDLE_WRITER
from consult.web.session import Session
from consult.web.users import SignedIn

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def enter(user: Any, who: Actor) -> None:
    """Sign a user in: the session gets a new token (against fixation) and keeps its drafts."""
    session.pop("csrf_token", None)
    login_user(SignedIn(user, who))
    g.pop("actor", None)
    renew(who)


def renew(who: Actor) -> None:
    """Give the present browser a new token; the old one is dead from now on."""
    cast("Session", session).renew(idle=idle_of(who), browser=browser())


def idle_of(who: Actor) -> timedelta:
    """Return how long a session may rest: 30 minutes for staff, 8 hours for those who write."""
    return IDLE_STAFF if who.grants or who.is_administrator else IDLE_WRITER


def browser() -> str:
    """Return browser and system in two words, nothing finer: "Firefox, Windows"."""
    agent = request.headers.get("User-Agent", "")
    found = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return ", ".join(part for part in found if part)


def _first(pairs: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in pairs if re.search(pattern, agent)), "")
