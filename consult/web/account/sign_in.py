"""Signing in and out."""

from typing import Any

from flask import make_response, redirect, render_template, request, session

from consult.access import Permission
from consult.domain.people import operations
from consult.domain.people.refusals import SignInRefused
from consult.kernel.errors import TooMany
from consult.web.account import blueprint, gate
from consult.web.account.destinations import landing, safe_path
from consult.web.account.entering import after_first_step
from consult.web.account.forms import SignInForm
from consult.web.guard import actor, needs
from consult.web.layout import home_url
from consult.web.sentences import sentence
from consult.web.transactions import keep_despite_error


@blueprint.get("/account/sign-in")
@needs(Permission.ANYONE)
def sign_in() -> Any:
    """Ask for address and password; whoever is signed in goes on."""
    target = safe_path(request.args.get("next"))
    if actor().user_id is not None:
        return redirect(target or landing(actor()))
    return render_template("account/sign_in.html", form=SignInForm(formdata=None, next=target))


@blueprint.post("/account/sign-in")
@needs(Permission.ANYONE)
def sign_in_post() -> Any:
    """Sign in, or say the same to an unknown address, a wrong password and a closed account."""
    form = SignInForm()
    if not form.validate():
        return _again(form, 422)
    try:
        with gate.attempt(form.email.data):
            user, who = operations.check_password(form.email.data, form.password.data)
    except SignInRefused as refused:
        form.fail("email", sentence(refused))
        keep_despite_error()
        return _again(form, 422)
    except TooMany as refused:
        form.fail("email", sentence(refused))
        return _again(form, 429, retry_after=refused.facts["retry_after"])
    goal = after_first_step(user, who, method="password", target=form.next.data or "")
    response = make_response(redirect(goal))
    return gate.remember_device(response, user.email)


@blueprint.post("/account/sign-out")
@needs(Permission.ANYONE)
def sign_out() -> Any:
    """End this session; its cookie is worth nothing from now on."""
    session.clear()
    return redirect(home_url())


def _again(form: SignInForm, status: int, retry_after: int = 0) -> Any:
    response = make_response(render_template("account/sign_in.html", form=form), status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
