"""What authors do with their submission afterwards: edit till closing, withdraw at any time."""

import uuid
from datetime import datetime
from hmac import compare_digest
from typing import Any

from sqlalchemy import func, select

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import queries, record, registering
from consult.domain.submissions.admission import ConsultationClosed, hold, refuse
from consult.domain.submissions.models import Comment, CommentVersion, Submission
from consult.domain.submissions.moments import kept_instant
from consult.domain.submissions.points import BODIES, Point, flaws_of_point
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.domain.submissions.window import Verdict, judge
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, WrongState
from consult.kernel.references import digest
from consult.machinery import audit


class AlreadyWithdrawn(WrongState):
    """The point was taken back before."""

    code = "already_withdrawn"


def edit_comment(comment_id: uuid.UUID, point: Point, *, by: Actor, token: str = "") -> Comment:
    """Replace the words of a point while the consultation is open (D-08).

    The words before are kept (I-6), the point goes back to moderation and its redactions, which
    fitted the old words, are taken off. Raises Flawed, ConsultationClosed, Forbidden.
    """
    refuse([flaw for flaw in flaws_of_point(point) if flaw.field != "target"])
    comment = _own_comment(comment_id, by, token)
    consultation = hold(comment.consultation_id)
    at = now()
    if judge(consultation, arrived_at=at, now=at) != Verdict.ON_TIME:
        raise ConsultationClosed(
            verdict="closed", closes_at=consultation.closes_at, zone=consultation.zone
        )
    if replace_words(comment, point, at=_kept(comment.submission, at)):
        record.issue_again([comment.submission_id])
        _note("comment.edited", comment, by)
    return comment


def replace_words(comment: Comment, point: Point, *, at: datetime) -> bool:
    """Put other words in the place of a comment's, keeping the old ones (I-6); whether they differ.

    Needs its submission loaded. Nobody's right is asked here.
    """
    if _same_words(comment, point):
        return False
    _keep_version(comment, at)
    comment.kind, comment.language = point.kind, point.language
    for name, value in _words(comment, point).items():
        setattr(comment, name, value)
    comment.edited_at = at
    if comment.publication != "spam":
        comment.publication, comment.ground = "received", ""
    comment.redactions, comment.published_at = [], None
    return True


def _words(comment: Comment, point: Point) -> dict[str, object]:
    names = registering.names_hinted([comment.submission.level])
    return registering.words(point, comment.code, names)


def _same_words(comment: Comment, point: Point) -> bool:
    names = (*BODIES, "kind", "language")
    return all(getattr(comment, name) == getattr(point, name) for name in names)


def _keep_version(comment: Comment, at: datetime) -> None:
    kept = select(func.count()).where(CommentVersion.comment_id == comment.id)
    db.session.add(
        CommentVersion(
            comment_id=comment.id,
            number=int(db.session.scalar(kept) or 0) + 1,
            kind=comment.kind,
            replaced_at=at,
            **{name: getattr(comment, name) for name in BODIES},
        )
    )


def withdraw_comment(comment_id: uuid.UUID, *, by: Actor, token: str = "") -> Comment:
    """Take a point back, at any time; it stays, marked, with its number (D-08, I-5)."""
    comment = _own_comment(comment_id, by, token)
    comment.withdrawn_at = _kept(comment.submission, now())
    remaining = select(func.count()).where(
        Comment.submission_id == comment.submission_id,
        Comment.withdrawn_at.is_(None),
        Comment.id != comment.id,
    )
    if not db.session.scalar(remaining):
        comment.submission.withdrawn_at = comment.withdrawn_at
    record.issue_again([comment.submission_id])
    _note("comment.withdrawn", comment, by)
    return comment


def withdraw_submission(submission_id: uuid.UUID, *, by: Actor, token: str = "") -> Submission:
    """Take back all points of a submission; raises AlreadyWithdrawn when that was done."""
    submission = queries.submission_by_id(submission_id, lock=True)
    _refuse_stranger(submission, by, token)
    if submission.withdrawn_at is not None:
        raise AlreadyWithdrawn
    submission.withdrawn_at = at = _kept(submission, now())
    for comment in submission.comments:
        comment.withdrawn_at = comment.withdrawn_at or at
    record.issue_again([submission.id])
    _note("submission.withdrawn", submission, by, points=len(submission.comments))
    return submission


def _own_comment(comment_id: uuid.UUID, by: Actor, token: str) -> Comment:
    comment = queries.comment_for_change(comment_id)
    _refuse_stranger(comment.submission, by, token)
    if comment.withdrawn_at is not None:
        raise AlreadyWithdrawn
    return comment


def _refuse_stranger(submission: Submission, by: Actor, token: str) -> None:
    if not is_author(submission, by=by, proof=token):
        raise Forbidden


def is_author(submission: Submission, *, by: Actor, proof: str) -> bool:
    """Return whether somebody may act as the author (D-19).

    `proof` is the token of the link or the 26 letters of the receipt code; else it must be the
    account that sent it.
    """
    asked = digest(proof)
    if any(compare_digest(one or "", asked) for one in _hashes(submission)):
        return True
    return by.user_id is not None and by.user_id == submission.user_id


def _hashes(submission: Submission) -> tuple[str | None, str]:
    return submission.edit_token_hash, submission.code_hash


def _kept(submission: Submission, at: datetime) -> datetime:
    return kept_instant(submission.level, at, submission.consultation.zone)


def _note(action: str, thing: Submission | Comment, by: Actor, **facts: Any) -> None:
    """Record what an author did; at levels that keep no account neither who nor the hour."""
    submission = thing if isinstance(thing, Submission) else thing.submission
    audit.record(
        action,
        thing,
        by=acting(submission, by),
        consultation_id=submission.consultation_id,
        day_only=submission.level in UNLINKED_LEVELS,
        **facts,
    )


def acting(submission: Submission, by: Actor) -> Actor:
    """Return who stands in the log for an author: at levels that keep no account, a visitor."""
    return VISITOR if submission.level in UNLINKED_LEVELS else by
