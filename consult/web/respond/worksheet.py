"""The work sheet of a body: download it, upload it filled in, look at the changes, save them."""

import uuid
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, send_file, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.models import Organisation
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses.queries import bodies_named
from consult.domain.responses.worksheet import staging
from consult.domain.responses.worksheet.comparing import Edit, Review, review
from consult.domain.responses.worksheet.gathering import seal_key, worksheet_of
from consult.domain.responses.worksheet.saving import Saved, save_worksheet
from consult.domain.responses.worksheet.word import write_document
from consult.domain.responses.worksheet.writing import write_worksheet
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.findings import Finding, Level
from consult.kernel.worddiff import diff_words, folded
from consult.web.findings import finding_place, finding_text
from consult.web.forms import ConsultForm, FileField
from consult.web.guard import actor, needs
from consult.web.respond import blueprint
from consult.web.sentences import sentence
from consult.web.worksheet_words import column_name, known_words, shown_value, worksheet_words

KEY = "worksheet"
MOST_BYTES = 10 * 1024 * 1024
SHOWN = 200
OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
}


class SheetForm(ConsultForm):
    """A work sheet that was filled in."""

    file = FileField(
        _l("Work sheet"),
        required=_l("Choose a file."),
        hint=_l("The file that you downloaded here, filled in: XLSX or DOCX, at most 10 MB."),
    )


class SaveForm(ConsultForm):
    """Nothing but the token: the file is stored already."""


def _mine(consultation: Consultation) -> list[Organisation]:
    ids = actor().bodies(consultation.id, *MINISTRY_ROLES)
    return list(bodies_named(list(ids)))


def _found(
    slug: str, body: str, spoken: str, form: str
) -> tuple[Consultation, Organisation, str, str]:
    consultation = consultation_by_slug(slug)
    named = {str(one.code or one.id): one for one in _mine(consultation)}
    if body not in named:
        raise NotFound
    return consultation, named[body], spoken, form


@blueprint.route("/<string:slug>/worksheet", methods=["GET", "POST"])
@needs(Permission.RESPOND, find=consultation_by_slug)
def worksheet(consultation: Consultation) -> Any:
    """Offer the work sheet in three languages and take it back."""
    form = SheetForm()
    if form.validate_on_submit():
        data = form.file.data.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            stored = staging.keep(data, form.file.data.filename or "")
            session[KEY] = {"consultation": str(consultation.id), "file": str(stored.id)}
            return redirect(url_for("respond.worksheet_check", slug=consultation.slug))
        form.fail("file", _("The file is larger than 10 MB. Send only the work sheet."))
    return render_template(
        "respond/worksheet.html",
        consultation=consultation,
        form=form,
        bodies=_mine(consultation),
        waiting=_kept(consultation) is not None,
    ), (422 if form.errors else 200)


@blueprint.get(
    "/<string:slug>/worksheet/<string:body>-<any(kk, ru, en):spoken>.<any(xlsx, docx):form>"
)
@needs(Permission.RESPOND, find=_found)
def worksheet_file(consultation: Consultation, body: Organisation, spoken: str, form: str) -> Any:
    """Give the work sheet of a body in one language, as a workbook or for Word."""
    words = worksheet_words(spoken)
    sheet = worksheet_of(consultation, body, language=spoken, words=words)
    write = write_document if form == "docx" else write_worksheet
    data = write(sheet, words, seal_key())
    name = f"{consultation.slug}-{body.code or 'body'}-{spoken}.{form}"
    kind = MEDIA_TYPES[form]
    made = send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name)
    made.headers["Cache-Control"] = "no-store"
    return made


def _kept(consultation: Consultation) -> uuid.UUID | None:
    kept = session.get(KEY) or {}
    own = kept.get("consultation") == str(consultation.id)
    return uuid.UUID(kept["file"]) if own else None


@blueprint.route("/<string:slug>/worksheet/check", methods=["GET", "POST"])
@needs(Permission.RESPOND, find=consultation_by_slug)
def worksheet_check(consultation: Consultation) -> Any:
    """Show what the sheet would change, before anything is saved; save it when asked."""
    kept = _kept(consultation)
    if kept is None:
        return redirect(url_for("respond.worksheet", slug=consultation.slug))
    name, read = staging.read(kept, known_words())
    form = SaveForm()
    if read.stopped:
        return _page(consultation, name, form, stopping=read.findings)
    try:
        if form.validate_on_submit():
            saved = save_worksheet(consultation, read, name, by=actor())
            staging.settle(kept)
            return _saved(consultation, name, saved)
        found = review(consultation, read, name, reader=actor())
    except ConsultError as error:
        return _page(consultation, name, form, refused=sentence(error))
    return _page(consultation, name, form, found=found)


def _saved(consultation: Consultation, name: str, saved: Saved) -> Any:
    session.pop(KEY, None)
    said = ngettext(
        "%(num)s answer was saved as a draft.",
        "%(num)s answers were saved as drafts.",
        saved.answers,
    )
    flash(said, "success")
    if not saved.review.conflicts and not saved.review.refused:
        return redirect(url_for("respond.inbox", c=consultation.slug))
    saved.review.changes.clear()
    return _page(consultation, name, SaveForm(), found=saved.review)


def _page(
    consultation: Consultation,
    name: str,
    form: SaveForm,
    *,
    found: Review | None = None,
    stopping: Any = (),
    refused: str = "",
) -> tuple[str, int]:
    return render_template(
        "respond/worksheet_check.html",
        consultation=consultation,
        name=name,
        form=form,
        review=found,
        counts=_counts(found) if found else [],
        changes=[_edit(edit) for edit in found.changes[:SHOWN]] if found else [],
        conflicts=[_edit(edit) for edit in found.conflicts[:SHOWN]] if found else [],
        stopping=[_finding(one) for one in stopping],
        rows=[_finding(one, Level.WARNING) for one in found.refused[:SHOWN]] if found else [],
        refused=refused,
    ), 422 if stopping or refused else 200


def _counts(found: Review) -> list[dict[str, Any]]:
    return [
        {"value": len(found.changes), "label": _("would be saved")},
        {"value": len(found.conflicts), "label": _("changed meanwhile")},
        {"value": len(found.refused), "label": _("are not taken")},
        {"value": found.unchanged, "label": _("stay as they are")},
    ]


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "code": edit.row.code,
        "comment_id": edit.comment_id,
        "cells": [
            {
                "name": column_name(cell.column),
                "before": shown_value(cell.column, cell.before),
                "after": shown_value(cell.column, cell.after),
                "language": cell.column[-2:] if cell.column.startswith("reasons_") else "",
                "diff": _diff(cell.before, cell.after) if cell.before and cell.after else [],
            }
            for cell in edit.cells
        ],
    }


def _diff(before: str, after: str) -> list[list[tuple[str, str]]]:
    pieces = folded(diff_words(before, after))
    return [[(piece.kind, piece.text) if piece else ("same", " … ") for piece in pieces]]


def _finding(finding: Finding, level: Level = Level.ERROR) -> dict[str, str]:
    return {"level": str(level), "text": finding_text(finding), "where": finding_place(finding)}
