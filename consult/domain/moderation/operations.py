"""Deciding on comments: publish, publish in part, withhold, mark as spam, put back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.moderation import notices, queries
from consult.domain.moderation.models import ModerationDecision
from consult.domain.moderation.redaction import Span, merged, originals, public_texts
from consult.domain.moderation.rules import (
    ACTIONS,
    GROUNDS,
    NEEDS_GROUND,
    PUBLIC_RESULTS,
    RESULT,
    is_possible,
    is_told,
)
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Missing, NotFound, WrongState
from consult.kernel.text import clean_text, fold_for_search
from consult.machinery import audit


class Overtaken(Conflict):
    """Somebody decided, or the author edited, meanwhile; facts: clashes, a list of Clash."""

    code = "overtaken"


class Undecidable(WrongState):
    """The decision would change nothing, or the author has withdrawn; facts: codes, wanted."""

    code = "undecidable"


@dataclass(frozen=True)
class Clash:
    """A comment as it stands now, and the decision of the other (None after an author's edit)."""

    comment: Comment
    theirs: ModerationDecision | None


@dataclass(frozen=True)
class Verdict:
    """What is decided: an action, a ground of the closed list, an internal note, spans to hide.

    `at` is the instant of a decision of the past that a command brings in; nobody is told then.
    """

    action: str
    ground: str = ""
    note: str = ""
    spans: Sequence[Span] = field(default_factory=tuple)
    at: datetime | None = None


def publish(comment: Comment, *, by: Actor, expected: int, note: str = "") -> ModerationDecision:
    """Show the comment as it was written. `expected` is the row version that the moderator saw."""
    return _one(comment, Verdict("publish", note=note), expected, by)


def publish_redacted(
    comment: Comment,
    spans: Sequence[Span],
    *,
    ground: str,
    by: Actor,
    expected: int,
    note: str = "",
) -> ModerationDecision:
    """Show the comment with spans hidden; the original stays (I-6). Raises BadSpan, Missing."""
    return _one(comment, Verdict("publish_redacted", ground, note, tuple(spans)), expected, by)


def withhold(
    comment: Comment, *, ground: str, by: Actor, expected: int, note: str = ""
) -> ModerationDecision:
    """Leave a public stub with number, day and ground (D-18); it is still counted and answered."""
    return _one(comment, Verdict("withhold", ground, note), expected, by)


def mark_spam(comment: Comment, *, by: Actor, expected: int, note: str = "") -> ModerationDecision:
    """Set the comment aside as spam; nobody is told."""
    return _one(comment, Verdict("mark_spam", "spam", note), expected, by)


def restore(comment: Comment, *, by: Actor, expected: int, note: str = "") -> ModerationDecision:
    """Put the comment back in the queue."""
    return _one(comment, Verdict("restore", note=note), expected, by)


def _one(comment: Comment, verdict: Verdict, expected: int, by: Actor) -> ModerationDecision:
    return decide_many(comment.consultation_id, {comment.id: expected}, verdict, by=by)[0]


def decide_many(
    consultation_id: uuid.UUID,
    expected: Mapping[uuid.UUID, int],
    verdict: Verdict,
    *,
    by: Actor,
) -> list[ModerationDecision]:
    """Decide alike on comments of one consultation: all of them or none.

    `expected` maps comment ids to the row versions that the moderator saw. Raises Missing (ground,
    spans), NotFound, Undecidable, BadSpan, and Overtaken with the other's
    decisions (A 16).
    """
    _check(verdict)
    comments = _locked(consultation_id, expected)
    clashes = [comment for comment in comments if comment.row_version != expected[comment.id]]
    if clashes:
        theirs = queries.latest_decisions([comment.id for comment in clashes])
        raise Overtaken(clashes=[Clash(comment, theirs.get(comment.id)) for comment in clashes])
    stuck = [c.code for c in comments if not _is_possible(verdict.action, c)]
    if stuck:
        raise Undecidable(codes=stuck, wanted=verdict.action)
    told = [c for c in comments if not verdict.at and is_told(verdict.action, c.publication)]
    decisions = [_decide(comment, verdict, by) for comment in comments]
    db.session.flush()
    notices.decided(told, decisions)
    for comment, decision in zip(comments, decisions, strict=True):
        _record(comment, decision, by)
    return decisions


def _check(verdict: Verdict) -> None:
    missing = []
    if verdict.action not in ACTIONS:
        missing.append("action")
    if verdict.ground not in (*GROUNDS, "") or (
        verdict.action in NEEDS_GROUND and not verdict.ground
    ):
        missing.append("ground")
    if verdict.action == "publish_redacted" and not verdict.spans:
        missing.append("spans")
    if missing:
        raise Missing(missing=missing)


def _locked(consultation_id: uuid.UUID, expected: Mapping[uuid.UUID, int]) -> list[Comment]:
    statement = (
        select(Comment)
        .where(Comment.consultation_id == consultation_id, Comment.id.in_(expected))
        .options(joinedload(Comment.submission, innerjoin=True).joinedload(Submission.consultation))
        .order_by(Comment.id)
        .with_for_update(of=Comment)
        .execution_options(populate_existing=True)
    )
    comments = list(db.session.scalars(statement))
    if not expected or len(comments) != len(expected):
        raise NotFound
    return comments


def _is_possible(action: str, comment: Comment) -> bool:
    return is_possible(action, comment.publication, withdrawn=comment.withdrawn_at is not None)


def _decide(comment: Comment, verdict: Verdict, by: Actor) -> ModerationDecision:
    hides = verdict.action == "publish_redacted"
    spans = merged(verdict.spans, originals(comment)) if hides else []
    decision = ModerationDecision(
        comment_id=comment.id,
        action=verdict.action,
        ground="" if verdict.action in {"publish", "restore"} else verdict.ground,
        note=clean_text(verdict.note),
        redactions=[span.as_dict() for span in spans],
        by_id=by.user_id,
        by_name=by.name,
        at=verdict.at or now(),
    )
    comment.publication = RESULT[verdict.action]
    comment.ground = decision.ground
    comment.redactions = decision.redactions
    # Searching must not tell which words are hidden: ministries search here too.
    comment.search_text = fold_for_search(" ".join((comment.code, *public_texts(comment).values())))
    if comment.publication in PUBLIC_RESULTS and comment.published_at is None:
        comment.published_at = decision.at
    db.session.add(decision)
    return decision


def _record(comment: Comment, decision: ModerationDecision, by: Actor) -> None:
    audit.record(
        f"moderation.{comment.publication}",
        comment,
        by=by,
        consultation_id=comment.consultation_id,
        decision=decision.id,
        ground=decision.ground,
        hidden=len(decision.redactions),
    )
