"""The register of organisations, common to all consultations."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people import operations, queries, registers
from consult.domain.people.models import Membership, Organisation
from consult.domain.people.refusals import CodeTaken, NotAnAddress
from consult.domain.people.registers import OrganisationFilters
from consult.domain.people.rules import ORGANISATION_KINDS
from consult.kernel.errors import Missing
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.organise.people_forms import MemberForm, OrganisationForm
from consult.web.sentences import sentence

MEMBER = "member"


@blueprint.get("/organise/organisations")
@needs(Permission.KEEP_REGISTER)
def organisations() -> Any:
    """Show the register by name, kind and state."""
    asked = {name: request.args.get(name, "").strip() for name in ("words", "kind", "state")}
    page = registers.organisation_page(OrganisationFilters(**asked), request.args.get("after"))
    return render_template(
        "organise/organisations.html",
        page=page,
        asked=asked,
        kept={name: value for name, value in asked.items() if value},
        alike=registers.lookalikes(page.items),
        kinds=[("", _("All")), *choices("organisation_kind", ORGANISATION_KINDS)],
    )


@blueprint.get("/organise/organisations/new")
@needs(Permission.KEEP_REGISTER)
def organisation_new() -> Any:
    """Ask for a new organisation."""
    return render_template("organise/organisation_new.html", form=OrganisationForm().offer())


@blueprint.post("/organise/organisations/new")
@needs(Permission.KEEP_REGISTER)
def organisation_add() -> Any:
    """Add an organisation."""
    form = OrganisationForm().offer()
    if form.validate():
        try:
            made = operations.create_organisation(form.facts(), by=actor())
            flash(_("The organisation was added."), "success")
            return redirect(url_for("organise.organisation", organisation_id=made.id))
        except (CodeTaken, Missing) as refused:
            _refuse(form, refused)
    return render_template("organise/organisation_new.html", form=form), 422


@blueprint.get("/organise/organisations/<uuid:organisation_id>")
@needs(Permission.KEEP_REGISTER, find=queries.organisation)
def organisation(found: Organisation) -> Any:
    """Show one organisation with the people who speak for it."""
    return _page(found, _filled(found), _empty())


@blueprint.post("/organise/organisations/<uuid:organisation_id>")
@needs(Permission.KEEP_REGISTER, find=queries.organisation)
def organisation_edit(found: Organisation) -> Any:
    """Change what is known of an organisation."""
    form = OrganisationForm().offer()
    if form.validate():
        try:
            operations.edit_organisation(found, form.facts(), by=actor())
            flash(_("The organisation was changed."), "success")
            return _back(found)
        except (CodeTaken, Missing) as refused:
            _refuse(form, refused)
    return _page(found, form, _empty()), 422


@blueprint.post("/organise/organisations/<uuid:organisation_id>/verify")
@needs(Permission.KEEP_REGISTER, find=queries.organisation)
def organisation_verify(found: Organisation) -> Any:
    """Confirm that the organisation is what it says, or take that back."""
    verified = request.form.get("verified") == "yes"
    operations.verify_organisation(found, verified=verified, by=actor())
    flash(
        _("The organisation is confirmed now.")
        if verified
        else _("The organisation is no longer confirmed."),
        "success",
    )
    return _back(found)


@blueprint.post("/organise/organisations/<uuid:organisation_id>/members")
@needs(Permission.KEEP_REGISTER, find=queries.organisation)
def organisation_invite(found: Organisation) -> Any:
    """Invite somebody to speak for an organisation."""
    form = MemberForm(prefix=MEMBER)
    if form.validate():
        email, name, language = form.email.data, form.name.data or "", form.language.data
        try:
            operations.invite(email, member_of=found, name=name, language=language, by=actor())
            flash(_("An invitation is on its way to %(email)s.", email=email), "success")
            return _back(found)
        except NotAnAddress as refused:
            form.fail("email", sentence(refused))
    return _page(found, _filled(found), form), 422


def member_of(organisation_id: uuid.UUID, member_id: uuid.UUID) -> tuple[Organisation, Membership]:
    """Return an organisation and one of its members; raises NotFound."""
    found = queries.organisation(organisation_id)
    return found, registers.member(organisation_id, member_id)


@blueprint.post("/organise/organisations/<uuid:organisation_id>/members/<uuid:member_id>/remove")
@needs(Permission.KEEP_REGISTER, find=member_of)
def organisation_remove(found: Organisation, member: Membership) -> Any:
    """Note that somebody no longer speaks for an organisation."""
    operations.remove_membership(member, by=actor())
    flash(_("This person no longer speaks for the organisation."), "success")
    return _back(found)


def _filled(found: Organisation) -> OrganisationForm:
    return OrganisationForm(obj=found, region=found.region_code, formdata=None).offer()


def _empty() -> MemberForm:
    return MemberForm(formdata=None, prefix=MEMBER, language=current_language())


def _back(found: Organisation) -> Any:
    return redirect(url_for("organise.organisation", organisation_id=found.id))


def _refuse(form: OrganisationForm, refused: CodeTaken | Missing) -> None:
    if isinstance(refused, CodeTaken):
        form.fail("code", sentence(refused))
    else:
        form.fail("name", _("Enter the name in at least one language."))


def _page(found: Organisation, form: OrganisationForm, member_form: MemberForm) -> str:
    return render_template(
        "organise/organisation.html",
        found=found,
        form=form,
        member_form=member_form,
        members=registers.members_of(found.id),
        invitations=registers.invitations_for(found.id),
        alike=registers.lookalikes([found])[found.id],
    )
