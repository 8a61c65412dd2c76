"""Letters of moderation: authors hear what was decided and why, without a word of their text."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from consult.domain.consultations.rules import local_day, start_of_day
from consult.domain.moderation.models import ModerationDecision
from consult.domain.people.models import User
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import letters, outbox

MORNING = timedelta(hours=9)


def decided(comments: Sequence[Comment], decisions: Sequence[ModerationDecision]) -> None:
    """Write one letter a submission about the decisions on its points (I 95: neutral, no text).

    Comments need their submission and its consultation loaded. Without an address nobody is told,
    nor at levels that keep no account (REQ 96). Authors whom the public may not know are told the
    next morning, all of a day at once: a letter that leaves while a comment appears tells whose it
    is to whoever sees both.
    """
    by_comment = {decision.comment_id: decision for decision in decisions}
    addresses = _account_addresses([comment.submission for comment in comments])
    told = sorted(comments, key=_order)
    moment = now() if any(one.submission.level in WITHHELD for one in comments) else None
    for submission, points in groupby(told, key=lambda comment: comment.submission):
        to = submission.contact_email or addresses.get(submission.user_id or uuid.UUID(int=0), "")
        if to and submission.level not in UNLINKED_LEVELS:
            hidden = moment if submission.level in WITHHELD else None
            at = next_morning(hidden, submission.consultation.zone) if hidden else None
            _tell(submission, [(point, by_comment[point.id]) for point in points], to, at)


def _order(comment: Comment) -> tuple[int, int, int]:
    return comment.submission.number, comment.submission.part, comment.point


def _account_addresses(submissions: Sequence[Submission]) -> dict[uuid.UUID, str]:
    wanted = {s.user_id for s in submissions if s.user_id and not s.contact_email}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.email).where(User.id.in_(wanted)))
    return {row.id: row.email for row in rows}


def _tell(
    submission: Submission,
    points: Sequence[tuple[Comment, ModerationDecision]],
    to: str,
    at: datetime | None,
) -> None:
    language = submission.language
    written = letters.write(
        "moderation",
        language,
        name="",
        consultation=submission.consultation.title.in_(language),
        reference=submission.reference,
        points=points,
        link=letters.address("public.receipt", language),
    )
    outbox.post(
        written,
        to=to,
        kind="moderation",
        language=language,
        cause=f"moderation:{points[0][1].id}",
        consultation_id=submission.consultation_id,
        at=at,
    )


def next_morning(moment: datetime, zone: str) -> datetime:
    """Return nine o'clock of the day after on the clocks of a zone."""
    return start_of_day(local_day(moment, zone) + timedelta(days=1), zone) + MORNING
