"""Reading registers of recommendations: totals, filtered lists, one by its key."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.recommendations.models import QuotedTotal, Recommendation
from consult.domain.recommendations.rules import POSITIONS
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import PAGE, Page, cut, decode_text, sliced
from consult.kernel.text import fold_for_search

Key = tuple[str, str]
FACETS = ("theme", "group", "goal", "state", "position")


@dataclass(frozen=True)
class Register:
    """The recommendations of one mechanism in one cycle: totals by computation, and quoted ones.

    `counts` has `received` and every position that occurs (I-22, H-05).
    """

    mechanism: str
    cycle: str
    counts: Mapping[str, int]
    quoted: Sequence[QuotedTotal] = ()

    @property
    def key(self) -> Key:
        """What names the register."""
        return self.mechanism, self.cycle

    def count(self, what: str) -> int:
        """Return the computed total: received, or a position."""
        return self.counts.get(what, 0)

    @property
    def differing(self) -> Sequence[QuotedTotal]:
        """Return the quoted totals that are not the computed ones."""
        return [total for total in self.quoted if total.count != self.count(total.what)]


@dataclass(frozen=True)
class Filters:
    """What a list of recommendations is narrowed to; empty values do not narrow (H-09).

    `goal` is a goal («16») or a target («16.3») of sustainable development.
    """

    words: str = ""
    position: str = ""
    theme: str = ""
    group: str = ""
    goal: str = ""
    state: str = ""


@dataclass(frozen=True)
class Facets:
    """The values that occur in a register, each with how often, for the filters."""

    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, name: str) -> Mapping[str, int]:
        """Return value and count of one facet; see FACETS."""
        return self.values.get(name, {})


def registers(keys: Collection[Key] | None = None) -> Sequence[Register]:
    """Return all registers, or those named, by mechanism and cycle; two queries."""
    quoted: dict[Key, list[QuotedTotal]] = {}
    for total in db.session.scalars(select(QuotedTotal).order_by(QuotedTotal.source)):
        quoted.setdefault((total.mechanism, total.cycle), []).append(total)
    counts: dict[Key, dict[str, int]] = {}
    for mechanism, cycle, position, count in db.session.execute(_counted(keys)):
        of_one = counts.setdefault((mechanism, cycle), {"received": 0})
        of_one[position] = count
        of_one["received"] += count
    return [Register(*key, counts[key], quoted.get(key, ())) for key in sorted(counts)]


def _counted(keys: Collection[Key] | None) -> Select[str, str, str, int]:
    columns = (Recommendation.mechanism, Recommendation.cycle, Recommendation.position)
    statement = select(*columns, func.count()).group_by(*columns)
    return statement if keys is None else statement.where(_in(keys))


def _in(keys: Collection[Key]) -> ColumnElement[bool]:
    return tuple_(Recommendation.mechanism, Recommendation.cycle).in_(list(keys))


def register(mechanism: str, cycle: str) -> Register:
    """Return one register; raises NotFound."""
    found = registers([(mechanism, cycle)])
    if not found:
        raise NotFound
    return found[0]


def recommendation_by_key(mechanism: str, cycle: str, paragraph: str) -> Recommendation:
    """Return a recommendation with its positions and predecessor; raises NotFound."""
    found = db.session.scalar(
        select(Recommendation)
        .where(
            Recommendation.mechanism == mechanism,
            Recommendation.cycle == cycle,
            Recommendation.paragraph == paragraph,
        )
        .options(selectinload(Recommendation.positions), joinedload(Recommendation.predecessor))
    )
    if found is None:
        raise NotFound
    return found


def successors(recommendation_id: uuid.UUID) -> Sequence[Recommendation]:
    """Return the recommendations of later cycles that name this one as the one they repeat."""
    statement = select(Recommendation).where(Recommendation.predecessor_id == recommendation_id)
    order = (Recommendation.mechanism, Recommendation.cycle, Recommendation.sort_key)
    return db.session.scalars(statement.order_by(*order)).all()


def of_registers(keys: Collection[Key]) -> Sequence[Recommendation]:
    """Return all recommendations of the registers in order; one query."""
    if not keys:
        return ()
    order = (Recommendation.mechanism, Recommendation.cycle, Recommendation.sort_key)
    return db.session.scalars(select(Recommendation).where(_in(keys)).order_by(*order)).all()


def known(keys: Collection[Key]) -> dict[tuple[str, str, str], Recommendation]:
    """Return the recommendations of the registers by key, with their positions; two queries."""
    statement = select(Recommendation).where(_in(keys))
    rows = db.session.scalars(statement.options(selectinload(Recommendation.positions)))
    return {(row.mechanism, row.cycle, row.paragraph): row for row in rows}


def recommendation_page(key: Key, filters: Filters, cursor: str | None) -> Page[Recommendation]:
    """Return twenty recommendations of a register in the order of paragraphs."""
    statement = _narrowed(select(Recommendation).where(_in([key])), filters)
    order = (Recommendation.sort_key, Recommendation.id)
    place = decode_text(cursor) if cursor else None
    rows = db.session.scalars(sliced(statement, order, place)).all()
    return cut(rows, size=PAGE, key=lambda row: (row.sort_key, row.id), cursor=cursor)


def count_of(key: Key, filters: Filters) -> int:
    """Return how many recommendations of a register pass the filters."""
    statement = select(func.count()).select_from(Recommendation).where(_in([key]))
    return db.session.scalar(_narrowed(statement, filters)) or 0


def _narrowed(statement: Select[Any], filters: Filters) -> Select[Any]:
    lists = {
        Recommendation.themes: filters.theme,
        Recommendation.affected_groups: filters.group,
        Recommendation.states: filters.state,
    }
    for column, value in lists.items():
        if value:
            statement = statement.where(column.contains([value]))
    if filters.position:
        statement = statement.where(Recommendation.position == filters.position)
    if filters.goal:
        statement = statement.where(_aims_at(filters.goal))
    for word in fold_for_search(filters.words).split():
        statement = statement.where(Recommendation.search_text.contains(word, autoescape=True))
    return statement


def _aims_at(goal: str) -> ColumnElement[bool]:
    if "." in goal:
        return Recommendation.sdg_targets.contains([goal])
    listed = func.array_to_string(Recommendation.sdg_targets, " ")
    return (literal(" ") + listed).contains(f" {goal}.", autoescape=True)


def facets(key: Key) -> Facets:
    """Return the themes, groups, goals, States and positions of a register; one query."""
    columns = (
        *(Recommendation.themes, Recommendation.affected_groups, Recommendation.sdg_targets),
        *(Recommendation.states, Recommendation.position),
    )
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for themes, groups, targets, states, position in db.session.execute(
        select(*columns).where(_in([key]))
    ):
        goals = {target.partition(".")[0] for target in targets}
        for name, values in zip(FACETS[:4], (themes, groups, goals, states), strict=True):
            counts[name].update(values)
        counts["position"][position] += 1
    positions = {one: counts["position"][one] for one in POSITIONS if counts["position"][one]}
    return Facets({**counts, "position": positions})
