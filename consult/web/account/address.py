"""Another e-mail address of one's own account, confirmed from there."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.access import Permission
from consult.domain.people import credentials, operations
from consult.domain.people.refusals import AddressTaken, DeadLink, NotAnAddress
from consult.kernel.errors import TooMany
from consult.web.account import blueprint, gate
from consult.web.account.forms import AddressForm, ConfirmForm
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence


@blueprint.get("/account/address")
@needs(Permission.SIGNED_IN)
@fresh
def address() -> Any:
    """Ask for the new address."""
    return render_template("account/address.html", form=AddressForm(), user=current_user.user)


@blueprint.post("/account/address")
@needs(Permission.SIGNED_IN)
@fresh
def address_post() -> Any:
    """Send a link there; the answer is the same whether or not the address has an account."""
    form, user = AddressForm(), current_user.user
    if form.validate():
        try:
            if gate.may_send_letter(form.email.data):
                operations.request_address(user, form.email.data, by=actor())
            return redirect(url_for("account.letter_sent"))
        except (NotAnAddress, TooMany) as refused:
            form.fail("email", sentence(refused))
    return render_template("account/address.html", form=form, user=user), 422


@blueprint.get("/account/address/<string:token>")
@needs(Permission.ANYONE)
def address_confirm(token: str) -> Any:
    """Show which address the link confirms; looking at it does not use it up."""
    try:
        link, _user = credentials.address_link(token)
    except DeadLink:
        return _dead()
    return render_template("account/address_confirm.html", form=ConfirmForm(), link=link)


@blueprint.post("/account/address/<string:token>")
@needs(Permission.ANYONE)
def address_confirm_post(token: str) -> Any:
    """Change the address; the link does not sign in."""
    try:
        operations.confirm_address(token)
    except (DeadLink, AddressTaken):
        return _dead()
    flash(_("Your address was changed. Sign in with the new one."), "success")
    return redirect(url_for("account.sign_in"))


def _dead() -> Any:
    return render_template("account/dead_link.html", again=url_for("account.address")), 410
