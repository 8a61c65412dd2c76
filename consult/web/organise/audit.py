"""The audit trail of a consultation: who did what and when, and whether the log is whole."""

import csv
import json
import uuid
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.queries import staff_of
from consult.kernel.cells import without_formula
from consult.machinery import audit as log
from consult.machinery import audit_trail
from consult.machinery.audit_trail import Wanted
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.organise.audit_words import (
    SUBJECTS,
    action_name,
    actor_name,
    broken_reason,
    details,
    subject_name,
)

COLUMNS = ("seq", "at", "actor", "role", "action", "object_kind", "object_id", "payload", "hash")


@blueprint.get("/organise/<string:slug>/audit")
@needs(Permission.READ_AUDIT, find=consultation_by_slug)
def audit(consultation: Any) -> Any:
    """Show the events, the newest first; with `check` in the address, whether the log is whole."""
    wanted = _wanted(consultation)
    page = audit_trail.page(consultation.id, wanted, cursor=request.args.get("cursor"))
    return render_template(
        "organise/audit.html",
        consultation=consultation,
        page=page,
        subjects=[("", _("All")), *((code, subject_name(code)) for code in SUBJECTS)],
        chain=log.verify() if request.args.get("check") else None,
        names=_names(consultation.id),
        action_name=action_name,
        broken_reason=broken_reason,
        details=details,
        actor_name=actor_name,
        export_url=url_for("organise.audit_csv", slug=consultation.slug, **_kept()),
        check_url=url_for("organise.audit", slug=consultation.slug, **_kept(), check=1),
        previous_url=_url(consultation, page.previous),
        next_url=_url(consultation, page.next),
    )


@blueprint.get("/organise/<string:slug>/audit.csv")
@needs(Permission.READ_AUDIT, find=consultation_by_slug)
def audit_csv(consultation: Any) -> Response:
    """Give the events, the oldest first, as a table for other programs."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for event in audit_trail.everything(consultation.id, _wanted(consultation)):
        writer.writerow(without_formula(value) for value in _values(event))
    answer = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{consultation.slug}.csv"'
    return answer


def _values(event: Any) -> list[str]:
    payload = json.dumps(event.payload, ensure_ascii=False, sort_keys=True)
    plain = (event.seq, event.at.isoformat(), event.actor, event.role, event.action)
    return [*map(str, plain), event.object_kind, event.object_id, payload, event.hash.hex()]


def _names(consultation_id: uuid.UUID) -> dict[str, str]:
    """Names of the staff by pseudonym; who only commented stays a pseudonym here."""
    return {f"user:{grant.user_id}": grant.user.name for grant in staff_of(consultation_id)}


def _wanted(consultation: Any) -> Wanted:
    zone = ZoneInfo(consultation.zone)
    since, until = _day("since"), _day("until")
    return Wanted(
        subject=request.args.get("subject", ""),
        thing=request.args.get("thing", "").strip(),
        actor=request.args.get("actor", ""),
        since=datetime.combine(since, time(), zone) if since else None,
        before=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
    )


def _day(name: str) -> date | None:
    """Read a day of the address; what is none does not narrow."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if day.year < 9999 else None  # noqa: PLR2004  the day after must exist


def _kept() -> dict[str, Any]:
    names = ("subject", "thing", "actor", "since", "until")
    return {name: value for name in names if (value := request.args.get(name))}


def _url(consultation: Any, cursor: str | None) -> str:
    if not cursor:
        return ""
    return url_for("organise.audit", slug=consultation.slug, cursor=cursor, **_kept())
