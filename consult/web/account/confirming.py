"""Proving once more who one is: password and code, a passkey, or the provider."""

from typing import Any, cast

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.credentials import steps_of
from consult.domain.people.refusals import PasskeyRefused, WrongCode, WrongPassword
from consult.kernel.errors import ConsultError, TooMany
from consult.web.account import blueprint, gate
from consult.web.account.destinations import landing, safe_path
from consult.web.account.entering import renew
from consult.web.account.forms import ConfirmIdentityForm, PasskeyForm
from consult.web.freshness import has_held_form, held_form, is_fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence
from consult.web.session import Session
from consult.web.transactions import keep_despite_error

PURPOSE = "passkey_confirm"
TOKEN = "passkey_question"  # noqa: S105 - a name in the session
FIELDS = {"wrong_password": "password", "wrong_step_code": "code"}


@blueprint.get("/account/confirm")
@needs(Permission.SIGNED_IN)
def confirm() -> Any:
    """Ask for what proves who somebody is."""
    target = safe_path(request.args.get("next"))
    return _page(_form(next=target), target)


@blueprint.post("/account/confirm")
@needs(Permission.SIGNED_IN)
def confirm_post() -> Any:
    """Check password and code; the session gets a new token and goes on where it was."""
    form = _form()
    target = safe_path(form.next.data)
    if not form.validate():
        return _page(form, target, 422)
    try:
        _check(form)
    except (WrongPassword, WrongCode, TooMany) as refused:
        return _refused(form, target, refused)
    return _go_on(target)


@blueprint.post("/account/confirm/passkey")
@needs(Permission.SIGNED_IN)
def confirm_passkey() -> Any:
    """Take a passkey of the account as the proof."""
    given, token = PasskeyForm(), str(session.pop(TOKEN, ""))
    target = safe_path(given.next.data)
    try:
        with gate.step_attempt(current_user.user.id):
            operations.check_passkey(PURPOSE, token, given.credential.data or "")
    except (PasskeyRefused, TooMany) as refused:
        return _refused(_form(formdata=None, next=target), target, refused)
    return _go_on(target)


@blueprint.get("/account/confirm/continue")
@needs(Permission.SIGNED_IN)
def confirm_continue() -> Any:
    """Offer to send again what was typed before the proof was asked for."""
    held = held_form() if is_fresh() else None
    if held is None:
        return redirect(landing(actor()))
    return render_template("account/confirm_continue.html", held=held)


def _form(**given: Any) -> ConfirmIdentityForm:
    """Return the form with the fields that this account can fill in."""
    form = ConfirmIdentityForm(**given)
    user = current_user.user
    if not user.password_hash:
        del form.password
    if not steps_of(user.id).authenticator:
        del form.code
    return form


def _check(form: ConfirmIdentityForm) -> None:
    user = current_user.user
    if "password" not in form and "code" not in form:
        raise WrongPassword
    if "password" in form:
        with gate.attempt(user.email):
            operations.check_own_password(user, form.password.data)
    if "code" in form:
        with gate.step_attempt(user.id):
            operations.check_code(user, form.code.data)


def _refused(form: ConfirmIdentityForm, target: str, refused: ConsultError) -> Any:
    keep_despite_error()
    operations.record_failed_step(current_user.user)
    name = FIELDS.get(refused.code, "password")
    form.fail(name if name in form else "next", sentence(refused))
    return _page(form, target, refused.status)


def _go_on(target: str) -> Any:
    renew(actor())
    if has_held_form():
        return redirect(url_for("account.confirm_continue"))
    return redirect(target or landing(actor()))


def _page(form: ConfirmIdentityForm, target: str, status: int = 200) -> Any:
    options, user = "", current_user.user
    if steps_of(user.id).passkeys:
        session[TOKEN], options = operations.question(PURPOSE, user)
    page = render_template(
        "account/confirm.html",
        form=form,
        options=options,
        passkey_form=PasskeyForm(formdata=None, next=target),
        by_provider=cast("Session", session).method.startswith("provider"),
        target=target,
    )
    return page, status
