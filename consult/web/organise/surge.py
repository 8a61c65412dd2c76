"""Many requests: counts per minute, the checks switched on and off, the counts as a file."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations import surges
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.kernel.clock import now
from consult.machinery import traffic
from consult.web.guard import actor, needs
from consult.web.organise import blueprint

PAGE = "/organise/<string:slug>/surge"
DRAWN = timedelta(hours=3)
LISTED = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HEIGHT = 100


@dataclass(frozen=True)
class Column:
    """One minute of the picture: its place, how many sent, how high it stands (of 100)."""

    place: int
    count: int
    height: float


@blueprint.get(PAGE)
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def surge(consultation: Consultation) -> str:
    """Show how many requests came, and whether browsers are asked to work first."""
    traffic.flush()
    at = now()
    found = traffic.minutes(consultation.id, at - LISTED)
    return render_template(
        "organise/surge.html",
        consultation=consultation,
        surge=surges.surge_of(consultation.id),
        past=surges.surges_of(consultation.id),
        columns=columns(found, at),
        hours=hours(found),
        kinds=traffic.KINDS,
        threshold=current_app.config["SETTINGS"].surge_sends,
        may_switch=permits(actor(), Permission.ORGANISE, consultation),
    )


def columns(found: Mapping[datetime, Mapping[str, int]], at: datetime) -> Sequence[Column]:
    """Return the sendings of each of the last 180 minutes, as high as their share of the most."""
    begin = (at - DRAWN).replace(second=0, microsecond=0) + MINUTE
    counts = [
        sum(found.get(begin + place * MINUTE, {}).get(kind, 0) for kind in surges.SENT)
        for place in range(int(DRAWN / MINUTE))
    ]
    most = max(*counts, 1)
    return [Column(place, count, HEIGHT * count / most) for place, count in enumerate(counts)]


def hours(found: Mapping[datetime, Mapping[str, int]]) -> Mapping[datetime, Mapping[str, int]]:
    """Return the counts by hour, the newest hour first."""
    summed: dict[datetime, dict[str, int]] = {}
    for minute, counts in found.items():
        hour = summed.setdefault(minute.replace(minute=0), {})
        for kind, count in counts.items():
            hour[kind] = hour.get(kind, 0) + count
    return dict(sorted(summed.items(), reverse=True))


@blueprint.post(PAGE)
@needs(Permission.ORGANISE, find=consultation_by_slug)
def surge_switch(consultation: Consultation) -> Any:
    """Switch the checks on or off."""
    if request.form.get("act") == "begin":
        surges.begin_surge(consultation.id, by=actor())
        flash(_("The checks are on. Nobody is turned away by them."), "success")
    elif request.form.get("act") == "end":
        surges.end_surge(consultation.id, by=actor())
        flash(_("The checks are off."), "success")
    return redirect(url_for("organise.surge", slug=consultation.slug))


@blueprint.get(f"{PAGE}.csv")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def surge_file(consultation: Consultation) -> Response:
    """Give the counts of three months by minute; quiet minutes stand together by day."""
    traffic.flush()
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["minute_utc", *traffic.KINDS])
    for minute, counts in traffic.minutes(consultation.id, now() - traffic.KEPT).items():
        writer.writerow([minute.isoformat(), *(counts.get(kind, 0) for kind in traffic.KINDS)])
    answer = Response("\ufeff" + file.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    return answer
