"""The workbook of a meeting: upload it, look at what was read, import all rows or none."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.roundtables.importer import MeetingSheet
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions import meeting_uploads
from consult.domain.submissions.meeting_sheets import SheetOutcome, import_sheet, number_in
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.findings import Finding
from consult.web.findings import finding_place, finding_text
from consult.web.forms import ConsultForm, FileField, TextField, TickField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE, back, table_by_address
from consult.web.sentences import sentence

KEY = "meeting_import"
MOST_BYTES = 10 * 1024 * 1024
SHOWN = 200
OTHER_DAY = "W_OTHER_DAY"
ATTENDANCE = "organise.tables_attendance"
CHECK = "organise/table_sheet_check.html"


class UploadForm(ConsultForm):
    """A workbook, and the registration number that its statements got on paper."""

    file = FileField(
        _l("File"),
        required=_l("Choose a file."),
        hint=_l("XLSX with a sheet of attendance and a sheet of statements, best the template."),
    )
    number = TextField(
        _l("Registration number (optional)"),
        limit=40,
        hint=_l("Where the statements have one already, like UPR-2011/0003. It is kept if free."),
    )
    other_day = TickField(_l("This is the right meeting although the sheet names another day."))


class ConfirmForm(ConsultForm):
    """Nothing but the token: the file is stored already."""


@blueprint.route(f"{ONE}/import", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_sheet(table: RoundTable) -> Any:
    """Take a workbook and go on to what was read."""
    form = UploadForm()
    if form.validate_on_submit() and _number_is_right(table, form):
        data = form.file.data.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            stored = meeting_uploads.keep(data, form.file.data.filename or "")
            session[KEY] = {
                "meeting": str(table.id),
                "file": str(stored.id),
                "number": form.number.data or "",
                "accepted": [OTHER_DAY] if form.other_day.data else [],
            }
            return back(table, "organise.tables_sheet_check")
        form.fail("file", _("The file is larger than 10 MB. Split it into several files."))
    return render_template(
        "organise/table_sheet.html", consultation=table.consultation, table=table, form=form
    ), (422 if form.errors else 200)


def _number_is_right(table: RoundTable, form: UploadForm) -> bool:
    typed = form.number.data or ""
    if not typed or number_in(table.consultation, typed) is not None:
        return True
    like = f"{table.consultation.prefix}/0003"
    form.fail("number", _("Enter a number of this consultation, like %(like)s.", like=like))
    return False


@blueprint.route(f"{ONE}/import/check", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_sheet_check(table: RoundTable) -> Any:
    """Show what would be imported and what is wrong; import it when nothing stops."""
    kept = session.get(KEY) or {}
    if kept.get("meeting") != str(table.id):
        raise NotFound
    file_id, consultation = uuid.UUID(kept["file"]), table.consultation
    sheet = meeting_uploads.read(table, file_id, kept["accepted"])
    number = number_in(consultation, kept["number"]) if kept["number"] else None
    form, refused = ConfirmForm(), ""
    dry = not form.validate_on_submit()
    try:
        outcome = import_sheet(table, sheet, by=actor(), number=number, dry=dry)
    except ConsultError as error:
        outcome, refused = SheetOutcome(), sentence(error)
    if not dry and not outcome.stopped and not refused:
        meeting_uploads.forget(file_id)
        session.pop(KEY)
        flash(_said(outcome), "success")
        return redirect(url_for(ATTENDANCE, slug=consultation.slug, ref=table.reference))
    page = _page(table, sheet, outcome, form, refused)
    return render_template(CHECK, consultation=consultation, **page), (422 if refused else 200)


def _said(outcome: SheetOutcome) -> str:
    return ngettext(
        "%(num)s statement was imported. The attendance is below.",
        "%(num)s statements were imported. The attendance is below.",
        outcome.new,
    )


def _page(
    table: RoundTable, sheet: MeetingSheet, outcome: SheetOutcome, form: ConfirmForm, refused: str
) -> dict[str, Any]:
    stopping = [_shown(one) for one in outcome.findings if one.stops]
    return {
        "table": table,
        "sheet": sheet,
        "outcome": outcome,
        "figures_of": _figures(sheet, outcome, len(stopping)),
        "form": form,
        "refused": refused,
        "stopping": stopping[:SHOWN],
        "remarks": [_shown(one) for one in outcome.findings if not one.stops][:SHOWN],
        "more": max(len(stopping) - SHOWN, 0),
        "nothing_new": not (outcome.new or outcome.attendance.new or outcome.attendance.left_out),
    }


def _figures(sheet: MeetingSheet, outcome: SheetOutcome, stopping: int) -> list[dict[str, Any]]:
    return [
        {"value": len(sheet.statements), "label": _("statements read")},
        {"value": outcome.new, "label": _("new statements")},
        {"value": outcome.unchanged, "label": _("statements there already")},
        {"value": sheet.listed, "label": _("people on the list")},
        {"value": stopping, "label": _("errors")},
    ]


def _shown(finding: Finding) -> dict[str, str]:
    return {
        "level": "error" if finding.stops else str(finding.level),
        "text": finding_text(finding),
        "where": finding_place(finding),
    }
