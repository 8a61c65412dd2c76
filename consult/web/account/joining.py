"""Making an account: asking for one, and accepting an invitation."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people import operations, queries
from consult.domain.people.models import Invitation
from consult.domain.people.operations import NewOrganisation, OrganisationFacts
from consult.domain.people.refusals import DeadLink, NotAnAddress, WeakPassword
from consult.kernel.localised import LocalisedText
from consult.web.account import blueprint, gate
from consult.web.account.forms import AcceptForm, AddressForm, ConfirmForm, RegisterForm
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.sentences import sentence


@blueprint.get("/account/register")
@needs(Permission.ANYONE)
def register() -> Any:
    """Ask for the address of somebody who wants an account."""
    return render_template("account/register.html", form=AddressForm())


@blueprint.post("/account/register")
@needs(Permission.ANYONE)
def register_post() -> Any:
    """Send a letter to the address; the answer is the same whether or not it has an account."""
    form = AddressForm()
    if form.validate():
        try:
            if gate.may_send_letter(form.email.data):
                operations.request_account(form.email.data, language=current_language())
            return redirect(url_for("account.letter_sent"))
        except NotAnAddress as refused:
            form.fail("email", sentence(refused))
    return render_template("account/register.html", form=form), 422


@blueprint.get("/account/letter-sent")
@needs(Permission.ANYONE)
def letter_sent() -> Any:
    """Say that a letter is on its way."""
    return render_template("account/letter_sent.html")


@blueprint.get("/account/accept/<string:token>")
@needs(Permission.ANYONE)
def accept(token: str) -> Any:
    """Show what an invitation asks for; looking at it does not use it up."""
    try:
        invitation = queries.live_invitation(token)
    except DeadLink:
        return _dead()
    return _page(invitation, _form(invitation))


@blueprint.post("/account/accept/<string:token>")
@needs(Permission.ANYONE)
def accept_post(token: str) -> Any:
    """Make the account, or give the existing one what the invitation promised."""
    try:
        invitation = queries.live_invitation(token)
        form = _form(invitation)
        if form.validate():
            operations.accept_invitation(token, **_facts(form))
            flash(_("Your account is ready. Sign in with your address and password."), "success")
            return redirect(url_for("account.sign_in"))
    except WeakPassword as refused:
        form.fail("password", sentence(refused))
    except DeadLink:
        return _dead()
    return _page(invitation, form, 422)


def _form(invitation: Invitation) -> Any:
    if queries.can_sign_in(invitation.email):
        return ConfirmForm()
    if invitation.role or invitation.member:
        return AcceptForm(name=invitation.name)
    return RegisterForm().offer()


def _facts(form: Any) -> dict[str, Any]:
    if isinstance(form, ConfirmForm):
        return {}
    facts = {"name": form.name.data, "password": form.password.data}
    if isinstance(form, RegisterForm):
        facts["organisation"] = _organisation(form)
    return facts


def _organisation(form: RegisterForm) -> NewOrganisation:
    name = LocalisedText.of({current_language(): form.organisation.data})
    facts = OrganisationFacts(name=name, kind=form.kind.data, region_code=form.region.data)
    return NewOrganisation(facts, form.post.data or "")


def _page(invitation: Invitation, form: Any, status: int = 200) -> Any:
    body = queries.organisation(invitation.organisation_id) if invitation.organisation_id else None
    page = render_template("account/accept.html", form=form, invitation=invitation, body=body)
    return page, status


def _dead() -> Any:
    return render_template("account/dead_link.html", again=url_for("account.register")), 410
