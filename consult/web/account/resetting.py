"""A forgotten password: asking for a link, and setting a new one through it."""

from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people import operations, queries
from consult.domain.people.refusals import DeadLink, WeakPassword
from consult.web.account import blueprint, gate
from consult.web.account.forms import AddressForm, NewPasswordForm
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.sentences import sentence


@blueprint.get("/account/reset")
@needs(Permission.ANYONE)
def reset_request() -> Any:
    """Ask for the address of the account."""
    return render_template("account/reset_request.html", form=AddressForm())


@blueprint.post("/account/reset")
@needs(Permission.ANYONE)
def reset_request_post() -> Any:
    """Send a letter; the answer is the same whether or not the address has an account."""
    form = AddressForm()
    if not form.validate():
        return render_template("account/reset_request.html", form=form), 422
    if gate.may_send_letter(form.email.data):
        operations.request_reset(form.email.data, language=current_language())
    return redirect(url_for("account.letter_sent"))


@blueprint.get("/account/reset/<string:token>")
@needs(Permission.ANYONE)
def reset(token: str) -> Any:
    """Ask for a new password; looking at the page does not use the link up."""
    if not queries.is_live_link(token):
        return _dead()
    return render_template("account/reset.html", form=NewPasswordForm())


@blueprint.post("/account/reset/<string:token>")
@needs(Permission.ANYONE)
def reset_post(token: str) -> Any:
    """Set the new password; the link does not sign in."""
    form = NewPasswordForm()
    if form.validate():
        try:
            user = operations.reset_password(token, form.password.data)
        except DeadLink:
            return _dead()
        except WeakPassword as refused:
            form.fail("password", sentence(refused))
        else:
            flash(_("Your new password is set. Sign in with it."), "success")
            response = make_response(redirect(url_for("account.sign_in")))
            return gate.remember_device(response, user.email)
    return render_template("account/reset.html", form=form), 422


def _dead() -> Any:
    return render_template("account/dead_link.html", again=url_for("account.reset_request")), 410
