"""Editing the draft of a plan: its measures and the titles of its sections."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import drafting, editing, queries, reading
from consult.domain.plans.diff import FIELDS
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.plans.pieces import FieldDiff, text_diff
from consult.domain.plans.typed import Typed
from consult.kernel.errors import Conflict, ConsultError
from consult.web.forms import ConsultForm
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.plan import draft_by_slug
from consult.web.organise.plan_forms import (
    MeasureForm,
    MergeForm,
    RemoveForm,
    SectionForm,
    SplitForm,
)
from consult.web.sentences import sentence

FIELD_OF = {"number_taken": "number", "number_unfit": "number", "wording_missing": "text"}


def draft_measure(slug: str, number: str) -> tuple[Consultation, PlanVersion, MeasureVersion]:
    """Return a measure of the draft with its section; raises NotFound."""
    consultation, draft = draft_by_slug(slug)
    return consultation, draft, queries.measure_by_number(draft.id, number).measure


def draft_section(slug: str, number: str) -> tuple[Consultation, PlanVersion, Section]:
    """Return a section of the draft; raises NotFound."""
    consultation, draft = draft_by_slug(slug)
    return consultation, draft, reading.section(draft.id, number)


@blueprint.post("/organise/<string:slug>/plan/new-draft")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def plan_new_draft(consultation: Consultation) -> Any:
    """Copy the published version as a draft to edit."""
    try:
        drafting.new_draft(consultation, by=actor())
    except ConsultError as refused:
        flash(sentence(refused), "error")
        return redirect(url_for("organise.plan", slug=consultation.slug))
    return redirect(url_for("organise.plan_edit", slug=consultation.slug))


@blueprint.get("/organise/<string:slug>/plan/edit")
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_edit(consultation: Consultation, draft: PlanVersion) -> str:
    """List the measures of the draft with the ways to change each."""
    return render_template(
        "organise/plan_edit.html",
        consultation=consultation,
        draft=draft,
        parts=queries.plan_of(draft.id),
    )


@blueprint.route("/organise/<string:slug>/plan/measures/<string:number>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=draft_measure)
def plan_measure(consultation: Consultation, draft: PlanVersion, row: MeasureVersion) -> Any:
    """Edit a measure; what somebody else wrote meanwhile is shown beside what was typed."""
    form = MeasureForm().offer(queries.sections_of(draft.id))
    stored = editing.typed_of(row, row.section.number)
    if request.method == "GET":
        form.show(stored, editing.mark_of(row))

    def save() -> MeasureVersion:
        mark = form.mark.data or "none"
        return editing.edit_measure(draft, row.number, form.typed, mark=mark, by=actor())

    return _saved(consultation, form, save) or _page(
        "organise/plan_measure.html",
        consultation,
        form,
        row=row,
        conflict=_conflict(form, row, stored),
    )


def _conflict(form: MeasureForm, row: MeasureVersion, stored: Typed) -> list[FieldDiff]:
    """Return how what was typed differs from what somebody else stored; the next save may win."""
    mark = editing.mark_of(row)
    if request.method == "GET" or form.mark.data == mark:
        return []
    form.mark.data = mark
    typed = form.typed.fields
    return [
        text_diff(name, stored.fields[name], typed[name])
        for name in FIELDS
        if stored.fields[name] != typed[name]
    ]


@blueprint.route("/organise/<string:slug>/plan/add", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_add(consultation: Consultation, draft: PlanVersion) -> Any:
    """Add a measure."""
    form = MeasureForm().offer(queries.sections_of(draft.id))
    if request.method == "GET":
        form.section.data = request.args.get("section", "")

    def save() -> MeasureVersion:
        return editing.add_measure(draft, form.typed, by=actor())

    return _saved(consultation, form, save) or _page(
        "organise/plan_measure.html", consultation, form, row=None, conflict=[]
    )


@blueprint.route(
    "/organise/<string:slug>/plan/measures/<string:number>/remove", methods=["GET", "POST"]
)
@needs(Permission.ORGANISE, find=draft_measure)
def plan_remove(consultation: Consultation, draft: PlanVersion, row: MeasureVersion) -> Any:
    """Leave a measure out, with the reason."""
    form = RemoveForm()
    if request.method == "GET":
        form.mark.data = editing.mark_of(row)

    def save() -> None:
        reason, mark = form.reason.data, form.mark.data or "none"
        editing.remove_measure(draft, row.number, reason, mark=mark, by=actor())

    done = _saved(consultation, form, save, field="reason")
    return done or _page("organise/plan_remove.html", consultation, form, row=row)


@blueprint.route(
    "/organise/<string:slug>/plan/measures/<string:number>/split", methods=["GET", "POST"]
)
@needs(Permission.ORGANISE, find=draft_measure)
def plan_split(consultation: Consultation, draft: PlanVersion, row: MeasureVersion) -> Any:
    """Make two measures of one; all but number and wording is copied into both."""
    form = SplitForm()
    if request.method == "GET":
        form.mark.data, form.first_number.data = editing.mark_of(row), row.number
        form.first_text.process(None, row.text)

    def save() -> None:
        stored = editing.typed_of(row, row.section.number)
        parts = [
            replace(stored, number=number, fields={**stored.fields, "text": text})
            for number, text in (
                (form.first_number.data, form.first_text.data),
                (form.second_number.data, form.second_text.data),
            )
        ]
        mark = form.mark.data or "none"
        editing.split_measure(draft, row.number, parts, mark=mark, by=actor())

    done = _saved(consultation, form, save, field="second_number")
    return done or _page("organise/plan_split.html", consultation, form, row=row)


@blueprint.route(
    "/organise/<string:slug>/plan/measures/<string:number>/merge", methods=["GET", "POST"]
)
@needs(Permission.ORGANISE, find=draft_measure)
def plan_merge(consultation: Consultation, draft: PlanVersion, row: MeasureVersion) -> Any:
    """Make one measure of two; all but the wording stays as in the first."""
    others = [one for one in queries.measures_of(draft.id) if one.id != row.id]
    form = MergeForm().offer(others)
    if request.method == "GET":
        form.mark.data = editing.mark_of(row)
        form.text.process(None, row.text)

    def save() -> None:
        stored = editing.typed_of(row, row.section.number)
        typed = replace(stored, fields={**stored.fields, "text": form.text.data})
        mark, other = form.mark.data or "none", form.other.data
        editing.merge_measures(draft, row.number, other, typed, mark=mark, by=actor())

    done = _saved(consultation, form, save, field="other")
    return done or _page("organise/plan_merge.html", consultation, form, row=row)


@blueprint.route("/organise/<string:slug>/plan/sections/<string:number>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=draft_section)
def plan_section(consultation: Consultation, draft: PlanVersion, section: Section) -> Any:
    """Edit the title of a section."""
    form = SectionForm()
    if request.method == "GET":
        form.mark.data = editing.mark_of_section(section)
        form.title.process(None, section.title)

    def save() -> Section:
        title, mark = form.title.data, form.mark.data or "none"
        return editing.edit_section(draft, section.number, title, mark=mark, by=actor())

    done = _saved(consultation, form, save, field="title")
    return done or _page("organise/plan_section.html", consultation, form, section=section)


def _saved(
    consultation: Consultation, form: ConsultForm, save: Callable[[], Any], field: str = "number"
) -> Any:
    """Save a form that was sent; returns where to go next, or None to show the form again."""
    if not form.validate_on_submit():
        return None
    try:
        save()
    except ConsultError as refused:
        place = FIELD_OF.get(refused.code, field)
        form.fail(place if place in form else field, _sentence(refused))
        return None
    flash(_("Saved."), "success")
    return redirect(url_for("organise.plan_edit", slug=consultation.slug))


def _sentence(refused: ConsultError) -> str:
    if isinstance(refused, Conflict):
        return _("Somebody else has changed this meanwhile. Compare, then save again.")
    return sentence(refused)


def _page(template: str, consultation: Consultation, form: ConsultForm, **values: Any) -> Any:
    page = render_template(template, consultation=consultation, form=form, **values)
    return page, 422 if request.method == "POST" else 200
