"""Reading what meetings decided about comments: for the bodies, for the public, for approval."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.domain.responses.decision_models import MeetingDecision, MeetingDecisionRevision
from consult.domain.responses.plan_order import ORDER, placed
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.rules import AFTER
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import ON_PAGES
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText

NO_TEXT = LocalisedText()


@dataclass(frozen=True)
class PublicDecision:
    """A decision as the public reads it; under a comment that is not shown it has no words.

    `disposition` is the result decided on, empty unless the answer is to be changed; `carried`
    tells whether the approved answer says so. `table` is the reference of the meeting.
    """

    day: date
    decision: str
    disposition: str
    text: LocalisedText
    carried: bool
    table: str


@dataclass(frozen=True)
class ListedDecision:
    """A line in the list of what a meeting decided: the comment by its code, and the decision.

    `is_shown` tells whether the comment has a page of its own.
    """

    code: str
    measure: str
    decision: PublicDecision
    is_shown: bool = True


def decisions_for(comment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, MeetingDecision]:
    """Return the newest decision on each of the comments that has one, with its meeting; 1 query.

    Comment ids without a decision are left out.
    """
    statement = (
        select(MeetingDecision)
        .where(MeetingDecision.comment_id.in_(comment_ids))
        .options(joinedload(MeetingDecision.table))
        .order_by(MeetingDecision.recorded_at, MeetingDecision.id)
    )
    return {one.comment_id: one for one in db.session.scalars(statement)}


def public_decisions(
    comment_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, list[PublicDecision]]:
    """Return what meetings that took place decided on comments, oldest first; one query."""
    statement = (
        _held()
        .where(MeetingDecision.comment_id.in_(comment_ids))
        .order_by(MeetingDecision.recorded_at, MeetingDecision.id)
    )
    found: dict[uuid.UUID, list[PublicDecision]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.comment_id, []).append(shown(one))
    return found


def _held() -> Select[MeetingDecision]:
    return (
        select(MeetingDecision)
        .join(MeetingDecision.table)
        .where(RoundTable.state.in_(AFTER))
        .options(contains_eager(MeetingDecision.table))
    )


def shown(decision: MeetingDecision) -> PublicDecision:
    """Return a decision (with its meeting loaded) as the public reads it."""
    table = decision.table
    return PublicDecision(
        day_of(table.starts_at, table.zone),
        decision.decision,
        decision.disposition if decision.decision == "changed" else "",
        decision.text,
        decision.carried_at is not None,
        table.reference,
    )


def without_words(decision: PublicDecision) -> PublicDecision:
    """Return a decision as it stands under a comment that is not shown."""
    return replace(decision, text=NO_TEXT)


def decisions_of(table_id: uuid.UUID) -> Sequence[ListedDecision]:
    """Return what a meeting that took place decided, in the order of the plan; one query.

    The public layer: comments that are not shown keep their code and the kind of the decision.
    """
    statement = (
        _held().join(MeetingDecision.comment).where(MeetingDecision.round_table_id == table_id)
    )
    statement = placed(statement).options(
        contains_eager(MeetingDecision.comment).contains_eager(Comment.measure_version)
    )
    return [_listed(one) for one in db.session.scalars(statement.order_by(*ORDER))]


def _listed(decision: MeetingDecision) -> ListedDecision:
    comment = decision.comment
    is_shown = words_are_shown(comment)
    measure = comment.measure_version.number if comment.measure_version else ""
    seen = shown(decision) if is_shown else without_words(shown(decision))
    return ListedDecision(comment.code, measure, seen, is_shown)


def words_are_shown(comment: Comment) -> bool:
    """Whether the words of a comment stand on public pages."""
    lost = comment.publication == "published_redacted" and not comment.redactions
    on_page = comment.publication in ON_PAGES and comment.publication != "withheld"
    return on_page and comment.withdrawn_at is None and not lost


def history_of(decision_id: uuid.UUID) -> Sequence[MeetingDecisionRevision]:
    """Return the wordings of a decision, the newest first; one query."""
    statement = (
        select(MeetingDecisionRevision)
        .where(MeetingDecisionRevision.decision_id == decision_id)
        .order_by(MeetingDecisionRevision.number.desc())
    )
    return db.session.scalars(statement).all()


def standing() -> ColumnElement[bool]:
    """Return the condition that no later decision on the same comment takes its place."""
    later = aliased(MeetingDecision)
    return ~exists().where(
        later.comment_id == MeetingDecision.comment_id,
        later.recorded_at > MeetingDecision.recorded_at,
    )


def decided(*, undone: bool = False) -> ColumnElement[bool]:
    """Return the condition that a meeting decided on a comment; `undone`: not carried out yet."""
    conditions = [MeetingDecision.comment_id == Comment.id, standing()]
    if undone:
        conditions.append(MeetingDecision.carried_at.is_(None))
    return exists().where(*conditions).correlate(Comment)
