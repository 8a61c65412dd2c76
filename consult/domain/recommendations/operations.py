"""Changing registers of recommendations: importing lists, stating positions, quoting totals."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from consult.domain.people.actors import Actor
from consult.domain.recommendations import queries
from consult.domain.recommendations.importer import RecommendationRow, RegisterFile
from consult.domain.recommendations.models import (
    QuotedTotal,
    Recommendation,
    RecommendationPosition,
)
from consult.domain.recommendations.rules import sort_key
from consult.kernel.database import db
from consult.kernel.errors import Conflict, ConsultError, Missing
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, fold_for_search
from consult.machinery import audit

PLAIN = {
    "document_symbol": "document_symbol",
    "original_language": "original_language",
    "recommending_states": "states",
    "themes": "themes",
    "affected_groups": "affected_groups",
    "sdg_targets": "sdg_targets",
    "action_category": "action_category",
    "origin": "origin",
}
TEXTS = ("text", "response")
LOCK = 0x52656373
"""One import at a time, so that a second press of the button finds what the first one made."""

RecommendationKey = tuple[str, str, str]


class RegisterBlocked(ConsultError):
    """Findings stop the import; facts: findings, how many they are."""

    code = "register_blocked"


@dataclass(frozen=True)
class Outcome:
    """What an import did or would do; `changed` names the fields of each changed recommendation."""

    new: Sequence[RecommendationKey] = ()
    changed: Sequence[tuple[RecommendationKey, Sequence[str]]] = ()
    unchanged: int = 0

    @property
    def registers(self) -> frozenset[tuple[str, str]]:
        """Mechanism and cycle of everything that is new or changed."""
        keys = [*self.new, *(key for key, _fields in self.changed)]
        return frozenset((mechanism, cycle) for mechanism, cycle, _paragraph in keys)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data: counts, and what is new or changed by its key."""
        return {
            "counts": {
                "new": len(self.new),
                "changed": len(self.changed),
                "unchanged": self.unchanged,
            },
            "new": [list(key) for key in self.new],
            "changed": [{"key": list(key), "fields": list(names)} for key, names in self.changed],
        }


@dataclass(frozen=True)
class _Register:
    """What the audit log needs to know of a whole register."""

    id: str
    __tablename__ = "recommendations"


def import_register(parsed: RegisterFile, *, by: Actor, dry: bool = False) -> Outcome:
    """Add the recommendations of a file and change those that it words otherwise; all or nothing.

    Columns that the file lacks and texts that it leaves empty stay as they are. A position that
    the file states otherwise is appended with its source; one stated before is not stated again, so
    an old file brought in twice takes nothing back (H-03). With `dry` nothing is stored.
    Raises RegisterBlocked.
    """
    if parsed.blocked or not parsed.rows:
        raise RegisterBlocked(findings=sum(finding.stops for finding in parsed.findings))
    if not dry:
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    known = queries.known(_registers_of(parsed.rows))
    wanted = [(row, known.get(row.key)) for row in parsed.rows]
    changes = [(row, found, _changes(row, found, parsed.columns, known)) for row, found in wanted]
    outcome = Outcome(
        new=[row.key for row, found, _facts in changes if found is None],
        changed=[(row.key, tuple(facts)) for row, found, facts in changes if found and facts],
        unchanged=sum(1 for _row, found, facts in changes if found and not facts),
    )
    if not dry and outcome.registers:
        _store(changes, known, by)
        audit.record(
            "recommendations.imported",
            _Register(" ".join(min(outcome.registers))),
            by=by,
            rows=len(parsed.rows),
            new=len(outcome.new),
            changed=len(outcome.changed),
            unchanged=outcome.unchanged,
        )
    return outcome


def _registers_of(rows: Sequence[RecommendationRow]) -> set[tuple[str, str]]:
    own = {(row.mechanism, row.cycle) for row in rows}
    return own | {(row.mechanism, row.predecessor[0]) for row in rows if row.predecessor}


def _changes(
    row: RecommendationRow,
    found: Recommendation | None,
    columns: frozenset[str],
    known: Mapping[RecommendationKey, Recommendation],
) -> dict[str, Any]:
    """Return the values that are new, by attribute, `position` and `predecessor` among them."""
    facts = {name: _value(row, name) for column, name in PLAIN.items() if column in columns}
    for name in TEXTS:
        facts[name] = _merged(getattr(found, name) if found else None, getattr(row, name))
    if found is not None:
        facts = {name: value for name, value in facts.items() if getattr(found, name) != value}
    if row.position and (row.position, row.position_source) not in _stated(found):
        facts["position"] = row.position
    if _predecessor_differs(row, found, known):
        facts["predecessor"] = row.predecessor
    return facts


def _value(row: RecommendationRow, name: str) -> Any:
    value = getattr(row, name)
    return list(value) if isinstance(value, tuple) else value


def _merged(old: LocalisedText | None, new: LocalisedText) -> LocalisedText:
    old = old or LocalisedText()
    return LocalisedText(**{one: new.exact(one) or old.exact(one) for one in LANGUAGES})


def _stated(found: Recommendation | None) -> set[tuple[str, str]]:
    return {(one.position, one.source) for one in found.positions} if found else set()


def _predecessor_differs(
    row: RecommendationRow,
    found: Recommendation | None,
    known: Mapping[RecommendationKey, Recommendation],
) -> bool:
    if row.predecessor is None:
        return False
    before = known.get((row.mechanism, *row.predecessor))
    return found is None or before is None or found.predecessor_id != before.id


def _store(
    changes: Sequence[tuple[RecommendationRow, Recommendation | None, Mapping[str, Any]]],
    known: dict[RecommendationKey, Recommendation],
    by: Actor,
) -> None:
    for row, found, facts in changes:
        mechanism, cycle, paragraph = row.key
        recommendation = found or Recommendation(
            id=uuid.uuid4(),
            mechanism=mechanism,
            cycle=cycle,
            paragraph=paragraph,
            sort_key=sort_key(paragraph),
            positions=[],
        )
        known[row.key] = recommendation
        db.session.add(recommendation)
        for name in facts.keys() - {"position", "predecessor"}:
            setattr(recommendation, name, facts[name])
        recommendation.search_text = search_text(recommendation)
        if "position" in facts:
            _append(recommendation, row.position, row.position_source, row.position_date, by)
    db.session.flush()
    for row, _found, facts in changes:
        if "predecessor" in facts:
            before = known.get((row.mechanism, *facts["predecessor"]))
            known[row.key].predecessor_id = before.id if before else None
    db.session.flush()


def search_text(recommendation: Recommendation) -> str:
    """Return the words by which a recommendation is found."""
    texts = recommendation.text.as_dict().values()
    states = recommendation.states or ()
    return fold_for_search(" ".join([recommendation.paragraph, *texts, *states]))


def _append(
    recommendation: Recommendation, position: str, source: str, stated_on: date | None, by: Actor
) -> None:
    recommendation.positions.append(
        RecommendationPosition(
            recommendation_id=recommendation.id,
            number=len(recommendation.positions) + 1,
            position=position,
            source=source,
            stated_on=stated_on,
            by_name=by.name,
        )
    )
    recommendation.position = position


def state_position(
    recommendation: Recommendation,
    position: str,
    source: str,
    stated_on: date | None,
    *,
    by: Actor,
    expected: int,
) -> None:
    """Append a position with its source; the earlier ones stay (H-03).

    `expected` is the row version that the person saw. Raises Conflict or Missing (source).
    """
    db.session.refresh(recommendation, ("row_version",), with_for_update=True)
    if recommendation.row_version != expected:
        raise Conflict(expected=expected, found=recommendation.row_version)
    source = clean_line(source)
    if not source:
        raise Missing(missing=["source"])
    _append(recommendation, position, source, stated_on, by)
    flag_modified(recommendation, "position")
    audit.record("recommendation.position_stated", recommendation, by=by, position=position)


def set_predecessor(
    recommendation: Recommendation, predecessor: Recommendation | None, *, by: Actor
) -> None:
    """Name the recommendation of an earlier cycle that this one repeats, or none.

    Raises OwnPredecessor when it would follow itself.
    """
    if predecessor is not None and predecessor.id == recommendation.id:
        raise OwnPredecessor
    recommendation.predecessor_id = predecessor.id if predecessor else None
    number = predecessor.paragraph if predecessor else ""
    audit.record("recommendation.predecessor_set", recommendation, by=by, number=number)


class OwnPredecessor(ConsultError):
    """A recommendation cannot repeat itself."""

    code = "own_predecessor"


def quote_total(
    mechanism: str, cycle: str, what: str, count: int, source: str, *, by: Actor
) -> QuotedTotal:
    """Keep a total as a document quotes it, beside the computed one (I-22).

    The same source about the same total replaces its earlier count. Raises Missing (source).
    """
    source = clean_line(source)
    if not source:
        raise Missing(missing=["source"])
    facts = {"mechanism": mechanism, "cycle": cycle, "what": what, "source": source}
    total = db.session.scalar(select(QuotedTotal).filter_by(**facts))
    if total is None:
        total = QuotedTotal(id=uuid.uuid4(), **facts)
        db.session.add(total)
    total.count = count
    audit.record("recommendations.total_quoted", total, by=by, number=count)
    return total
