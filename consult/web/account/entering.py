"""Beginning a signed-in session: after one step or two; a new token, idle time, browser."""

import re
from datetime import timedelta
from typing import Any, cast

from flask import g, request, session, url_for
from flask_login import login_user, logout_user

from consult.domain.people import operations
from consult.domain.people.actors import Actor
from consult.domain.people.credentials import steps_of
from consult.domain.people.queries import actor_and_user
from consult.machinery.sessions import DOUBLE, HALF, IDLE_STAFF, IDLE_WRITER, SINGLE
from consult.web.account.destinations import landing, safe_path
from consult.web.session import HALF_USER, Session
from consult.web.users import SignedIn, must_have, user_id_of

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
HALF_TIME = timedelta(minutes=10)
NEXT = "half_next"


def after_first_step(user: Any, who: Actor, *, method: str, target: str) -> str:
    """Sign in, or wait for the second step when the account has or needs one; returns where to."""
    steps = steps_of(user.id)
    if not steps.any and not must_have(who):
        enter(user, who, level=SINGLE, method=method)
        return safe_path(target) or landing(who)
    logout_user()
    session.pop("csrf_token", None)
    session[HALF_USER], session[NEXT] = str(user.id), safe_path(target)
    _held().renew(idle=HALF_TIME, level=HALF, method=method, browser=browser())
    return url_for("account.second_step" if steps.any else "account.second_step_set_up")


def waiting() -> tuple[Any, Actor] | None:
    """Return who gave the first step in this browser within ten minutes, or None."""
    held = _held()
    age = held.confirmed_for
    if held.level != HALF or age is None or age > HALF_TIME.total_seconds():
        return None
    user_id = user_id_of(session.get(HALF_USER))
    return actor_and_user(user_id) if user_id else None


def after_second_step(user: Any, who: Actor, *, step: str) -> str:
    """Sign in after both steps; returns where to."""
    target = str(session.pop(NEXT, ""))
    enter(user, who, level=DOUBLE, method=f"{_held().method}+{step}")
    return safe_path(target) or landing(who)


def enter(user: Any, who: Actor, *, level: str, method: str) -> None:
    """Sign a user in: the session gets a new token (against fixation) and keeps its drafts."""
    for name in ("csrf_token", HALF_USER, NEXT):
        session.pop(name, None)
    login_user(SignedIn(user, who))
    g.pop("actor", None)
    renew(who, level=level, method=method)
    operations.record_sign_in(user, method=method, by=who)


def renew(who: Actor, *, level: str = "", method: str = "") -> None:
    """Give the present browser a new token; the old one is dead from now on."""
    held = _held()
    held.renew(
        idle=idle_of(who),
        level=level or held.level,
        method=method or held.method,
        browser=browser(),
    )


def idle_of(who: Actor) -> timedelta:
    """Return how long a session may rest: 30 minutes for staff, 8 hours for those who write."""
    return IDLE_STAFF if who.grants or who.is_administrator else IDLE_WRITER


def browser() -> str:
    """Return browser and system in two words, nothing finer: "Firefox, Windows"."""
    agent = request.headers.get("User-Agent", "")
    found = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return ", ".join(part for part in found if part)


def _held() -> Session:
    return cast("Session", session)


def _first(pairs: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in pairs if re.search(pattern, agent)), "")
