"""A trustee's own public key: how to make one, adding it, taking it back."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions import trustees
from consult.domain.submissions.sealing_refusals import KeyRefused
from consult.web.forms import ConsultForm, FileField, TickField
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.sentences import sentence
from consult.web.trustee import blueprint

MOST_BYTES = 16 * 1024


class KeyForm(ConsultForm):
    """The file with the public key."""

    key = FileField(
        _l("File with your public key"),
        required=_l("Choose the file that ends in .public.json."),
        hint=_l("The tool writes it beside the private key. It ends in .public.json."),
    )


class RevokeForm(ConsultForm):
    """Taking the key back, which cannot be undone."""

    sure = TickField(
        _l("I know that older submissions can then not be opened with my key"),
        required=_l("Tick that you know what happens to older submissions."),
    )


@blueprint.get("/<string:slug>/key")
@needs(Permission.UNSEAL, find=consultation_by_slug)
def own_key(consultation: Consultation) -> Any:
    """Show the own key, or how to make one."""
    return _page(consultation, KeyForm())


@blueprint.post("/<string:slug>/key")
@needs(Permission.UNSEAL, find=consultation_by_slug)
@fresh
def add_key(consultation: Consultation) -> Any:
    """Take in a public key."""
    form = KeyForm()
    if form.validate():
        try:
            trustees.add_key(consultation, form.key.data.read(MOST_BYTES), by=actor())
        except KeyRefused as refused:
            form.fail("key", sentence(refused))
        else:
            flash(_("Your key is added. Compare its fingerprint with the tool's."), "success")
            return redirect(url_for("trustee.own_key", slug=consultation.slug))
    return _page(consultation, form), 422


@blueprint.post("/<string:slug>/key/revoke")
@needs(Permission.UNSEAL, find=consultation_by_slug)
@fresh
def revoke_key(consultation: Consultation) -> Any:
    """Take the own key back."""
    form = RevokeForm()
    if not form.validate():
        return _page(consultation, KeyForm(formdata=None), form), 422
    trustees.revoke_key(consultation, by=actor())
    flash(_("Your key is taken back. Nothing is sealed to it any more."), "success")
    return redirect(url_for("trustee.own_key", slug=consultation.slug))


def _page(consultation: Consultation, form: KeyForm, leaving: RevokeForm | None = None) -> str:
    who = actor()
    return render_template(
        "trustee/key.html",
        consultation=consultation,
        form=leaving or form,
        key_form=form,
        leaving=leaving or RevokeForm(formdata=None),
        own=trustees.key_of(consultation.id, who.user_id) if who.user_id else None,
        owner=trustees.owner_of(consultation, who.user_id),
        everybody=trustees.public_list(consultation.id),
        enough=trustees.can_seal(consultation.id),
    )
