"""Importing a plan: upload once, look at what was read, import."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import operations, staging
from consult.domain.plans.importer import ParsedPlan
from consult.domain.plans.linking import positions_for
from consult.domain.plans.staging import Staging
from consult.kernel.errors import ConsultError
from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line
from consult.machinery.records import unreadable_finding
from consult.machinery.tables import Unreadable
from consult.web.fields import FileField, FilesField
from consult.web.findings import field_name, finding_place, finding_sentence, finding_text
from consult.web.forms import ConsultForm
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.plan_answers import SEVERAL, answers_to
from consult.web.organise.plan_waiting import forget, keep, kept
from consult.web.sentences import sentence

MOST_FILES = 3
MOST_BYTES = 10 * 1024 * 1024


class UploadForm(ConsultForm):
    """The files of a plan."""

    files = FilesField(
        _l("Files of the plan"),
        hint=_l("One XLSX or DOCX file for each language, up to three, at most 10 MB each."),
    )
    register = FileField(
        _l("List of recommendations"),
        hint=_l("Not required. CSV or XLSX with the columns paragraph, position and themes."),
    )


class ConfirmForm(ConsultForm):
    """Nothing but the token: the files are stored already."""


@blueprint.route("/organise/<string:slug>/plan/import", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def import_plan(consultation: Consultation) -> Any:
    """Take the files and go on to what was read."""
    form = UploadForm()
    if form.validate_on_submit():
        chosen = [file for file in form.files.data or () if file and file.filename]
        data = [(clean_line(file.filename)[:200], file.read()) for file in chosen]
        wrong = _wrong(data)
        if not wrong:
            keep(consultation, _staged(data, form.register.data))
            return redirect(url_for("organise.import_check", slug=consultation.slug))
        form.fail("files", wrong)
    waiting = kept(consultation).files
    return render_template(
        "organise/import.html", consultation=consultation, form=form, waiting=waiting
    ), 422 if request.method == "POST" else 200


def _wrong(data: Sequence[tuple[str, bytes]]) -> str:
    if not data:
        return _("Choose at least one file.")
    if len(data) > MOST_FILES:
        return _("Choose at most three files, one for each language.")
    large = [name for name, body in data if len(body) > MOST_BYTES]
    if large:
        return _("“%(name)s” is larger than 10 MB. Save it without pictures.", name=large[0])
    if len({name for name, _body in data}) < len(data):
        return _("Two files have the same name. Rename one of them.")
    return ""


def _staged(data: Sequence[tuple[str, bytes]], register: Any) -> Staging:
    kept = tuple(staging.stage(name, body) for name, body in data)
    if not (register and register.filename):
        return Staging(kept)
    return Staging(kept, staging.stage(clean_line(register.filename)[:200], register.read()))


@blueprint.route("/organise/<string:slug>/plan/import/check", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def import_check(consultation: Consultation) -> Any:
    """Show what was read, with findings beside the rows; import it when nothing stops it."""
    staged = kept(consultation)
    if not staged.files:
        return redirect(url_for("organise.import_plan", slug=consultation.slug))
    try:
        parsed = staging.read(staged, positions_for(consultation.id))
    except Unreadable as unreadable:
        return _register_refused(consultation, staged, unreadable)
    form = ConfirmForm()
    refused = ""
    if form.validate_on_submit():
        refused = _imported(consultation, staged, parsed)
        if not refused:
            flash(_("The plan was imported as a draft."), "success")
            return redirect(url_for("organise.plan", slug=consultation.slug))
    return _check_page(consultation, staged, parsed, form, refused)


def _imported(consultation: Consultation, staged: Staging, parsed: ParsedPlan) -> str:
    """Import the plan; returns the sentence of a refusal, empty when it was imported."""
    sources, stored = staging.sources_of(staged)
    themes = staging.themes_of(staged)
    try:
        operations.import_plan(
            consultation, parsed, sources, by=actor(), themes=themes, stored=stored
        )
    except ConsultError as refusal:
        return sentence(refusal)
    forget(consultation)
    return ""


def _check_page(
    consultation: Consultation,
    staged: Staging,
    parsed: ParsedPlan,
    form: ConfirmForm,
    refused: str,
) -> Any:
    stopping = [finding for finding in parsed.findings if finding.stops]
    others = [finding for finding in parsed.findings if not finding.stops]
    return render_template(
        "organise/import_check.html",
        consultation=consultation,
        parsed=parsed,
        form=form,
        refused=refused,
        files=_files(staged, parsed),
        stopping=[_shown(finding) for finding in stopping],
        loose=[_shown(finding) for finding in others if "measure" not in finding.facts],
        beside=_beside(parsed),
        answers=answers_to(parsed.findings),
        several={one.file for one in stopping if one.code == SEVERAL},
        counts=_counts(parsed),
    ), 422 if refused else 200


def _shown(finding: Finding) -> dict[str, str]:
    return {
        "level": str(finding.level),
        "text": finding_text(finding),
        "where": finding_place(finding),
    }


def _beside(parsed: ParsedPlan) -> dict[str, list[dict[str, str]]]:
    """Return the findings of each measure by its number."""
    found: dict[str, list[dict[str, str]]] = {}
    for finding in parsed.findings:
        if "measure" in finding.facts:
            found.setdefault(str(finding.facts["measure"]), []).append(_shown(finding))
    return found


def _files(staged: Staging, parsed: ParsedPlan) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "language": parsed.files.get(one.name, ""),
            "columns": [field_name(name) for name in parsed.mapping.get(one.name, {})],
            "place": place,
        }
        for place, one in enumerate(staged.files)
    ]


def _counts(parsed: ParsedPlan) -> list[dict[str, Any]]:
    levels = [finding.level for finding in parsed.findings]
    sections, measures = len(parsed.sections), len(parsed.measures)
    stops = levels.count(Level.ERROR) + levels.count(Level.ASK)
    warnings = levels.count(Level.WARNING)
    return [
        {"value": sections, "label": ngettext("section", "sections", sections)},
        {"value": measures, "label": ngettext("measure", "measures", measures)},
        {"value": stops, "label": ngettext("finding stops it", "findings stop it", stops)},
        {"value": warnings, "label": ngettext("line to check", "lines to check", warnings)},
    ]


def _register_refused(consultation: Consultation, staged: Staging, unreadable: Unreadable) -> Any:
    assert staged.register is not None  # noqa: S101  only a register is read outside the importer
    form = UploadForm(formdata=None)
    form.fail("register", finding_sentence(unreadable_finding(unreadable, staged.register.name)))
    keep(consultation, Staging(staged.files))
    return render_template(
        "organise/import.html", consultation=consultation, form=form, waiting=staged.files
    ), 422
