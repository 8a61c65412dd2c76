"""Where a person goes after signing in: a local page that was asked for, or the right desk."""

import re

from flask import url_for

from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES

PART = r"[!-.0->@-\[\]-~]"
"""A sign of a part of a path: printable, no slash, no backslash, no question mark."""
LOCAL = re.compile(rf"/(?:kk|ru|en)/(?:{PART}+/)*{PART}*(?:\?[!-\[\]-~]*)?")
DESK_ROLES = frozenset({"organiser", "moderator", "auditor"})


def safe_path(target: str | None) -> str:
    """Return the target when it is a page of ours, else nothing.

    Only paths that begin with a language are: no host, no scheme, no backslash, no control
    character, no two slashes, nothing that a browser could read as another site.
    """
    return target if target and LOCAL.fullmatch(target) else ""


def landing(who: Actor) -> str:
    """Return the page that a person's work begins on."""
    roles = {grant.role for grant in who.grants}
    if roles & DESK_ROLES:
        return url_for("organise.desk")
    if roles & MINISTRY_ROLES:
        return url_for("respond.inbox")
    if "facilitator" in roles:
        return url_for("desk.tables")
    if "trustee" in roles:
        return url_for("trustee.consultations")
    return url_for("organise.administration" if who.is_administrator else "account.profile")
