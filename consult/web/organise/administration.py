"""The administrator's pages: accounts, closing them, ending sessions, administrators."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.people import operations, queries, registers
from consult.domain.people.credentials import steps_of
from consult.domain.people.models import User
from consult.kernel.errors import NotFound
from consult.machinery.sessions import open_sessions_of
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.organise import blueprint

ACTIONS: dict[str, tuple[Callable[..., Any], Any]] = {
    "disable": (operations.disable_user, _l("The account is closed; its sessions have ended.")),
    "enable": (operations.enable_user, _l("The account is open again.")),
    "end-sessions": (operations.end_all_sessions, _l("All sessions of the account have ended.")),
    "reset-second-step": (
        operations.reset_second_step,
        _l("The second step was reset. The owner sets it up again when signing in."),
    ),
    "make-administrator": (
        operations.make_administrator,
        _l("The account administers the platform now."),
    ),
    "withdraw-administrator": (
        operations.withdraw_administrator,
        _l("The account no longer administers the platform."),
    ),
}


@blueprint.get("/organise/administration")
@needs(Permission.ADMINISTER)
def administration() -> Any:
    """Show the accounts by address."""
    words = request.args.get("words", "").strip()
    page = registers.user_page(words, request.args.get("after"))
    return render_template("organise/administration.html", page=page, words=words)


@blueprint.get("/organise/administration/<uuid:user_id>")
@needs(Permission.ADMINISTER, find=queries.user)
def administration_user(user: User) -> Any:
    """Show one account: state, second step, and for staff the number of sessions.

    When somebody who comments was last here is nobody's business.
    """
    return render_template(
        "organise/administration_user.html",
        user=user,
        organisations=queries.organisations_of(user.id),
        sessions=len(open_sessions_of(user.id)) if queries.is_staff(user) else None,
        second_step=steps_of(user.id).any,
        is_self=user.id == actor().user_id,
    )


@blueprint.post("/organise/administration/<uuid:user_id>/reset")
@needs(Permission.ADMINISTER, find=queries.user)
def administration_reset(user: User) -> Any:
    """Send the owner of an account a link for a new password."""
    operations.request_reset(user.email, language=user.language)
    flash(_("A link for a new password is on its way to the owner of the account."), "success")
    return _back(user)


def account_and_action(user_id: uuid.UUID, action: str) -> tuple[User, str]:
    """Return an account and what is to be done to it; raises NotFound."""
    if action not in ACTIONS:
        raise NotFound
    return queries.user(user_id), action


@blueprint.post("/organise/administration/<uuid:user_id>/<string:action>")
@needs(Permission.ADMINISTER, find=account_and_action)
@fresh
def administration_act(user: User, action: str) -> Any:
    """Do one of the actions to an account."""
    act, said = ACTIONS[action]
    act(user, by=actor())
    flash(str(said), "success")
    return _back(user)


def _back(user: User) -> Any:
    return redirect(url_for("organise.administration_user", user_id=user.id))
