"""What a change may go back to: proposed from answers and wordings, decided by a person."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.changes.models import Change
from consult.domain.plans.chain import predecessors_of
from consult.domain.plans.models import MeasureVersion
from consult.domain.responses.models import Response
from consult.domain.responses.taking_up import PROMISING
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES
from consult.kernel.text import fold_to_compare

FEWEST_WORDS = 4
MOST_READ = 3_000
MOST_SHOWN = 60
WORDED = (
    *("text", "completion_form", "deadline", "funding", "indicator", "baseline", "target"),
    "note",
)
REASONS = ("answer_names_change", "answer_on_measure", "wording_stands")
Words = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Suggestion:
    """A comment that may have caused a change, and why it is proposed: a code of REASONS."""

    comment: Comment
    reason: str


def suggestions(change: Change) -> list[Suggestion]:
    """Return comments that may have caused a change and are not tied to it yet, surest first.

    Proposed are comments whose accepted answer names the change or stands on its measure, also as
    it was called in earlier versions, and those whose proposed wording now stands in the new text.
    """
    before = [row.measure_version for row in change.measures if row.side == "before"]
    after = [row.measure_version for row in change.measures if row.side == "after"]
    places = _earlier(before)
    tied = {cause.comment_id for cause in change.causes}
    new_words = _words_of(after) - _words_of(before)
    found = [
        Suggestion(comment, reason)
        for comment, response in _candidates(change, places)
        if comment.id not in tied
        and (reason := _reason(change, after, places, comment, response, new_words))
    ]
    found.sort(key=lambda one: (REASONS.index(one.reason), one.comment.code))
    return found[:MOST_SHOWN]


def shared_words(text: str) -> Words:
    """Return every four folded words that stand in a row in a text."""
    words = fold_to_compare(text).translate(_MARKS).split()
    rows = zip(*(words[start:] for start in range(FEWEST_WORDS)), strict=False)
    return frozenset(rows)


def _earlier(before: Sequence[MeasureVersion]) -> set[uuid.UUID]:
    """Return the measures before a change with all that they came from."""
    own = [row.id for row in before]
    chained = predecessors_of(own) if own else {}
    return {*own, *(row.id for rows in chained.values() for row in rows)}


def _candidates(change: Change, places: set[uuid.UUID]) -> Iterator[tuple[Comment, Any]]:
    statement = (
        select(Comment, Response)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(
            Comment.consultation_id == change.consultation_id,
            Comment.publication != "spam",
            Comment.withdrawn_at.is_(None),
            _likely(places),
        )
        .options(joinedload(Comment.measure_version))
        .order_by(Response.disposition.in_(PROMISING).desc().nulls_last(), Comment.shown_at)
        .limit(MOST_READ)
    )
    for row in db.session.execute(statement):
        yield row[0], row[1]


def _likely(places: set[uuid.UUID]) -> ColumnElement[bool]:
    on_measure = Comment.measure_version_id.in_(places)
    general = Comment.measure_version_id.is_(None)
    proposes = and_(Comment.proposed_wording != "", or_(on_measure, general))
    return or_(Response.disposition.in_(PROMISING), proposes)


def _reason(
    change: Change,
    after: Sequence[MeasureVersion],
    places: set[uuid.UUID],
    comment: Comment,
    response: Response | None,
    new_words: Words,
) -> str:
    if response is not None and response.disposition in PROMISING:
        if _names(response, change, after):
            return "answer_names_change"
        if comment.measure_version_id in places:
            return "answer_on_measure"
    if comment.proposed_wording and shared_words(comment.proposed_wording) & new_words:
        return "wording_stands"
    return ""


def _names(response: Response, change: Change, after: Sequence[MeasureVersion]) -> bool:
    if response.change_ref and response.change_ref == change.external_id:
        return True
    named = {number.strip() for number in response.target_measure.split(",")}
    return bool(named & {row.number for row in after})


def _words_of(measures: Sequence[MeasureVersion]) -> Words:
    return frozenset().union(
        *(
            shared_words(getattr(row, name).exact(language))
            for row in measures
            for name in WORDED
            for language in LANGUAGES
        )
    )


_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]«»“”„\"'–—/", " "))
