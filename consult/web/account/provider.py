"""Signing in by the organisation's own provider: leaving to it, and coming back."""

import secrets
from typing import Any

from flask import current_app, flash, g, redirect, request, session, url_for

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.refusals import ProviderRefused
from consult.kernel.errors import NotFound, TooMany
from consult.machinery.sessions import DOUBLE
from consult.web.account import blueprint, gate
from consult.web.account.destinations import landing, safe_path
from consult.web.account.entering import after_first_step, enter, renew
from consult.web.freshness import has_held_form
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.sentences import sentence
from consult.web.transactions import keep_despite_error

STATE = "provider_state"
ELSEWHERE = frozenset({"cross-site", "same-site"})
"""What browsers say of a request that another site began (Fetch Metadata)."""


@blueprint.app_template_global()
def provider_name() -> str:
    """Return the name of the provider for the button; empty where there is none."""
    return str(current_app.config["SETTINGS"].oidc_name)


@blueprint.get("/account/sign-in/provider")
@needs(Permission.ANYONE)
def provider() -> Any:
    """Send the browser to the provider; nothing is signed in by this.

    Where another site began it, people see the page with our button first (ASVS V7.6.2): a
    provider that remembers them would open a session without an act of theirs.
    """
    if not provider_name():
        raise NotFound
    target, again = safe_path(request.args.get("next")), "again" in request.args
    if request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        return redirect(url_for("account.sign_in", next=target or None))
    try:
        state, url = operations.depart(language=current_language(), target=target, again=again)
    except ProviderRefused as refused:
        return _refused(refused)
    session[STATE] = state
    return redirect(url)


@blueprint.get("/account/sign-in/provider/return")
@needs(Permission.ANYONE)
def provider_return() -> Any:
    """Sign in whoever comes back with the state that this browser left with."""
    if not provider_name():
        raise NotFound
    kept, given = str(session.pop(STATE, "")), request.args.get("state", "")
    try:
        with gate.attempt(""):
            if not kept or not secrets.compare_digest(kept.encode(), given.encode()):
                raise ProviderRefused(reason="state")  # noqa: TRY301 - counted as a failure
            arrived = operations.arrive(kept, request.args.get("code", ""))
    except (ProviderRefused, TooMany) as refused:
        keep_despite_error()
        return _refused(refused)
    g.language = arrived.language
    return redirect(_go_on(arrived))


def _go_on(arrived: operations.Arrived) -> str:
    user, who = arrived.user, arrived.who
    if arrived.again and actor().user_id == user.id:
        renew(who)
        if has_held_form():
            return url_for("account.confirm_continue", language=arrived.language)
    elif arrived.second_step:
        enter(user, who, level=DOUBLE, method="provider")
    else:
        return after_first_step(user, who, method="provider", target=arrived.target)
    return safe_path(arrived.target) or landing(who)


def _refused(refused: ProviderRefused | TooMany) -> Any:
    flash(sentence(refused), "error")
    return redirect(url_for("account.sign_in"))
