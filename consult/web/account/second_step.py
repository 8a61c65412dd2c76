"""Between password and signing in: the code of an app, a passkey, a recovery code."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, render_template, session, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.actors import Actor
from consult.domain.people.credentials import steps_of
from consult.domain.people.refusals import PasskeyRefused, WrongCode
from consult.kernel.errors import TooMany
from consult.web.account import blueprint, gate
from consult.web.account.enrolling import enrolment, forget_secret, offered_secret
from consult.web.account.entering import after_second_step, waiting
from consult.web.account.forms import CodeForm, PasskeyForm, RecoveryCodeForm
from consult.web.guard import needs
from consult.web.sentences import sentence
from consult.web.transactions import keep_despite_error

View = TypeVar("View", bound=Callable[..., Any])
PURPOSE = "passkey_confirm"
TOKEN = "passkey_question"  # noqa: S105 - a name in the session


def halfway(view: View) -> View:
    """Give the view who gave the first step in this browser; others begin at the beginning."""

    @wraps(view)
    def guarded() -> Any:
        found = waiting()
        return view(*found) if found else redirect(url_for("account.sign_in"))

    return cast("View", guarded)


@blueprint.get("/account/second-step")
@needs(Permission.ANYONE)
@halfway
def second_step(user: Any, who: Actor) -> Any:  # noqa: ARG001
    """Ask for a code or a passkey."""
    if not steps_of(user.id).any:
        return redirect(url_for("account.second_step_set_up"))
    return _page(user, CodeForm())


@blueprint.post("/account/second-step")
@needs(Permission.ANYONE)
@halfway
def second_step_post(user: Any, who: Actor) -> Any:
    """Sign in with a code of the app."""
    form = CodeForm()
    return _try(form, user, who, step="code") or _page(user, form, _status(form))


@blueprint.get("/account/second-step/recovery")
@needs(Permission.ANYONE)
@halfway
def second_step_recovery(user: Any, who: Actor) -> Any:  # noqa: ARG001
    """Ask for a recovery code."""
    return _recovery_page(user, RecoveryCodeForm())


@blueprint.post("/account/second-step/recovery")
@needs(Permission.ANYONE)
@halfway
def second_step_recovery_post(user: Any, who: Actor) -> Any:
    """Sign in with a recovery code, which is used up by it."""
    form = RecoveryCodeForm()
    return _try(form, user, who, step="recovery") or _recovery_page(user, form, _status(form))


@blueprint.post("/account/second-step/passkey")
@needs(Permission.ANYONE)
@halfway
def second_step_passkey(user: Any, who: Actor) -> Any:  # noqa: ARG001
    """Sign in with a passkey of this account as the second step."""
    form = PasskeyForm()
    try:
        with gate.step_attempt(user.id):
            token = str(session.pop(TOKEN, ""))
            found = operations.check_passkey(PURPOSE, token, form.credential.data or "")
    except (PasskeyRefused, TooMany) as refused:
        keep_despite_error()
        code = CodeForm(formdata=None)
        code.fail("code", sentence(refused))
        return _page(user, code, refused.status)
    return redirect(after_second_step(*found, step="passkey"))


@blueprint.get("/account/second-step/set-up")
@needs(Permission.ANYONE)
@halfway
def second_step_set_up(user: Any, who: Actor) -> Any:  # noqa: ARG001
    """Show what an app needs to make codes for an account that must have a second step."""
    if steps_of(user.id).any:
        return redirect(url_for("account.second_step"))
    return _enrolment(user, CodeForm())


@blueprint.post("/account/second-step/set-up")
@needs(Permission.ANYONE)
@halfway
def second_step_set_up_post(user: Any, who: Actor) -> Any:
    """Bind the app when its code is right, sign in, and show the recovery codes once."""
    if steps_of(user.id).any:
        return redirect(url_for("account.second_step"))
    form = CodeForm()
    if not form.validate():
        return _enrolment(user, form, 422)
    try:
        with gate.step_attempt(user.id):
            codes = operations.set_authenticator(user, offered_secret(), form.code.data, by=who)
    except (WrongCode, TooMany) as refused:
        form.fail("code", sentence(refused))
        return _enrolment(user, form, refused.status)
    forget_secret()
    target = after_second_step(user, who, step="code")
    return render_template("account/recovery_codes.html", codes=codes, target=target)


def _try(form: Any, user: Any, who: Actor, *, step: str) -> Any:
    """Return the redirect of a right code, or None with the form's error."""
    if not form.validate():
        return None
    try:
        with gate.step_attempt(user.id):
            if step == "code":
                operations.check_code(user, form.code.data)
            else:
                operations.use_recovery_code(user, form.code.data, by=who)
    except WrongCode as refused:
        operations.record_failed_step(user)
        keep_despite_error()
        form.fail("code", sentence(refused))
        return None
    except TooMany as refused:
        form.fail("code", sentence(refused))
        form.status = refused.status
        return None
    return redirect(after_second_step(user, who, step=step))


def _status(form: Any) -> int:
    return int(getattr(form, "status", 422))


def _page(user: Any, form: CodeForm, status: int = 200) -> Any:
    steps = steps_of(user.id)
    options = ""
    if steps.passkeys:
        session[TOKEN], options = operations.question(PURPOSE, user)
    page = render_template(
        "account/second_step.html",
        form=form,
        steps=steps,
        options=options,
        passkey_form=PasskeyForm(formdata=None),
    )
    return page, status


def _recovery_page(user: Any, form: RecoveryCodeForm, status: int = 200) -> Any:
    left = steps_of(user.id).codes_left
    return render_template("account/second_step_recovery.html", form=form, left=left), status


def _enrolment(user: Any, form: CodeForm, status: int = 200) -> Any:
    page = render_template(
        "account/second_step_set_up.html",
        form=form,
        title=_("Set up the second step"),
        must=True,
        **enrolment(user),
    )
    return page, status
