"""How one's own account is protected: the app, recovery codes, passkeys, on one page."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.access import Permission
from consult.domain.people import credentials, operations
from consult.domain.people.refusals import PasskeyRefused, SecondStepNeeded, WrongCode
from consult.kernel.errors import TooMany
from consult.machinery.sessions import DOUBLE
from consult.web.account import blueprint, gate
from consult.web.account.enrolling import enrolment, forget_secret, offered_secret
from consult.web.account.entering import renew
from consult.web.account.forms import CodeForm, ConfirmForm, NewPasskeyForm, PasskeyNameForm
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence
from consult.web.users import must_have

TOKEN = "new_passkey_question"  # noqa: S105 - a name in the session


@blueprint.get("/account/security")
@needs(Permission.SIGNED_IN)
def security() -> Any:
    """Show the second step, the number of recovery codes left, and the passkeys."""
    user = current_user.user
    return render_template(
        "account/security.html",
        user=user,
        steps=credentials.steps_of(user.id),
        passkeys=credentials.passkeys_of(user.id),
        must=must_have(actor()),
    )


@blueprint.get("/account/authenticator")
@needs(Permission.SIGNED_IN)
@fresh
def authenticator() -> Any:
    """Show what an app needs to make codes."""
    return _enrolment(CodeForm())


@blueprint.post("/account/authenticator")
@needs(Permission.SIGNED_IN)
@fresh
def authenticator_post() -> Any:
    """Bind the app when its code is right; all other sessions end."""
    form, user = CodeForm(), current_user.user
    if not form.validate():
        return _enrolment(form, 422)
    try:
        with gate.step_attempt(user.id):
            codes = operations.set_authenticator(user, offered_secret(), form.code.data, by=actor())
    except (WrongCode, TooMany) as refused:
        form.fail("code", sentence(refused))
        return _enrolment(form, refused.status)
    forget_secret()
    renew(actor(), level=DOUBLE)
    return _codes(codes)


@blueprint.post("/account/authenticator/remove")
@needs(Permission.SIGNED_IN)
@fresh
def authenticator_remove() -> Any:
    """Take the app away."""
    user = current_user.user
    try:
        operations.remove_authenticator(user, required=must_have(actor()), by=actor())
        flash(_("The app was removed. Codes of it no longer work."), "success")
    except SecondStepNeeded as refused:
        flash(sentence(refused), "error")
    return _back()


@blueprint.post("/account/recovery-codes")
@needs(Permission.SIGNED_IN)
@fresh
def recovery_codes() -> Any:
    """Make new recovery codes and show them once; earlier ones no longer work."""
    if not credentials.steps_of(current_user.user.id).any:
        return _back()
    return _codes(operations.renew_recovery_codes(current_user.user, by=actor()))


@blueprint.get("/account/passkeys/add")
@needs(Permission.SIGNED_IN)
@fresh
def passkey_add() -> Any:
    """Ask the browser for a new passkey."""
    return _new_passkey(NewPasskeyForm())


@blueprint.post("/account/passkeys/add")
@needs(Permission.SIGNED_IN)
@fresh
def passkey_add_post() -> Any:
    """Keep the passkey that the browser made."""
    form = NewPasskeyForm()
    if not form.validate():
        return _new_passkey(form, 422)
    token, given = str(session.pop(TOKEN, "")), form.credential.data or ""
    try:
        operations.add_passkey(current_user.user, token, given, name=form.name.data, by=actor())
    except PasskeyRefused as refused:
        form.fail("name", sentence(refused))
        return _new_passkey(form, refused.status)
    flash(_("The passkey was added. You can sign in with it now."), "success")
    return _back()


@blueprint.get("/account/passkeys/<uuid:passkey_id>")
@needs(Permission.SIGNED_IN)
@fresh
def passkey(passkey_id: uuid.UUID) -> Any:
    """Show one passkey, to be renamed or removed."""
    found = credentials.passkey_of(current_user.user.id, passkey_id)
    return _passkey_page(found, PasskeyNameForm(name=found.name))


@blueprint.post("/account/passkeys/<uuid:passkey_id>")
@needs(Permission.SIGNED_IN)
@fresh
def passkey_rename(passkey_id: uuid.UUID) -> Any:
    """Give a passkey another name."""
    found, form = credentials.passkey_of(current_user.user.id, passkey_id), PasskeyNameForm()
    if not form.validate():
        return _passkey_page(found, form, 422)
    operations.rename_passkey(current_user.user, found, form.name.data, by=actor())
    return _back()


@blueprint.post("/account/passkeys/<uuid:passkey_id>/remove")
@needs(Permission.SIGNED_IN)
@fresh
def passkey_remove(passkey_id: uuid.UUID) -> Any:
    """Take a passkey away."""
    found = credentials.passkey_of(current_user.user.id, passkey_id)
    try:
        operations.remove_passkey(current_user.user, found, required=must_have(actor()), by=actor())
        flash(_("The passkey was removed. It no longer opens your account."), "success")
    except SecondStepNeeded as refused:
        flash(sentence(refused), "error")
    return _back()


def _enrolment(form: CodeForm, status: int = 200) -> Any:
    page = render_template(
        "account/second_step_set_up.html",
        form=form,
        title=_("Set up an app for codes"),
        must=False,
        **enrolment(current_user.user),
    )
    return page, status


def _new_passkey(form: NewPasskeyForm, status: int = 200) -> Any:
    session[TOKEN], options = operations.question_to_add(current_user.user)
    return render_template("account/passkey_add.html", form=form, options=options), status


def _passkey_page(found: Any, form: PasskeyNameForm, status: int = 200) -> Any:
    page = render_template(
        "account/passkey.html", form=form, passkey=found, remove=ConfirmForm(formdata=None)
    )
    return page, status


def _codes(codes: list[str]) -> str:
    target = url_for("account.security")
    return render_template("account/recovery_codes.html", codes=codes, target=target)


def _back() -> Any:
    return redirect(url_for("account.security"))
