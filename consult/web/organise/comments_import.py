"""Comments collected elsewhere: upload a file, look at what was read, import all rows or none."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import CHANNELS
from consult.domain.submissions import uploads
from consult.domain.submissions.importing import Outcome, import_comments
from consult.domain.submissions.reading_files import Collected, Facts
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.findings import Finding, Level
from consult.machinery.tables import TRACKED
from consult.web.findings import finding_place, finding_text
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    FileField,
    MomentField,
    TextField,
    TickField,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.organise import blueprint
from consult.web.sentences import sentence

KEY = "comments_import"
MOST_BYTES = 10 * 1024 * 1024
SHOWN = 200
QUESTION = "W_ENCODING_GUESSED"


class UploadForm(ConsultForm):
    """A file of comments, and what its rows do not say."""

    file = FileField(
        _l("File"),
        required=_l("Choose a file."),
        hint=_l("CSV, XLSX or DOCX with a row for each point, or a letter with a table."),
    )
    channel = DropdownField(_l("How it came"), hint=_l("Where the rows do not say it."))
    received_at = MomentField(
        _l("When it came"), hint=_l("For a letter: day and time on the clocks of the consultation.")
    )
    organisation = TextField(
        _l("Code of the organisation"), limit=40, hint=_l("For a letter: who wrote it, like O12.")
    )
    accept = TickField(_l("The letters look right although the file is not in UTF-8."))
    tracked = DropdownField(
        _l("Tracked changes"), hint=_l("Where a Word file holds insertions and deletions.")
    )


class ConfirmForm(ConsultForm):
    """Nothing but the token: the file is stored already."""


@blueprint.route("/organise/<string:slug>/comments/import", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def comments_import(consultation: Consultation) -> Any:
    """Take a file and go on to what was read."""
    form = UploadForm()
    form.channel.choices = [("", _("As the rows say")), *choices("channel", CHANNELS)]
    form.tracked.choices = [
        ("", _("There are none")),
        (TRACKED["accept"], _("Accept all")),
        (TRACKED["reject"], _("Reject all")),
    ]
    if form.validate_on_submit():
        data = form.file.data.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            stored = uploads.keep(data, form.file.data.filename or "")
            _keep(consultation, form, stored.id)
            return redirect(url_for("organise.comments_import_check", slug=consultation.slug))
        form.fail("file", _("The file is larger than 10 MB. Split it into several files."))
    return render_template("organise/comments_import.html", consultation=consultation, form=form), (
        422 if form.errors else 200
    )


def _keep(consultation: Consultation, form: UploadForm, file_id: uuid.UUID) -> None:
    moment = form.received_at.data
    zoned = moment.replace(tzinfo=ZoneInfo(consultation.zone)).isoformat() if moment else ""
    session[KEY] = {
        "consultation": str(consultation.id),
        "file": str(file_id),
        "channel": form.channel.data or "",
        "received_at": zoned,
        "organisation": form.organisation.data or "",
        "accepted": [
            code for code in (form.tracked.data, QUESTION if form.accept.data else "") if code
        ],
    }


def _read(consultation: Consultation) -> Collected:
    kept = session.get(KEY) or {}
    if kept.get("consultation") != str(consultation.id):
        raise NotFound
    facts = Facts(
        channel=kept["channel"],
        received_at=datetime.fromisoformat(kept["received_at"]) if kept["received_at"] else None,
        organisation=kept["organisation"],
        entered_by=actor().name,
        accepted=kept["accepted"],
    )
    return uploads.read(consultation, uuid.UUID(kept["file"]), facts)


@blueprint.route("/organise/<string:slug>/comments/import/check", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def comments_import_check(consultation: Consultation) -> Any:
    """Show what would be imported and what is refused; import it when nothing is."""
    read = _read(consultation)
    form = ConfirmForm()
    refused = ""
    dry = not form.validate_on_submit()
    try:
        outcome = import_comments(consultation, read.file, by=actor(), source=read.source, dry=dry)
    except ConsultError as error:
        outcome, refused = Outcome(), sentence(error)
    if not dry and not outcome.refused and not refused:
        uploads.forget(uuid.UUID(session.pop(KEY)["file"]))
        flash(_said(outcome), "success")
        return redirect(url_for("organise.moderation", slug=consultation.slug))
    return _page(consultation, read, outcome, form, refused), (422 if refused else 200)


def _said(outcome: Outcome) -> str:
    return ngettext("%(num)s comment was imported.", "%(num)s comments were imported.", outcome.new)


def _page(
    consultation: Consultation, read: Collected, outcome: Outcome, form: ConfirmForm, refused: str
) -> str:
    stopping = [_shown(one.as_finding(read.source.name)) for one in outcome.refused]
    others = [_shown(one) for one in read.file.findings if not one.stops]
    counts = [
        {"value": outcome.new, "label": _("would be imported")},
        {"value": outcome.unchanged, "label": _("are there already")},
        {"value": len(stopping), "label": _("are refused")},
    ]
    return render_template(
        "organise/comments_import_check.html",
        consultation=consultation,
        name=read.source.name,
        counts=counts,
        outcome=outcome,
        form=form,
        refused=refused,
        stopping=stopping[:SHOWN],
        remarks=others[:SHOWN],
        more=max(len(stopping) - SHOWN, 0),
    )


def _shown(finding: Finding) -> dict[str, str]:
    level = Level.ERROR if finding.stops else finding.level
    return {
        "level": str(level),
        "text": finding_text(finding),
        "where": finding_place(finding),
    }
