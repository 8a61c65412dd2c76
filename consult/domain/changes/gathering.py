"""The changes of a version as rows: made from the comparison, with the causes decided before."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from consult.domain.changes import queries
from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.people.actors import Actor
from consult.domain.plans import followers
from consult.domain.plans.comparing import Difference, differences
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from consult.machinery import audit

Key = tuple[Any, ...]
KEPT = ("cause", "explanation", "external_id", "decided_by", "decided_at")


def gather(version: PlanVersion, *, by: Actor) -> Sequence[Change]:
    """Make the rows of a version's changes anew from its difference to the one it follows (I-11).

    A change that was there before, of the same kind on the same measures, keeps its row and its
    cause; so does one of a draft that this version replaces. The first version has none.
    """
    before = queries.followed_by(version)
    found = differences(before.id, version.id) if before else []
    present = {key_of(change): change for change in queries.changes_of(version.id)}
    aside = _taken_from_aside(version)
    rows = [_row(version, one, present.pop(_key(one), None), aside) for one in found]
    _remove(list(present.values()))
    _number(rows)
    _set_measures(rows, found)
    if rows or present:
        audit.record(
            "change.gathered",
            version,
            by=by,
            consultation_id=version.consultation_id,
            number=version.number,
            changes=len(rows),
        )
    return rows


def key_of(change: Change) -> Key:
    """Return by what a change is known again: kind, measures before, section, what was added."""
    before = [row.measure_version.number for row in change.measures if row.side == "before"]
    after = [row.measure_version.number for row in change.measures if row.side == "after"]
    return known_by(change.kind, before, after, change.section_number)


def _key(one: Difference) -> Key:
    before, after = ([row.number for row in side] for side in (one.before, one.after))
    return known_by(one.kind, before, after, one.section_number)


def known_by(kind: str, before: Sequence[str], after: Sequence[str], section: str) -> Key:
    """Return the key of a change; numbers afterwards count only for what is new: they move."""
    if kind == "section":
        return kind, section
    return (kind, *sorted(before or after))


def _row(
    version: PlanVersion, one: Difference, known: Change | None, aside: dict[Key, dict[str, Any]]
) -> Change:
    if known is not None:
        known.fields = list(one.fields)
        known.section_number = one.section_number
        return known
    made = Change(
        id=uuid.uuid4(),
        consultation_id=version.consultation_id,
        plan_version_id=version.id,
        kind=one.kind,
        fields=list(one.fields),
        section_number=one.section_number,
    )
    remembered = aside.get(_key(one), {})
    for name in KEPT:
        if name in remembered:
            setattr(made, name, remembered[name])
    made.causes = [ChangeCause(**cause) for cause in remembered.get("causes", ())]
    return made


def _remove(changes: Sequence[Change]) -> None:
    db.session.execute(delete(Change).where(Change.id.in_([change.id for change in changes])))
    for change in changes:
        db.session.expunge(change)


def _number(rows: Sequence[Change]) -> None:
    """Count the rows in the order of the plan; nobody's form gets stale by a new number."""
    numbers = {row.id: place for place, row in enumerate(rows, start=1)}
    known = [row for row in rows if row in db.session]
    moved = [row for row in known if row.number != numbers[row.id]]
    for row in moved:
        _renumber(row, -numbers[row.id])
    for row in moved:
        _renumber(row, numbers[row.id])
        db.session.refresh(row, ["number"])
    for row in rows:
        if row not in known:
            row.number = numbers[row.id]
            db.session.add(row)
    db.session.flush()


def _renumber(row: Change, number: int) -> None:
    statement = update(Change).where(Change.id == row.id).values(number=number)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _set_measures(rows: Sequence[Change], found: Sequence[Difference]) -> None:
    identities = [row.id for row in rows]
    db.session.execute(
        delete(ChangeMeasure)
        .where(ChangeMeasure.change_id.in_(identities))
        .execution_options(synchronize_session=False)
    )
    sides = [
        {
            "change_id": row.id,
            "side": side,
            "position": place,
            "measure_version_id": measure.id,
        }
        for row, one in zip(rows, found, strict=True)
        for side, measures in (("before", one.before), ("after", one.after))
        for place, measure in enumerate(measures, start=1)
    ]
    if sides:
        db.session.execute(insert(ChangeMeasure), sides)
    for row in rows:
        db.session.expire(row, ["measures", "causes"])


def _place(version: PlanVersion) -> tuple[Any, ...]:
    return ("changes", version.consultation_id, version.number)


def _set_aside(version: PlanVersion, _actor: Actor) -> None:
    """Remember what was decided in a draft that is about to be replaced, for this transaction."""
    db.session.info[_place(version)] = {
        key_of(change): {name: getattr(change, name) for name in KEPT}
        | {
            "causes": [
                {"comment_id": cause.comment_id, "by_name": cause.by_name, "at": cause.at}
                for cause in change.causes
            ]
        }
        for change in queries.changes_of(version.id)
        if change.cause or change.external_id
    }


def _taken_from_aside(version: PlanVersion) -> dict[Key, dict[str, Any]]:
    kept: dict[Key, dict[str, Any]] = db.session.info.pop(_place(version), {})
    return kept


def _gather(version: PlanVersion, actor: Actor) -> None:
    gather(version, by=actor)


followers.follow(changed=_gather, leaving=_set_aside)
