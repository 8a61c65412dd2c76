"""Which registers of recommendations the references of a plan mean."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import linking
from consult.domain.plans.queries import versions_of
from consult.domain.recommendations import queries
from consult.domain.recommendations.queries import Register
from consult.web.forms import CheckboxesField, ConsultForm
from consult.web.guard import actor, needs
from consult.web.labels import label
from consult.web.organise import blueprint


class RegistersForm(ConsultForm):
    """The registers that the plan carries out."""

    registers = CheckboxesField(
        _l("Registers"),
        choices=[],
        hint=_l("A number in the plan, such as 95.10, is looked up in the registers chosen here."),
    )


@blueprint.route("/organise/<string:slug>/registers", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def registers(consultation: Consultation) -> Any:
    """Choose the registers of a plan; show which of its references stand in none of them."""
    known = {_code(one): one for one in queries.registers()}
    form = RegistersForm()
    form.registers.choices = [(code, _name(one)) for code, one in known.items()]
    if form.validate_on_submit():
        keys = [known[code].key for code in form.registers.data or ()]
        linking.set_registers(consultation, keys, by=actor())
        flash(_("Saved. The references of the plan were looked up again."), "success")
        return redirect(url_for("organise.registers", slug=consultation.slug))
    if request.method == "GET":
        chosen = linking.keys_of(consultation.id)
        form.registers.data = [code for code, one in known.items() if one.key in chosen]
    return render_template(
        "organise/registers.html",
        consultation=consultation,
        form=form,
        has_registers=bool(known),
        unknown=_unknown(consultation),
    ), (422 if request.method == "POST" else 200)


def _code(register: Register) -> str:
    return f"{register.mechanism} {register.cycle}"


def _name(register: Register) -> str:
    return _(
        "%(mechanism)s, cycle %(cycle)s",
        mechanism=label("mechanism", register.mechanism),
        cycle=register.cycle,
    )


def _unknown(consultation: Consultation) -> Any:
    newest = next(iter(versions_of(consultation.id)), None)
    if newest is None or not linking.keys_of(consultation.id):
        return ()
    return linking.unknown_references(newest.id)
