"""Signing in with a passkey alone: possession and the user's verification in one step."""

from typing import Any

from flask import make_response, redirect, render_template, request, session

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.refusals import PasskeyRefused
from consult.kernel.errors import TooMany
from consult.machinery.sessions import DOUBLE
from consult.web.account import blueprint, gate
from consult.web.account.destinations import landing, safe_path
from consult.web.account.entering import enter
from consult.web.account.forms import PasskeyForm
from consult.web.guard import actor, needs
from consult.web.sentences import sentence
from consult.web.transactions import keep_despite_error

PURPOSE = "passkey_sign_in"
TOKEN = "passkey_sign_in_question"  # noqa: S105 - a name in the session


@blueprint.get("/account/sign-in/passkey")
@needs(Permission.ANYONE)
def passkey_sign_in() -> Any:
    """Ask the browser for any passkey of ours; whoever is signed in goes on."""
    target = safe_path(request.args.get("next"))
    if actor().user_id is not None:
        return redirect(target or landing(actor()))
    return _page(PasskeyForm(formdata=None, next=target))


@blueprint.post("/account/sign-in/passkey")
@needs(Permission.ANYONE)
def passkey_sign_in_post() -> Any:
    """Sign in with the passkey that answered."""
    form, token = PasskeyForm(), str(session.pop(TOKEN, ""))
    try:
        with gate.attempt(""):
            user, who = operations.check_passkey(PURPOSE, token, form.credential.data or "")
    except (PasskeyRefused, TooMany) as refused:
        keep_despite_error()
        form.fail("credential", sentence(refused))
        return _page(form, refused.status)
    enter(user, who, level=DOUBLE, method="passkey")
    response = make_response(redirect(safe_path(form.next.data) or landing(who)))
    return gate.remember_device(response, user.email)


def _page(form: PasskeyForm, status: int = 200) -> Any:
    session[TOKEN], options = operations.question(PURPOSE)
    form.credential.data = ""
    return render_template("account/passkey_sign_in.html", form=form, options=options), status
