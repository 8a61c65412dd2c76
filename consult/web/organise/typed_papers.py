"""Typing in paper forms of a round table: its meeting, its scan, several points of one form."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference, tables_of
from consult.domain.submissions.models import Submission
from consult.domain.submissions.papers import earlier_point, enter_paper
from consult.domain.submissions.points import About, Point
from consult.domain.submissions.said import Said, Taken
from consult.kernel.dates import in_zone
from consult.kernel.errors import NotFound
from consult.web.filters import in_page_language
from consult.web.forms import ConsultForm
from consult.web.guard import actor

CHANNEL = "round_table"
_KEPT = (
    "author_kind",
    "author_name",
    "organisation_name",
    "cosigners",
    "contact_email",
    "level",
    "source_ref",
    "language",
)


def meeting_choices(consultation: Consultation) -> list[tuple[str, str]]:
    """Return the meetings by reference with day and title; first none."""
    found = [("", _("Choose from the list"))]
    for table in tables_of(consultation.id):
        if table.state != "cancelled":
            day = f"{in_zone(table.starts_at, table.zone):%d.%m.%Y}"
            found.append((table.reference, f"{day}. {in_page_language(table.title).text}"))
    return found


def enter(
    consultation: Consultation,
    form: Any,
    point: Point,
    about: About,
    files: Sequence[uuid.UUID],
) -> Taken | None:
    """Register the point under its meeting; None when no meeting was chosen, which the form says.

    Raises Flawed, FileRefused, WrongState.
    """
    table = _chosen(consultation, form.table.data)
    if table is None:
        form.fail("table", _("Choose the round table. Put it into the calendar first if need be."))
        return None
    at: datetime = form.received_at.data.replace(tzinfo=ZoneInfo(table.zone))
    said = Said(key=_key(form), point=point, about=about, said_at=at)
    scans = list(files) or _scans(_earlier(consultation))
    return enter_paper(table, said, by=actor(), source_ref=form.source_ref.data or "", files=scans)


def _chosen(consultation: Consultation, reference: str | None) -> RoundTable | None:
    return table_by_reference(consultation.slug, reference) if reference else None


def _key(form: Any) -> uuid.UUID:
    """The point's own key, so that a form sent twice is registered once."""
    try:
        return uuid.UUID(form.key.data or "")
    except ValueError:
        return uuid.uuid4()


def begin(form: ConsultForm, consultation: Consultation) -> None:
    """Give the form its key; keep author, meeting and source of the paper that goes on."""
    form["key"].data = str(uuid.uuid4())
    earlier = _earlier(consultation)
    if earlier is not None:
        _fill(form, earlier, consultation)


def kept_scans(consultation: Consultation) -> list[str]:
    """Return the names of the scans that go along with another point of the same form."""
    earlier = _earlier(consultation)
    return [one.file.name for one in earlier.attachments] if earlier else []


def _earlier(consultation: Consultation) -> Submission | None:
    """Return what the address names by `same`: an earlier point of the same paper."""
    typed = request.args.get("same", "")
    if not typed:
        return None
    try:
        return earlier_point(consultation.id, uuid.UUID(typed))
    except ValueError:
        raise NotFound from None


def _scans(earlier: Submission | None) -> list[uuid.UUID]:
    return [one.file_id for one in earlier.attachments] if earlier else []


def _fill(form: ConsultForm, earlier: Submission, consultation: Consultation) -> None:
    for name in _KEPT:
        form[name].data = getattr(earlier, name)
    form["channel"].data = CHANNEL
    form["region_code"].data = earlier.region_code
    form["organisation"].data = earlier.organisation.code if earlier.organisation else ""
    table = next(one for one in tables_of(consultation.id) if one.id == earlier.round_table_id)
    form["table"].data = table.reference
    form["received_at"].data = in_zone(earlier.received_at, table.zone).replace(tzinfo=None)
