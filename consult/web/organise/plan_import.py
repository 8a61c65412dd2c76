"""Importing a plan: upload once, look at what was read, correct the columns, import."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import operations, staging
from consult.domain.plans.importer import FIELDS, ParsedPlan
from consult.domain.plans.linking import positions_for
from consult.domain.plans.staging import Staging
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line
from consult.machinery.records import unreadable_finding
from consult.machinery.tables import Unreadable
from consult.web.fields import FileField, FilesField
from consult.web.findings import field_name, finding_place, finding_sentence, finding_text
from consult.web.forms import ConsultForm, DropdownField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.sentences import sentence

MOST_FILES = 3
MOST_BYTES = 10 * 1024 * 1024
KEY = "plan_import"
FIELD_PREFIX = "column_"


class UploadForm(ConsultForm):
    """The files of a plan."""

    files = FilesField(
        _l("Files of the plan"),
        hint=_l("One XLSX file for each language, up to three, at most 10 MB each."),
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
            _keep(consultation, _staged(data, form.register.data))
            return redirect(url_for("organise.import_check", slug=consultation.slug))
        form.fail("files", wrong)
    waiting = _kept(consultation).files
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


def _keep(consultation: Consultation, staged: Staging) -> None:
    session[KEY] = {**session.get(KEY, {}), str(consultation.id): staged.as_json()}


def _kept(consultation: Consultation) -> Staging:
    return Staging.of(session.get(KEY, {}).get(str(consultation.id)))


def _forget(consultation: Consultation) -> None:
    kept = session.get(KEY, {})
    session[KEY] = {name: value for name, value in kept.items() if name != str(consultation.id)}


@blueprint.route("/organise/<string:slug>/plan/import/check", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def import_check(consultation: Consultation) -> Any:
    """Show what was read, with findings beside the rows; import it when nothing stops it."""
    staged = _kept(consultation)
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
    _forget(consultation)
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
        questions=[finding for finding in stopping if finding.level == Level.ASK],
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
    _keep(consultation, Staging(staged.files))
    return render_template(
        "organise/import.html", consultation=consultation, form=form, waiting=staged.files
    ), 422


@blueprint.post("/organise/<string:slug>/plan/import/answers")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def import_answers(consultation: Consultation) -> Any:
    """Keep that a question of the importer was answered with yes."""
    staged = _kept(consultation)
    name, code = request.form.get("file", ""), request.form.get("code", "")
    for place, one in enumerate(staged.files):
        if one.name == name and code:
            accepted = tuple(sorted({*one.accepted, code}))
            staged = staged.changed(place, accepted=accepted)
    _keep(consultation, staged)
    return redirect(url_for("organise.import_check", slug=consultation.slug))


def staged_file(slug: str, place: int) -> tuple[Consultation, int]:
    """Return the consultation and the place of a waiting file; raises NotFound."""
    consultation = consultation_by_slug(slug)
    if place >= len(_kept(consultation).files):
        raise NotFound
    return consultation, place


@blueprint.route("/organise/<string:slug>/plan/import/columns/<int:place>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=staged_file)
def import_columns(consultation: Consultation, place: int) -> Any:
    """Let the sheet and the columns of one file be chosen by hand."""
    staged = _kept(consultation)
    one = staged.files[place]
    back = redirect(url_for("organise.import_check", slug=consultation.slug))
    try:
        seen = staging.look(one)
    except Unreadable:
        return back
    form = columns_form(seen)
    if form.validate_on_submit():
        sheet = form["sheet"].data or None
        mapping = {} if sheet != seen.sheet else _chosen(form)
        _keep(consultation, staged.changed(place, sheet=sheet, mapping=mapping or None))
        return back
    if request.method == "GET":
        _show(form, seen, one.mapping or _recognised(staged, one.name))
    names = [f"{FIELD_PREFIX}{name}" for name in FIELDS]
    return render_template(
        "organise/import_columns.html",
        consultation=consultation,
        form=form,
        name=one.name,
        names=names,
        seen=seen,
    ), 422 if request.method == "POST" else 200


def columns_form(seen: staging.Look) -> ConsultForm:
    """Return a form with the sheet and, for each field of a plan, the column to take it from."""
    columns = [
        ("", _l("Not in this file")),
        *((str(one.number), f"{one.letters}: {one.sample}") for one in seen.columns),
    ]
    fields: dict[str, Any] = {
        "sheet": DropdownField(_("Sheet"), choices=list(seen.sheets))
    }
    for name in FIELDS:
        fields[f"{FIELD_PREFIX}{name}"] = DropdownField(field_name(name), choices=columns)
    made: ConsultForm = type("ColumnsForm", (ConsultForm,), fields)()
    return made


def _chosen(form: ConsultForm) -> dict[str, int]:
    typed = {name: form[f"{FIELD_PREFIX}{name}"].data for name in FIELDS}
    return staging.known_fields({name: int(value) for name, value in typed.items() if value})


def _show(form: ConsultForm, seen: staging.Look, mapping: Mapping[str, int]) -> None:
    form["sheet"].data = seen.sheet
    for name, column in mapping.items():
        form[f"{FIELD_PREFIX}{name}"].data = str(column)


def _recognised(staged: Staging, name: str) -> Mapping[str, int]:
    return staging.read(Staging(staged.files)).mapping.get(name, {})
