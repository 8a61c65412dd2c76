"""What is done to submissions: received from their authors, entered by organisers."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions import (
    claims,
    drafts,
    in_room,
    notices,
    queries,
    record,
    registering,
)
from consult.domain.submissions.admission import admit, hold, in_order, refuse, refuse_entering
from consult.domain.submissions.attachments import attach
from consult.domain.submissions.models import Draft, Submission
from consult.domain.submissions.points import (
    About,
    Flaw,
    Point,
    flaws_of_about,
    flaws_of_points,
)
from consult.domain.submissions.receipts import Secrets, new_secrets, secrets_from
from consult.domain.submissions.registering import Entry
from consult.domain.submissions.rules import levels_offered
from consult.domain.submissions.targets import places_of
from consult.domain.submissions.trustees import can_seal
from consult.domain.submissions.window import Verdict, is_late
from consult.kernel.clock import now
from consult.machinery import audit, idempotency


@dataclass(frozen=True)
class Receipt:
    """What the author gets: the submission and, as only they can know them, code and edit token."""

    submission: Submission
    secrets: Secrets | None
    is_new: bool


@dataclass(frozen=True)
class Sending:
    """How a form came: its idempotency key, arrival, the secret its browser holds, staged files.

    `event` is the meeting whose code the writer used; `held` why it is held for review, as a code.
    """

    key: str
    arrived_at: datetime | None = None
    secret: str | None = None
    files: Sequence[uuid.UUID] = ()
    draft: Draft | None = None
    event: RoundTable | None = None
    held: str = ""


@dataclass(frozen=True)
class ReceivedElsewhere:
    """How something came that was not typed by its author: channel, instant, source."""

    channel: str
    at: datetime
    source_ref: str = ""
    files: Sequence[uuid.UUID] = ()


def submit_comments(
    consultation: Consultation,
    points: Sequence[Point],
    about: About,
    *,
    by: Actor,
    sending: Sending,
) -> Receipt:
    """Register points as one submission, exactly once for a key (D-05, D-07).

    The database's clock at arrival decides the deadline while the consultation's row is held, so
    that closing waits for what is being written. What is written at a meeting belongs to it (see
    in_room) and still counts as sent by the web form. At a level that keeps no account the actor is
    written nowhere and no instant but the day of receipt is kept (REQ 118). Raises Flawed,
    ConsultationClosed, AlreadySent.
    """
    arrived_at = sending.arrived_at or now()
    event = in_room.meeting_of(sending.event, consultation, arrived_at)
    about = in_room.with_region(_verified(about, by), event)
    offered = levels_offered(consultation.publication_policy, can_seal=can_seal(consultation.id))
    refuse([*flaws_of_points(points), *flaws_of_about(about, offered)])
    key = f"submission:{consultation.id}:{sending.key}"
    secrets = secrets_from(sending.secret) if sending.secret else None
    body = _body(points, about, sending)
    if earlier := idempotency.claim(key, body, secret=sending.secret or ""):
        return Receipt(queries.submission_by_id(uuid.UUID(earlier)), secrets, is_new=False)
    held = hold(consultation.id)
    verdict = admit(held, arrived_at)
    places = places_of(held.id)
    entry = Entry(
        about=about,
        points=in_order(points, places),
        channel="web",
        received_at=arrived_at,
        late=verdict == Verdict.LATE,
        number=registering.next_number(held.id),
        secrets=secrets or new_secrets(),
        round_table_id=event.id if event else None,
        held=sending.held,
    )
    registering.write(held, places, [entry])
    if event is not None:
        in_room.add_statements(held, entry, event)
    day = registering.day_kept(held, entry)
    attach(entry.id, sending.files, on=day)
    record.issue(held, [entry.id], {entry.id: entry.secrets.salt})
    idempotency.settle(key, str(entry.id), on=day)
    if sending.draft is not None:
        drafts.close(sending.draft, entry.id, about.level)
    submission = queries.submission_by_id(entry.id)
    notices.received(submission, entry.secrets)
    claims.note_claim(submission, by=by)
    actor = VISITOR if day else by
    facts = {"points": len(points), "verdict": str(verdict), "day_only": day is not None}
    _note("submission.received", submission, actor, **facts)
    return Receipt(submission, entry.secrets, is_new=True)


def _verified(about: About, by: Actor) -> About:
    """Keep only what the actor may claim: an own organisation, the own account."""
    own = about.organisation_id in by.organisations
    if own:
        verification = "organisation_confirmed"
    else:
        verification = "email_confirmed" if by.user_id else "unverified"
    return replace(
        about,
        organisation_id=about.organisation_id if own else None,
        user_id=by.user_id,
        verification=verification,
    )


def _body(points: Sequence[Point], about: About, sending: Sending) -> dict[str, object]:
    return {
        "points": [asdict(point) for point in points],
        "about": {**asdict(about), "verification": ""},
        "files": sorted(str(file) for file in sending.files),
    }


def enter_submission(
    consultation: Consultation,
    points: Sequence[Point],
    about: About,
    *,
    by: Actor,
    received: ReceivedElsewhere,
) -> Submission:
    """Register what came by letter, e-mail or telephone (D-10): the three facts stay apart.

    Needs a scan or the reference of the source. Raises Flawed, WrongState.
    """
    refuse([*flaws_of_points(points), *flaws_of_about(about)])
    if not received.files and not received.source_ref:
        refuse([Flaw("source_ref", "no_source")])
    held = hold(consultation.id)
    refuse_entering(held, by)
    if received.at > now():
        refuse([Flaw("received_at", "in_future")])
    places = places_of(held.id)
    entry = Entry(
        about=about,
        points=in_order(points, places),
        channel=received.channel,
        received_at=received.at,
        late=is_late(held, received.at),
        number=registering.next_number(held.id),
        secrets=new_secrets(),
        entered_by_id=by.user_id,
        entered_by_name=by.name,
        source_ref=received.source_ref,
    )
    registering.write(held, places, [entry])
    attach(entry.id, received.files)
    record.issue(held, [entry.id], {entry.id: entry.secrets.salt})
    submission = queries.submission_by_id(entry.id)
    notices.received(submission, entry.secrets)
    _note("submission.entered", submission, by, points=len(points), channel=received.channel)
    return submission


def _note(action: str, thing: Submission, by: Actor, **facts: Any) -> None:
    audit.record(action, thing, by=by, consultation_id=thing.consultation_id, **facts)
