"""The people of a consultation: who has which role, adding, inviting, taking away."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people import operations, queries
from consult.domain.people.models import Invitation, RoleGrant
from consult.domain.people.rules import BODY_KINDS
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.organise.people_forms import PersonForm
from consult.web.sentences import sentence

FIELDS = {"not_an_address": "email", "role_and_body": "body", "trustee_apart": "role"}


def grant_of(slug: str, grant_id: uuid.UUID) -> tuple[Any, RoleGrant]:
    """Return the consultation of an address and a role held in it; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, queries.grant_in(consultation.id, grant_id)


def invitation_of(slug: str, invitation_id: uuid.UUID) -> tuple[Any, Invitation]:
    """Return the consultation of an address and an invitation to it; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, queries.invitation_to(consultation.id, invitation_id)


@blueprint.get("/organise/<string:slug>/people")
@needs(Permission.MANAGE_PEOPLE, find=consultation_by_slug)
def people(consultation: Any) -> Any:
    """Show roles and invitations."""
    form = PersonForm(language=current_language())
    return _page(consultation, form.offer(_bodies()))


@blueprint.post("/organise/<string:slug>/people")
@needs(Permission.MANAGE_PEOPLE, find=consultation_by_slug)
@fresh
def people_add(consultation: Any) -> Any:
    """Give a role to somebody with an account, or invite by mail."""
    bodies = _bodies()
    form = PersonForm().offer(bodies)
    if form.validate():
        try:
            _add(consultation, form, form.chosen_body(bodies))
            return redirect(url_for("organise.people", slug=consultation.slug))
        except ConsultError as refused:
            if refused.code not in FIELDS:
                raise
            form.fail(FIELDS[refused.code], sentence(refused))
    return _page(consultation, form), 422


@blueprint.post("/organise/<string:slug>/people/<uuid:grant_id>/revoke")
@needs(Permission.MANAGE_PEOPLE, find=grant_of)
def people_revoke(consultation: Any, grant: RoleGrant) -> Any:
    """Take a role away."""
    own = grant.user_id == actor().user_id
    operations.revoke_role(grant, by=actor())
    flash(_("The role was taken away. It ends with the person's next page."), "success")
    if own:
        return redirect(url_for("account.profile"))
    return redirect(url_for("organise.people", slug=consultation.slug))


@blueprint.post("/organise/<string:slug>/invitations/<uuid:invitation_id>/resend")
@needs(Permission.MANAGE_PEOPLE, find=invitation_of)
@fresh
def people_resend(consultation: Any, invitation: Invitation) -> Any:
    """Send an invitation again, with a new link."""
    body = queries.organisation(invitation.organisation_id) if invitation.organisation_id else None
    operations.resend_invitation(invitation, consultation, body, by=actor())
    flash(_("The invitation was sent again. The earlier link no longer works."), "success")
    return redirect(url_for("organise.people", slug=consultation.slug))


@blueprint.post("/organise/<string:slug>/invitations/<uuid:invitation_id>/cancel")
@needs(Permission.MANAGE_PEOPLE, find=invitation_of)
def people_cancel(consultation: Any, invitation: Invitation) -> Any:
    """Take an invitation back."""
    operations.cancel_invitation(invitation, by=actor())
    flash(_("The invitation was taken back. Its link no longer works."), "success")
    return redirect(url_for("organise.people", slug=consultation.slug))


def _add(consultation: Any, form: PersonForm, body: Any) -> None:
    email, role = form.email.data, form.role.data
    user = queries.user_by_email(email)
    if user is not None and queries.has_way_in(user) and not user.disabled_at:
        operations.grant_role(user, consultation, role, body=body, by=actor())
        flash(_("%(name)s has the role now and was told by mail.", name=user.name), "success")
        return
    operations.invite(
        email,
        consultation=consultation,
        role=role,
        body=body,
        name=form.name.data or "",
        language=form.language.data,
        by=actor(),
    )
    flash(_("An invitation is on its way to %(email)s.", email=email), "success")


def _bodies() -> Any:
    return queries.organisations(tuple(BODY_KINDS))


def _page(consultation: Any, form: PersonForm) -> str:
    return render_template(
        "organise/people.html",
        consultation=consultation,
        form=form,
        grants=queries.staff_of(consultation.id),
        invitations=queries.invitations_to(consultation.id),
        bodies={body.id: body for body in _bodies()},
        now=now(),
    )
