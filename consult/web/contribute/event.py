"""A comment written at a round table: its code comes in the address and stays with the draft."""

from dataclasses import dataclass

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.roundtables.events import works_at
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_event_code
from consult.domain.submissions import drafts
from consult.domain.submissions.drafts import Writing
from consult.kernel import clock
from consult.kernel.errors import NotFound, TooMany
from consult.web import throttle
from consult.web.contribute import blueprint, drafting
from consult.web.guard import needs
from consult.web.throttle import Limit

IN_ROOM = 600
"""Uses that an event's code allows in the seconds of a limit, for all its people together."""


@dataclass(frozen=True)
class Event:
    """The meeting at which a draft is written, and whether its code works now."""

    table: RoundTable
    works: bool

    @property
    def code(self) -> str:
        """The code as addresses carry it."""
        return str(self.table.event_code)


def event_of(consultation: Consultation, draft: Writing | None = None) -> Event | None:
    """Return the meeting that the address or the draft names; asked once a request."""
    code = request.args.get("event", "") or drafts.event_in(draft)
    kept: dict[str, Event | None] = g.setdefault("events", {})
    if code not in kept:
        kept[code] = _find(consultation, code) if code else None
    return kept[code]


def _find(consultation: Consultation, code: str) -> Event | None:
    try:
        table = table_by_event_code(code)
    except NotFound:
        return None
    if table.consultation_id != consultation.id:
        return None
    return Event(table, works_at(table, clock.now()))


@blueprint.app_template_global()
def event_here(consultation: Consultation) -> Event | None:
    """Return the meeting of the page that is shown, for the note above it."""
    return event_of(consultation, drafting.current(consultation))


@blueprint.app_template_global("event_code")
def code_here(consultation: Consultation) -> str | None:
    """Return the code that the address of the next step carries."""
    return code_of(event_here(consultation))


def working(event: Event | None) -> RoundTable | None:
    """Return the meeting while its code works."""
    return event.table if event is not None and event.works else None


def code_of(event: Event | None) -> str | None:
    """Return the code to carry in an address; none when there is no meeting."""
    return event.code if event is not None and event.works else None


def keep(consultation: Consultation, draft: Writing) -> None:
    """Keep the meeting that the address names with the draft."""
    event = event_of(consultation, draft)
    if event is not None and event.works and drafts.event_in(draft) != event.code:
        drafts.put_event(draft, event.code)


def use(limit: Limit, event: Event | None) -> None:
    """Count one use of a limit of the network; raises TooMany.

    People in one hall share an address: when its measure is full, the code of their meeting lets
    them go on, up to a measure of its own (rule 106). A stranger who has the code from a photograph
    uses up the measure of their own network first.
    """
    try:
        throttle.use(limit, throttle.network())
    except TooMany:
        if event is None or not event.works:
            raise
        in_room = Limit(f"{limit.name}-in-room", IN_ROOM, limit.seconds)
        throttle.use(in_room, event.table.id.hex)


@blueprint.post("/c/<string:slug>/comment/event/remove")
@needs(Permission.COMMENT, find=consultation_by_slug)
def leave_event(consultation: Consultation) -> Response:
    """Take the meeting off: what is collected is sent as an ordinary comment."""
    draft = drafting.to_change(consultation)
    if draft is not None:
        drafts.put_event(draft, "")
    page = "points" if drafts.points_in(draft) else "start"
    return redirect(url_for(f"contribute.{page}", slug=consultation.slug))
