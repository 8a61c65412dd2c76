"""A prepared list of causes comes in: each entry finds its change, its comments are tied to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from consult.domain.changes import queries, rules
from consult.domain.changes.gathering import key_of, known_by
from consult.domain.changes.importer import CauseFile, CauseRow
from consult.domain.changes.models import Change
from consult.domain.changes.operations import official, set_causes
from consult.domain.changes.refusals import CausesBlocked
from consult.domain.people.actors import Actor
from consult.domain.plans.models import PlanVersion
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.findings import Finding, Level, blocked
from consult.machinery import audit

Found = list[tuple[CauseRow, Change]]


@dataclass
class Outcome:
    """What became of a list: how many causes were stored, how many stood so already, findings."""

    stored: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)


def import_causes(
    version: PlanVersion, read: CauseFile, *, filename: str, by: Actor, dry: bool = False
) -> Outcome:
    """Store the causes of a list for the changes of a version: all of them, or none.

    The same list a second time changes nothing. Changes that the list does not name keep what was
    decided and are findings. Raises CausesBlocked when a finding stops the list.
    """
    changes = {key_of(change): change for change in queries.changes_of(version.id)}
    comments = _comments(version, read.rows)
    pairs = [(row, changes.get(_key(row))) for row in read.rows]
    outcome = Outcome(findings=list(read.findings))
    outcome.findings += _unknown(pairs, comments, filename)
    found = [(row, change) for row, change in pairs if change is not None]
    outcome.findings += _lacking(found, filename)
    outcome.findings += _unnamed(changes.values(), found, filename)
    if blocked(outcome.findings):
        raise CausesBlocked(findings=outcome.findings)
    for row, change in found:
        tied = [comments[code] for code in row.comments]
        if _stands(row, change):
            outcome.unchanged += 1
            continue
        outcome.stored += 1
        if not dry:
            _store(row, change, tied, by)
    if outcome.stored and not dry:
        audit.record(
            "change.causes_imported",
            version,
            by=by,
            consultation_id=version.consultation_id,
            number=version.number,
            stored=outcome.stored,
        )
    return outcome


def _key(row: CauseRow) -> tuple[object, ...]:
    return known_by(row.kind, row.before, row.after, row.section)


def _comments(version: PlanVersion, rows: Sequence[CauseRow]) -> dict[str, Comment]:
    codes = {code for row in rows for code in row.comments}
    statement = select(Comment).where(
        Comment.consultation_id == version.consultation_id,
        Comment.code.in_(codes),
        Comment.publication != "spam",
    )
    return {comment.code: comment for comment in db.session.scalars(statement)}


def _unknown(
    pairs: Sequence[tuple[CauseRow, Change | None]],
    comments: Mapping[str, Comment],
    filename: str,
) -> Iterator[Finding]:
    for row, change in pairs:
        if change is None:
            numbers = " → ".join(", ".join(side) for side in (row.before, row.after) if side)
            facts = {"value": row.id, "kind": row.kind, "numbers": numbers}
            yield _finding(Level.ERROR, "E_CAUSES_CHANGE_UNKNOWN", filename, row, facts)
        for code in row.comments:
            if code not in comments:
                facts = {"value": code}
                yield _finding(Level.ERROR, "E_CAUSES_COMMENT_UNKNOWN", filename, row, facts)


def _lacking(found: Found, filename: str) -> Iterator[Finding]:
    languages = official(found[0][1]) if found else []
    for row, _change in found:
        if row.kind not in rules.TEXTUAL:
            continue
        lacks = rules.lacking(row.cause, row.comments, row.explanation, languages=languages)
        if lacks:
            facts = {"value": row.id, "lacking": ", ".join(lacks)}
            yield _finding(Level.ERROR, "E_CAUSES_INCOMPLETE", filename, row, facts)


def _unnamed(changes: Iterable[Change], found: Found, filename: str) -> Iterator[Finding]:
    named = {change.id for _row, change in found}
    for change in changes:
        if change.id not in named and change.kind in rules.TEXTUAL:
            facts = {"number": change.number, "kind": change.kind}
            yield Finding(Level.WARNING, "W_CAUSES_NOT_NAMED", filename, facts=facts)


def _finding(
    level: Level, code: str, filename: str, row: CauseRow, facts: Mapping[str, object]
) -> Finding:
    return Finding(level, code, filename, row=row.row, facts=facts)


def _stands(row: CauseRow, change: Change) -> bool:
    return (change.cause, change.explanation, change.external_id) == (
        row.cause,
        row.explanation,
        row.id,
    ) and {cause.comment.code for cause in change.causes} == set(row.comments)


def _store(row: CauseRow, change: Change, comments: Sequence[Comment], by: Actor) -> None:
    set_causes(change, comments, by)
    change.cause, change.explanation, change.external_id = row.cause, row.explanation, row.id
    change.decided_by, change.decided_at = by.name, now()
    db.session.expire(change, ["causes"])
