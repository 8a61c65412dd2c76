"""Setting a consultation up: one page for each group of facts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations import operations
from consult.domain.consultations.checklist import NotReady, checklist
from consult.domain.consultations.conditions import places
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug, organisers_of
from consult.domain.consultations.rules import STATES
from consult.domain.people.queries import organisations
from consult.domain.plans.rows import known_bodies, state_bodies
from consult.kernel.errors import Conflict, ConsultError
from consult.kernel.localised import LocalisedText
from consult.web.checklist_words import hint
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.organise.setup_forms import FORMS, TITLES, GroupForm, OrganisersForm
from consult.web.sentences import sentence

GROUPS = ", ".join(FORMS)
AFTER_OPENING = frozenset(STATES) - {"draft", "scheduled"}
OFFERED = ("ministry", "state_body", "akimat", "ombudsman", "public_council", "international")


def group_of(slug: str, group: str) -> tuple[Consultation, str]:
    """Return the consultation and the group of facts that an address names."""
    return consultation_by_slug(slug), group


@blueprint.get("/organise/<string:slug>/setup")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def setup(consultation: Consultation) -> Any:
    """Show the groups and what each still lacks."""
    items = checklist(consultation, historical=consultation.state in AFTER_OPENING)
    groups = [
        {
            "title": TITLES[group],
            "href": url_for("organise.setup_group", slug=consultation.slug, group=group),
            **_state(hints),
        }
        for group in FORMS
        for hints in [[hint(i) for i in items if group in places(i) and i.outcome == "blocking"]]
    ]
    return render_template("organise/setup.html", consultation=consultation, groups=groups)


def _state(hints: list[str]) -> dict[str, str]:
    if hints:
        return {"status": _("Not complete"), "tone": "new", "hint": hints[0]}
    return {"status": _("Complete"), "tone": "done", "hint": ""}


@blueprint.route(f"/organise/<string:slug>/setup/<any({GROUPS}):group>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=group_of)
def setup_group(consultation: Consultation, group: str) -> Any:
    """Show one group of facts as a form and store it."""
    form = FORMS[group]()
    if isinstance(form, OrganisersForm):
        form.offer(_bodies())
    status = 200
    if form.validate_on_submit():
        status = _stored(consultation, form)
        if status == 200:  # noqa: PLR2004
            flash(_("Saved."), "success")
            return redirect(url_for("organise.setup", slug=consultation.slug))
    elif request.method == "POST":
        status = 422
    else:
        form.show(consultation)
        if isinstance(form, OrganisersForm):
            _show_organisers(form, consultation)
    names = [field.short_name for field in form][1:]
    return render_template(
        "organise/setup_form.html",
        consultation=consultation,
        form=form,
        title=TITLES[group],
        names=[name for name in names if name not in {"row_version", "csrf_token"}],
    ), status


def _stored(consultation: Consultation, form: GroupForm) -> int:
    try:
        if isinstance(form, OrganisersForm):
            _store_organisers(consultation, form)
        else:
            seen = row_version(form.row_version.data)
            facts = form.facts(consultation)
            operations.edit(consultation, facts, by=actor(), row_version=seen)
    except ConsultError as refused:
        form.fail(_field_of(form, refused), _said(refused))
        if isinstance(refused, Conflict):
            form.row_version.data = str(refused.facts["row_version"])
        return refused.status
    return 200


def _field_of(form: GroupForm, refused: ConsultError) -> str:
    """Return the field that a refusal is about: the first one when it is about none."""
    wanted = {
        "opens_in_the_past": "opens_on",
        "closes_before_opening": "closes_on",
        "unfit_name": refused.facts.get("name", ""),
    }.get(refused.code, "")
    names = [name for name in form._fields if name != "row_version"]
    return wanted if wanted in names else names[0]


def _said(refused: ConsultError) -> str:
    if isinstance(refused, NotReady):
        return " ".join(hint(item) for item in refused.facts["items"])
    if isinstance(refused, Conflict):
        return _(
            "Somebody else saved this page meanwhile. Compare in another window; "
            "what you typed stands below, and sending it again replaces the other text."
        )
    return sentence(refused)


def _bodies() -> dict[str, str]:
    language = current_language()
    found = {one.code: one.name for one in organisations(OFFERED) if one.code}
    names = {code: LocalisedText.of(texts) for code, texts in known_bodies().items()} | found
    return {code: name.in_(language) for code, name in names.items()}


def _store_organisers(consultation: Consultation, form: OrganisersForm) -> None:
    codes, lead = list(form.organisers.data or ()), form.lead_body.data or ""
    found = state_bodies({*codes, lead} - {""})
    operations.set_organisers(
        consultation,
        [found[code].id for code in codes],
        found[lead].id if lead else None,
        by=actor(),
    )


def _show_organisers(form: OrganisersForm, consultation: Consultation) -> None:
    form.organisers.data = [one.code for one in organisers_of(consultation.id)]
    form.lead_body.data = consultation.lead_body.code if consultation.lead_body else ""
