"""Writing submissions and their comments as rows, one or thousands at a time."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from consult.domain.consultations.models import Consultation, NumberCounter
from consult.domain.people.models import Organisation
from consult.domain.people.rules import STATE_KINDS
from consult.domain.submissions import sealing
from consult.domain.submissions.hints import hints_in
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.domain.submissions.moments import kept_instant, listed_instant
from consult.domain.submissions.points import BODIES, About, Point, Target
from consult.domain.submissions.receipts import Secrets
from consult.domain.submissions.rules import LEVELS, SEALED_LEVEL, UNLINKED_LEVELS
from consult.domain.submissions.targets import Bodies, Places, bodies_for
from consult.kernel.database import db
from consult.kernel.references import random_reference
from consult.kernel.text import fold_for_search

OPEN_LEVELS = frozenset(LEVELS) - frozenset(WITHHELD)
WHOLE = {"render_nulls": True}


@dataclass(frozen=True)
class Entry:
    """One submission about to be written; `number` is given, its points are numbered from 1.

    What `is_on_record` stands in the sheet of a meeting, with the codes and the instant of that.
    """

    about: About
    points: Sequence[Point]
    channel: str
    received_at: datetime
    number: int
    secrets: Secrets
    late: bool = False
    part: int = 1
    entered_by_id: uuid.UUID | None = None
    entered_by_name: str = ""
    source_ref: str = ""
    source_sha256: str = ""
    round_table_id: uuid.UUID | None = None
    is_on_record: bool = False
    held: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    reference: str = field(default_factory=random_reference)


def reg_no(consultation: Consultation, number: int) -> str:
    """Return the registration number as it is written: UPR-2011/0042."""
    return f"{consultation.prefix}/{number:04d}"


def code_for(consultation: Consultation, level: str, number: int, place: int) -> str:
    """Return the code of a point: by number and place, of a withheld author a random one.

    So nobody can tell which points of withheld authors belong together, nor which came first.
    """
    if level in OPEN_LEVELS:
        return f"{reg_no(consultation, number)}-{place}"
    return f"{consultation.prefix}/{random_reference()}"


def next_number(consultation_id: uuid.UUID) -> int:
    """Return the next registration number; the counter's row stays locked till the end (I-4)."""
    statement = (
        upsert(NumberCounter)
        .values(consultation_id=consultation_id, last=1)
        .on_conflict_do_update(
            index_elements=[NumberCounter.consultation_id], set_={"last": NumberCounter.last + 1}
        )
        .returning(NumberCounter.last)
    )
    return int(db.session.scalar(statement) or 0)


def hold_counter(consultation_id: uuid.UUID) -> int:
    """Return the last number given and keep others from giving more until the end."""
    empty = upsert(NumberCounter).values(consultation_id=consultation_id, last=0)
    db.session.execute(empty.on_conflict_do_nothing())
    statement = select(NumberCounter.last).where(NumberCounter.consultation_id == consultation_id)
    return int(db.session.scalar(statement.with_for_update()) or 0)


def set_counter(consultation_id: uuid.UUID, last: int) -> None:
    """Put the counter to the last number given; it was held before."""
    db.session.execute(
        update(NumberCounter)
        .where(NumberCounter.consultation_id == consultation_id)
        .values(last=last)
    )


def write(consultation: Consultation, places: Places, entries: Sequence[Entry]) -> list[str]:
    """Insert the entries with comments and bodies; returns the codes of the comments.

    Five statements, whatever the number of rows; two more where no exact time is kept.
    """
    targets = {point.target for entry in entries for point in entry.points}
    bodies = bodies_for(consultation, places, targets)
    names = names_hinted([entry.about.level for entry in entries])
    comments = [
        row for entry in entries for row in _comment_rows(consultation, places, entry, names)
    ]
    taken = sealing.take_out(consultation.id, _senders(entries))
    db.session.execute(
        insert(Submission),
        [_row(consultation, entry, taken.kinds.get(entry.id, "")) for entry in entries],
        execution_options=WHOLE,
    )
    taken.put_away(consultation, consultation.id)
    db.session.execute(insert(Comment), [row for row, _target in comments], execution_options=WHOLE)
    if assigned := list(_assignments(comments, bodies)):
        db.session.execute(insert(CommentBody), assigned)
    if unlinked := [one.id for one in entries if day_kept(consultation, one)]:
        forget_times(unlinked)
    return [row["code"] for row, _target in comments]


def day_kept(consultation: Consultation, entry: Entry) -> datetime | None:
    """Return the start of the day of receipt where no exact time is kept; None where it is."""
    if entry.about.level not in UNLINKED_LEVELS or entry.is_on_record:
        return None
    return kept_instant(entry.about.level, entry.received_at, consultation.zone)


def without_identity(about: About) -> About:
    """Return an author's facts as a row keeps them at a level that keeps no identity.

    What an anonymous author says of themselves is confirmed by nobody.
    """
    if about.level not in UNLINKED_LEVELS:
        return about
    sealed = about.level == SEALED_LEVEL
    return replace(
        about,
        author_name="",
        organisation_id=None,
        organisation_name="",
        cosigners="",
        contact_email="",
        user_id=None,
        verification=about.verification if sealed else "unverified",
    )


def forget_times(submission_ids: Sequence[uuid.UUID]) -> None:
    """Put the day of receipt in the place of the instants that the database wrote (REQ 118)."""
    sent = Submission.id.in_(submission_ids)
    db.session.execute(update(Submission).where(sent).values(entered_at=Submission.received_at))
    db.session.execute(
        update(CommentBody)
        .where(CommentBody.comment_id == Comment.id, Comment.submission_id.in_(submission_ids))
        .values(assigned_at=Comment.received_at)
        .execution_options(synchronize_session=False)
    )


def names_hinted(levels: Iterable[str]) -> list[str]:
    """Return the names of organisations that a text of a withheld author should not hold.

    State bodies are left out: texts name them all the time. No query when all are named.
    """
    if OPEN_LEVELS.issuperset(levels):
        return []
    rows = db.session.scalars(
        select(Organisation.name).where(Organisation.kind.not_in(STATE_KINDS))
    )
    return [text for name in rows for text in name.as_dict().values()]


def _senders(entries: Sequence[Entry]) -> list[sealing.Sender]:
    """Return those whose identity goes to the trustees, with the exact moment (REQ 118)."""
    return [
        sealing.Sender(one.id, one.reference, one.about, one.secrets.code, one.received_at)
        for one in entries
        if one.about.level == SEALED_LEVEL
    ]


def _row(consultation: Consultation, entry: Entry, kind: str) -> dict[str, Any]:
    about = without_identity(entry.about)
    return {
        "id": entry.id,
        "consultation_id": consultation.id,
        "number": entry.number,
        "part": entry.part,
        "reg_no": reg_no(consultation, entry.number),
        "reference": entry.reference,
        "code_hash": entry.secrets.code_hash,
        "edit_token_hash": entry.secrets.token_hash,
        "channel": entry.channel,
        "received_at": day_kept(consultation, entry) or entry.received_at,
        "late": entry.late,
        "entered_by_id": entry.entered_by_id,
        "entered_by_name": entry.entered_by_name,
        "source_ref": entry.source_ref,
        "source_sha256": entry.source_sha256,
        "round_table_id": entry.round_table_id,
        "language": about.language,
        "author_kind": about.author_kind,
        "author_name": about.author_name,
        "organisation_id": about.organisation_id,
        "organisation_name": about.organisation_name,
        "organisation_kind": kind,
        "cosigners": about.cosigners,
        "user_id": about.user_id,
        "contact_email": about.contact_email,
        "verification": about.verification,
        "held": entry.held,
        "region_code": about.region_code,
        "level": about.level,
        "privacy_notice_version": about.privacy_notice_version,
    }


def _comment_rows(
    consultation: Consultation, places: Places, entry: Entry, names: Sequence[str]
) -> Iterator[tuple[dict[str, Any], Target]]:
    level, at, zone = entry.about.level, entry.received_at, consultation.zone
    kept = "named" if entry.is_on_record else level
    searched = () if level in OPEN_LEVELS else names
    for order, point in enumerate(entry.points, start=1):
        place = point.place or order
        code = point.code or code_for(consultation, kept, entry.number, place)
        row = {
            "id": uuid.uuid4(),
            "consultation_id": consultation.id,
            "submission_id": entry.id,
            "point": place,
            "code": code,
            "target_type": point.target.type,
            "target_field": point.target.field,
            **places.ids(point.target),
            **words(point, code, searched),
            "kind": point.kind,
            "language": point.language,
            "received_at": kept_instant(kept, at, zone),
            "shown_at": listed_instant(level, at, zone),
            "external_id": point.external_id,
        }
        yield row, point.target


def words(point: Point | Comment, code: str, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the columns of a comment that hold its words and what follows from them."""
    bodies = {name: str(getattr(point, name)) for name in BODIES}
    return {
        **bodies,
        "hints": hints_in(bodies, names),
        "search_text": fold_for_search(" ".join((code, *bodies.values()))),
    }


def _assignments(
    comments: Sequence[tuple[dict[str, Any], Target]], bodies: dict[Target, Bodies]
) -> Iterator[dict[str, Any]]:
    for row, target in comments:
        for organisation_id, role in bodies[target].items():
            yield {"comment_id": row["id"], "organisation_id": organisation_id, "role": role}
