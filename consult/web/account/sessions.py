"""A person's own sessions: where the account is signed in, and ending that."""

import uuid
from typing import Any, cast

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.access import Permission
from consult.domain.people import operations
from consult.machinery.sessions import open_sessions_of
from consult.web.account import blueprint
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.session import Session


@blueprint.get("/account/sessions")
@needs(Permission.SIGNED_IN)
def sessions() -> Any:
    """Show where the account is signed in."""
    rows = open_sessions_of(current_user.user.id)
    return render_template("account/sessions.html", rows=rows, present=_present())


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@needs(Permission.SIGNED_IN)
@fresh
def end_session(session_id: uuid.UUID) -> Any:
    """End one session; somebody else's is left alone."""
    operations.end_session(current_user.user, session_id, by=actor())
    flash(_("The session has ended."), "success")
    return redirect(url_for("account.sessions"))


@blueprint.post("/account/sessions/end-others")
@needs(Permission.SIGNED_IN)
@fresh
def end_other_sessions() -> Any:
    """End all sessions but this one."""
    operations.end_other_sessions(current_user.user, keep=_present(), by=actor())
    flash(_("All other sessions have ended."), "success")
    return redirect(url_for("account.sessions"))


def _present() -> uuid.UUID | None:
    return cast("Session", session).row_id
