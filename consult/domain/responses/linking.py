"""Answers and the changes they promise: what an answer names is tied to the change (I-10)."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import selectinload

from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.changes.rules import TEXTUAL
from consult.domain.people.actors import Actor
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.responses.models import Response
from consult.domain.responses.taking_up import PROMISING
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.machinery import audit


@dataclass(frozen=True)
class Linked:
    """What came of linking: new ties, and codes of comments whose answer names no such change."""

    ties: int = 0
    unresolved: Sequence[str] = ()


@dataclass(frozen=True)
class Offered:
    """What an answer may name: changes of the versions after the one discussed, and versions.

    `versions` are numbers of versions to come or in work, in which a change may be promised.
    """

    changes: Sequence[Change] = ()
    versions: Sequence[int] = field(default_factory=tuple)


def link_answers(version: PlanVersion, *, by: Actor) -> Linked:
    """Tie the comments of accepted answers to the changes of a version that the answers name.

    An answer names a change by its reference (`change_ref`, the change's own name in a prepared
    list), else by the measures of the version (`target_measure`). What was tied before stays; a
    second run adds nothing. A number of queries that does not depend on the answers.
    """
    changes = _changes(version.id)
    naming = _naming(version.consultation_id)
    known = {(change.id, cause.comment_id) for change in changes for cause in change.causes}
    by_name, by_number = _by_name(changes), _by_number(changes)
    wanted: set[tuple[uuid.UUID, uuid.UUID]] = set()
    unresolved = []
    for code, response in naming:
        named = by_name.get(response.change_ref) or _measured(response, by_number)
        wanted |= {(change_id, response.comment_id) for change_id in named}
        if not named:
            unresolved.append(code)
    fresh = sorted(wanted - known)
    _tie(fresh, by)
    if fresh:
        audit.record(
            "change.answers_linked",
            version,
            by=by,
            consultation_id=version.consultation_id,
            number=version.number,
            comments=len({comment_id for _change, comment_id in fresh}),
        )
    return Linked(len(fresh), tuple(unresolved))


def offered(consultation_id: uuid.UUID) -> Offered:
    """Return which changes and versions an answer may name; five queries."""
    statement = select(PlanVersion).where(PlanVersion.consultation_id == consultation_id)
    versions = db.session.scalars(statement.order_by(PlanVersion.number)).all()
    discussed = next((one for one in versions if one.state in PUBLIC_VERSIONS), None)
    if discussed is None:
        return Offered()
    last = versions[-1]
    coming = [one.number for one in versions if one.state == "draft"] or [last.number + 1]
    if last.number == discussed.number:
        return Offered((), coming)
    return Offered(_changes(last.id), coming)


def named_by(comment_id: uuid.UUID, found: Offered) -> list[uuid.UUID]:
    """Return the offered changes that are tied to a comment already."""
    return [
        change.id
        for change in found.changes
        if any(cause.comment_id == comment_id for cause in change.causes)
    ]


def name_change(
    comment_id: uuid.UUID, change_id: uuid.UUID | None, found: Offered, *, by: Actor
) -> None:
    """Let an answer name one of the offered changes, or none; raises NotFound for another one.

    Ties that others made to further changes stay when a change is named; none takes all back.
    """
    offers = {change.id: change for change in found.changes}
    named = named_by(comment_id, found)
    if change_id is None:
        _untie(comment_id, list(offers))
    elif change_id not in offers:
        raise NotFound
    elif change_id not in named:
        _tie([(change_id, comment_id)], by)
    touched = named if change_id is None else [change_id] if change_id not in named else []
    for identity in touched:
        change = offers[identity]
        action = "change.comment_linked" if change_id else "change.comment_unlinked"
        facts = {"number": change.number, "comment": str(comment_id)}
        audit.record(action, change, by=by, consultation_id=change.consultation_id, **facts)


def _changes(version_id: uuid.UUID) -> Sequence[Change]:
    """Return the changes of words in a version with measures and ties; four queries."""
    statement = (
        select(Change)
        .where(Change.plan_version_id == version_id, Change.kind.in_(TEXTUAL))
        .options(
            selectinload(Change.measures).joinedload(ChangeMeasure.measure_version),
            selectinload(Change.causes),
        )
        .order_by(Change.number)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _naming(consultation_id: uuid.UUID) -> list[tuple[str, Response]]:
    statement = (
        select(Comment.code, Response)
        .join(Response, Response.comment_id == Comment.id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.withdrawn_at.is_(None),
            Comment.publication != "spam",
            Response.disposition.in_(PROMISING),
            (Response.change_ref != "") | (Response.target_measure != ""),
        )
        .order_by(Comment.shown_at, Comment.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def _by_name(changes: Iterable[Change]) -> dict[str, list[uuid.UUID]]:
    return {change.external_id: [change.id] for change in changes if change.external_id}


def _by_number(changes: Iterable[Change]) -> dict[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = {}
    for change in changes:
        for row in change.measures:
            if row.side == "after":
                found.setdefault(row.measure_version.number, []).append(change.id)
    return found


def _measured(response: Response, by_number: Mapping[str, list[uuid.UUID]]) -> list[uuid.UUID]:
    numbers = (part.strip() for part in response.target_measure.replace(";", ",").split(","))
    return [change_id for number in numbers for change_id in by_number.get(number, [])]


def _tie(pairs: Sequence[tuple[uuid.UUID, uuid.UUID]], by: Actor) -> None:
    """Store the ties; a change without a cause so far is caused by comments from then on."""
    if not pairs:
        return
    name = by.name or by.audit_name
    rows = [
        {"change_id": change_id, "comment_id": comment_id, "by_name": name}
        for change_id, comment_id in pairs
    ]
    db.session.execute(insert(ChangeCause), rows)
    open_ones = Change.id.in_({change_id for change_id, _comment in pairs}), Change.cause == ""
    db.session.execute(
        update(Change)
        .where(*open_ones)
        .values(cause="comments", row_version=Change.row_version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _untie(comment_id: uuid.UUID, change_ids: Collection[uuid.UUID]) -> None:
    """Take the ties back; a change that is left without a comment has no cause again."""
    mine = ChangeCause.comment_id == comment_id, ChangeCause.change_id.in_(change_ids)
    gone = set(
        db.session.scalars(delete(ChangeCause).where(*mine).returning(ChangeCause.change_id))
    )
    if not gone:
        return
    left = select(ChangeCause.change_id).where(ChangeCause.change_id == Change.id).exists()
    db.session.execute(
        update(Change)
        .where(Change.id.in_(gone), Change.cause == "comments", ~left)
        .values(cause="", row_version=Change.row_version + 1)
        .execution_options(synchronize_session="fetch")
    )
