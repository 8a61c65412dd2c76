"""Writing points and looking at those collected so far."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import MeasureVersion
from consult.domain.plans.queries import measure_by_number, sections_of
from consult.domain.submissions import drafts
from consult.domain.submissions.attachments import staged
from consult.domain.submissions.points import Target, read_target
from consult.kernel.errors import NotFound, TooMany
from consult.kernel.localised import LocalisedText
from consult.kernel.text import clean_text
from consult.web import sentences
from consult.web.contribute import blueprint, drafting, event
from consult.web.contribute.forms import FilesForm, PlainForm, PointForm
from consult.web.contribute.found_words import shown
from consult.web.contribute.phase import phase_of
from consult.web.contribute.start import asked_target, version_of
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.throttle import Limit

SAVING = Limit("contribute-save", 600, 600)
OTHER_NAMES = {"executors": "executors_text", "recommendations": "recommendations_text"}


@blueprint.route("/c/<string:slug>/comment/point", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_by_slug)
def point(consultation: Consultation) -> Any:
    """Write a new point on the target that the address names."""
    target = asked_target()
    looks = request.method == "GET"
    if target is None or (looks and not phase_of(consultation).takes_comments):
        return redirect(url_for("contribute.start", slug=consultation.slug))
    return _write(consultation, target, {}, None)


def consultation_and_point(slug: str, point_id: uuid.UUID) -> tuple[Consultation, dict[str, Any]]:
    """Return a consultation and a point of this browser's draft; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, drafts.point_in(drafting.current(consultation), point_id)


@blueprint.route("/c/<string:slug>/comment/point/<uuid:point_id>", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_and_point)
def change_point(consultation: Consultation, typed: dict[str, Any]) -> Any:
    """Change a point that was collected before."""
    target = read_target(typed["target"])
    if target is None:
        raise NotFound
    return _write(consultation, target, typed, uuid.UUID(typed["id"]))


def _write(
    consultation: Consultation, target: Target, typed: dict[str, Any], point_id: uuid.UUID | None
) -> Any:
    about = _subject(consultation, target)
    measure = about if isinstance(about, MeasureVersion) else None
    form = PointForm(data=typed or _prefilled(target, measure))
    form.offer(with_fields=measure is not None)
    status, banner = 200, ""
    if form.validate_on_submit():
        try:
            event.use(SAVING, event.event_of(consultation, drafting.current(consultation)))
            draft = drafting.current_or_new(consultation)
            event.keep(consultation, draft)
            drafts.put_point(draft, _kept(form, target, measure), point_id)
            return redirect(url_for("contribute.points", slug=consultation.slug))
        except (TooMany, drafts.TooManyPoints) as error:
            status, banner = error.status, sentences.sentence(error)
    return render_template(
        "contribute/point.html",
        consultation=consultation,
        target=target,
        about=about,
        measure=measure,
        present=_wording(measure, target.field) if measure is not None and target.field else None,
        form=form,
        phase=phase_of(consultation),
        banner=banner,
        is_new=point_id is None,
    ), (422 if form.errors else status)


def _subject(consultation: Consultation, target: Target) -> MeasureVersion | Any | None:
    """Return the measure or the section that a point is about, None for the whole plan."""
    if target.type == "plan":
        return None
    version = version_of(consultation)
    if target.type == "section":
        for section in sections_of(version.id):
            if section.number == target.number:
                return section
        raise NotFound
    return measure_by_number(version.id, target.number).measure


def _prefilled(target: Target, measure: MeasureVersion | None) -> dict[str, str]:
    wording = ""
    if measure is not None:
        wording = _wording(measure, target.field or "text").in_(current_language())
    return {
        "field": target.field,
        "language": current_language(),
        "proposed_wording": wording,
        "kind": request.args.get("kind", ""),
    }


def _wording(measure: MeasureVersion, field: str) -> LocalisedText:
    text: LocalisedText = getattr(measure, OTHER_NAMES.get(field, field))
    return text


def _kept(form: PointForm, target: Target, measure: MeasureVersion | None) -> dict[str, str]:
    """Return the point as typed; a proposed wording that was left alone is none."""
    typed = form.typed()
    field = form.field.data if measure is not None else ""
    if measure is not None:
        if clean_text(typed["proposed_wording"]) in _present_wordings(measure):
            typed["proposed_wording"] = ""
        target = Target("field" if field else "measure", target.number, field or "")
    return {**typed, "target": target.code, "field": field or ""}


def _present_wordings(measure: MeasureVersion) -> set[str]:
    fields = ("text", "completion_form", "deadline", "indicator", "funding", *OTHER_NAMES)
    texts = (_wording(measure, field).as_dict().values() for field in fields)
    return {clean_text(text) for of_field in texts for text in of_field}


@blueprint.get("/c/<string:slug>/comment/points")
@needs(Permission.COMMENT, find=consultation_by_slug)
def points(consultation: Consultation) -> str:
    """Show the points collected so far: another one, or go on."""
    draft = drafting.current(consultation)
    return render_template(
        "contribute/points.html",
        consultation=consultation,
        points=[(one, read_target(one["target"])) for one in drafts.points_in(draft)],
        files=shown(staged(drafts.files_in(draft))),
        files_form=FilesForm(),
        form=PlainForm(),
        phase=phase_of(consultation),
    )


@blueprint.post("/c/<string:slug>/comment/point/<uuid:point_id>/remove")
@needs(Permission.COMMENT, find=consultation_and_point)
def remove_point(consultation: Consultation, typed: dict[str, Any]) -> Response:
    """Take a point out of the draft."""
    draft = drafting.current_or_new(consultation)
    drafts.remove_point(draft, uuid.UUID(typed["id"]))
    return redirect(url_for("contribute.points", slug=consultation.slug))
