"""Check your answers, and send: the one place where a form becomes a submission."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people import queries as people
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions import drafts, trustees
from consult.domain.submissions.admission import ConsultationClosed
from consult.domain.submissions.attachments import staged
from consult.domain.submissions.drafts import Writing
from consult.domain.submissions.file_types import FileRefused
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Flawed, Point, read_point
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.domain.submissions.targets import places_of
from consult.kernel.errors import TooMany
from consult.kernel.localised import LocalisedText
from consult.machinery.idempotency import AlreadySent, fingerprint
from consult.machinery.space import NoRoom
from consult.web import arrival, sentences, traffic
from consult.web.contribute import blueprint, crowd, drafting, event
from consult.web.contribute.about import about_of
from consult.web.contribute.forms import SendForm
from consult.web.contribute.found_words import shown
from consult.web.contribute.phase import phase_of
from consult.web.contribute.traced import Found, traced
from consult.web.guard import actor, needs
from consult.web.room import must_have_room
from consult.web.throttle import Limit
from consult.web.who_sees import who_sees

SENDING = Limit("contribute-send", 60, 600)
REFUSALS = (Flawed, ConsultationClosed, AlreadySent, TooMany, FileRefused, NoRoom)


@dataclass(frozen=True)
class Collected:
    """A draft read as what would be sent: points in plan order with their ids, and the author.

    `table` is the meeting at which it is written.
    """

    draft: Writing
    points: list[tuple[str, Point]]
    about: About
    table: RoundTable | None = None

    @property
    def seen(self) -> str:
        """The fingerprint of what the page shows, so that nothing else is sent."""
        return fingerprint([self.draft.parts, str(self.draft.id), self.table is not None])


def collected(consultation: Consultation, draft: Writing | None) -> Collected | None:
    """Return the draft as it would be sent; None when points or the author are missing."""
    if draft is None or not drafts.points_in(draft) or not draft.about:
        return None
    places = places_of(consultation.id)
    points = [(str(typed["id"]), read_point(typed)) for typed in drafts.points_in(draft)]
    points.sort(key=lambda pair: places.order(pair[1].target))
    table = event.working(event.event_of(consultation, draft))
    return Collected(draft, points, about_of(draft.about, consultation), table)


@blueprint.get("/c/<string:slug>/comment/check")
@needs(Permission.COMMENT, find=consultation_by_slug)
def check(consultation: Consultation) -> Any:
    """Show everything that would be sent, and who will see what; after sending, the receipt."""
    ready = collected(consultation, drafting.current(consultation))
    if ready is None:
        newest = drafting.newest(consultation)
        is_sent = newest is not None and newest.submission_id is not None
        page = "contribute.sent" if is_sent else "contribute.points"
        return redirect(url_for(page, slug=consultation.slug))
    traffic.note(consultation.id, "form")
    return _page(consultation, ready, SendForm(seen=ready.seen), found=_traced(ready))


@blueprint.post("/c/<string:slug>/comment/check")
@drafting.keeps_text
@needs(Permission.COMMENT, find=consultation_by_slug)
def send(consultation: Consultation) -> Any:
    """Register the points; a repeated press answers with the first receipt."""
    arrived_at = arrival.moment()
    newest = drafting.newest(consultation)
    if newest is not None and newest.submission_id is not None:
        return _once_more(consultation, newest)
    ready = collected(consultation, drafting.current(consultation))
    if ready is None:
        return redirect(url_for("contribute.points", slug=consultation.slug))
    form, found = SendForm(), _traced(ready)
    if not found.ask:
        del form.anyway
    if not form.validate_on_submit():
        return _page(consultation, ready, form, found=found), 422
    if form.seen.data != ready.seen:
        banner = _("The points were changed in another window. Check them again, then send.")
        return _page(consultation, ready, form, banner, found=found), 422
    try:
        must_have_room()
        event.use(SENDING, event.event_of(consultation, ready.draft))
        held = crowd.held(consultation, ready.draft, form.altcha.data, ready.table)
        _submit(consultation, ready, arrived_at, held)
    except REFUSALS as error:
        traffic.note(consultation.id, crowd.refusal(error))
        banner = sentences.sentence(error)
        return _page(consultation, ready, form, banner, found=found), error.status
    return redirect(url_for("contribute.sent", slug=consultation.slug))


def _once_more(consultation: Consultation, sent: Writing) -> Any:
    """Answer a second press with the first receipt, other words with a refusal (REQ 5)."""
    if not drafts.is_what_was_sent(sent, SendForm().seen.data or ""):
        raise AlreadySent
    return redirect(url_for("contribute.sent", slug=consultation.slug))


def _submit(consultation: Consultation, ready: Collected, arrived_at: Any, held: str) -> None:
    receipt = submit_comments(
        consultation,
        [point for _id, point in ready.points],
        ready.about,
        by=actor(),
        sending=Sending(
            key=str(ready.draft.id),
            arrived_at=arrived_at,
            secret=ready.draft.token,
            files=drafts.files_in(ready.draft),
            draft=ready.draft.row,
            event=ready.table,
            held=held,
        ),
    )
    if receipt.is_new:
        drafts.keep_mark(ready.draft, ready.seen)
    traffic.note(consultation.id, "held" if held else "accepted")
    drafting.keep_a_while(consultation, at_event=ready.table is not None)


def _traced(ready: Collected) -> Found:
    names = list(_organisation(ready.about).as_dict().values())
    return traced([point for _id, point in ready.points], ready.about, names)


def _page(
    consultation: Consultation,
    ready: Collected,
    form: SendForm,
    banner: str = "",
    *,
    found: Found,
) -> str:
    form.seen.data = ready.seen
    return render_template(
        "contribute/check.html",
        consultation=consultation,
        points=ready.points,
        about=ready.about,
        files=shown(staged(drafts.files_in(ready.draft)), ready.about.level),
        form=form,
        phase=phase_of(consultation),
        banner=banner,
        who_sees=who_sees(ready.about.level, trustees=trustees.can_seal(consultation.id)),
        found=found,
        no_letter=ready.about.level in UNLINKED_LEVELS,
        organisation=_organisation(ready.about),
        work=crowd.task(consultation, ready.draft, ready.table),
    )


def _organisation(about: About) -> LocalisedText:
    typed = about.organisation_name
    if about.organisation_id is None:
        return LocalisedText(typed, typed, typed)
    name: LocalisedText = people.organisation(about.organisation_id).name
    return name
