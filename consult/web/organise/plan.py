"""The versions of a plan: list, preview in each language, reasons of sections, publication."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import identity, matching, operations, queries
from consult.domain.plans.margin import margin_comments
from consult.domain.plans.models import PlanVersion, Section
from consult.kernel.errors import ConsultError, NotFound
from consult.web.findings import finding_place, finding_text
from consult.web.forms import ConsultForm, LocalisedField
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.sentences import sentence

TONES = {"draft": "new", "published": "good", "adopted": "good"}
LEVELS = ("error", "ask", "warning")


def version_by_number(slug: str, number: int) -> tuple[Consultation, PlanVersion]:
    """Return the consultation and one version of its plan; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, queries.version_of(consultation.id, number)


def draft_by_slug(slug: str) -> tuple[Consultation, PlanVersion]:
    """Return the consultation and the draft of its plan; raises NotFound without one."""
    consultation = consultation_by_slug(slug)
    draft = queries.draft_of(consultation.id)
    if draft is None:
        raise NotFound
    return consultation, draft


@blueprint.get("/organise/<string:slug>/plan")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def plan(consultation: Consultation) -> Any:
    """Show the versions and what can be done with the draft."""
    versions = queries.versions_of(consultation.id)
    draft = next((version for version in versions if version.state == "draft"), None)
    return render_template(
        "organise/plan.html",
        consultation=consultation,
        versions=versions,
        draft=draft,
        open_count=matching.open_count(draft) if draft and len(versions) > 1 else 0,
        TONES=TONES,
    )


@blueprint.get("/organise/<string:slug>/plan/<int:number>")
@needs(Permission.READ_STAFF, find=version_by_number)
def plan_version(consultation: Consultation, version: PlanVersion) -> Any:
    """Show a version as the public will read it, in the language of the page."""
    findings = [finding for finding in version.findings if finding["level"] in LEVELS]
    return render_template(
        "organise/plan_version.html",
        consultation=consultation,
        version=version,
        parts=queries.plan_of(version.id),
        margin=_in_margin(consultation, version),
        earlier=identity.followed_by(version),
        findings=[
            {
                "level": finding["level"],
                "text": finding_text(finding),
                "where": finding_place(finding),
            }
            for finding in findings
        ],
        TONES=TONES,
    )


def _in_margin(consultation: Consultation, version: PlanVersion) -> int:
    """Return how many comments in margins this person may take over."""
    may = permits(actor(), Permission.ORGANISE, consultation)
    return len(margin_comments(version)) if may else 0


def reasons_form(sections: Sequence[Section]) -> ConsultForm:
    """Return a form with one text in three languages for each section."""
    fields = {
        f"section_{place}": LocalisedField(
            _("%(number)s. %(title)s", number=section.number, title=_title(section)),
            lines=True,
            limit=2_000,
        )
        for place, section in enumerate(sections)
    }
    made: ConsultForm = type("ReasonsForm", (ConsultForm,), fields)()
    return made


def _title(section: Section) -> str:
    return section.title.in_(current_language())


@blueprint.route("/organise/<string:slug>/plan/reasons", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_reasons(consultation: Consultation, draft: PlanVersion) -> Any:
    """Ask why each section is in the plan and store the answers."""
    sections = queries.sections_of(draft.id)
    form = reasons_form(sections)
    names = [f"section_{place}" for place in range(len(sections))]
    if form.validate_on_submit():
        reasons = {
            section.number: form[name].data for section, name in zip(sections, names, strict=True)
        }
        operations.edit_section_reasons(draft, reasons, by=actor())
        flash(_("Saved."), "success")
        return redirect(url_for("organise.plan", slug=consultation.slug))
    if request.method == "GET":
        for section, name in zip(sections, names, strict=True):
            form[name].process(None, section.reasons)
    return render_template(
        "organise/plan_reasons.html", consultation=consultation, form=form, names=names
    ), 422 if request.method == "POST" else 200


@blueprint.post("/organise/<string:slug>/plan/publish")
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_publish(consultation: Consultation, draft: PlanVersion) -> Any:
    """Publish the draft; from now on it never changes."""
    try:
        operations.publish_version(consultation, draft, by=actor())
    except ConsultError as refused:
        flash(sentence(refused), "error")
        return redirect(url_for("organise.plan", slug=consultation.slug))
    flash(_("The plan is published. It never changes from now on."), "success")
    return redirect(url_for("organise.opening", slug=consultation.slug))


@blueprint.post("/organise/<string:slug>/plan/discard")
@needs(Permission.ORGANISE, find=draft_by_slug)
def plan_discard(consultation: Consultation, draft: PlanVersion) -> Any:
    """Remove the draft."""
    operations.discard_draft(draft, by=actor())
    flash(_("The draft was removed."), "success")
    return redirect(url_for("organise.plan", slug=consultation.slug))
