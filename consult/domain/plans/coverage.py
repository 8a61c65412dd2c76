"""Which recommendations a version of a plan carries out: the matrix and its lists (H-04, I-21)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from consult.domain.plans import linking
from consult.domain.plans.linking import Unknown
from consult.domain.plans.models import MeasureRecommendation, MeasureVersion, PlanVersion
from consult.domain.recommendations import queries as registers
from consult.domain.recommendations.models import Recommendation
from consult.domain.recommendations.theme_names import theme_names
from consult.kernel.database import db

TO_COVER = "supported"
NOT_SUPPORTED = frozenset({"noted", "pending", "not_applicable"})
PERMANENT = "permanent"


@dataclass(frozen=True)
class Row:
    """A recommendation with the measures of the version that name it."""

    recommendation: Recommendation
    measures: Sequence[MeasureVersion]

    @property
    def is_uncovered(self) -> bool:
        """Whether the State supports it and no measure carries it out."""
        return self.recommendation.position == TO_COVER and not self.measures

    @property
    def is_only_permanent(self) -> bool:
        """Whether all its measures run permanently, so that nothing is ever due."""
        return bool(self.measures) and all(one.recurrence == PERMANENT for one in self.measures)


@dataclass(frozen=True)
class Noted:
    """A measure that names a recommendation which the State did not support."""

    measure: MeasureVersion
    recommendation: Recommendation


@dataclass(frozen=True)
class Theme:
    """The rows under one theme; a recommendation stands under the first of its themes."""

    code: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Coverage:
    """The matrix of one version: all recommendations of its registers and all its measures."""

    version: PlanVersion
    keys: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    measures: Sequence[MeasureVersion]

    @cached_property
    def uncovered(self) -> Sequence[Row]:
        """Supported recommendations without a measure, in the order of the register."""
        return [row for row in self.rows if row.is_uncovered]

    @cached_property
    def without_recommendation(self) -> Sequence[MeasureVersion]:
        """Measures that name no recommendation; their note says why, or should (I-21)."""
        return [one for one in self.measures if not one.recommendations]

    @cached_property
    def only_permanent(self) -> Sequence[Row]:
        """Recommendations all of whose measures have permanent deadlines."""
        return [row for row in self.rows if row.is_only_permanent]

    @cached_property
    def noted(self) -> Sequence[Noted]:
        """References to recommendations that the State did not support, by measure."""
        return [
            Noted(measure, row.recommendation)
            for measure in self.measures
            for row in self.rows
            if row.recommendation.position in NOT_SUPPORTED and measure in row.measures
        ]

    @cached_property
    def unknown(self) -> Sequence[Unknown]:
        """References that stand in none of the registers, by measure (H-02)."""
        known = {row.recommendation.paragraph for row in self.rows}
        return [
            Unknown(measure, paragraph)
            for measure in self.measures
            for paragraph in measure.recommendations
            if paragraph not in known
        ]

    @cached_property
    def covered(self) -> int:
        """How many supported recommendations have a measure."""
        return self.to_cover - len(self.uncovered)

    @cached_property
    def to_cover(self) -> int:
        """How many recommendations the State supports."""
        return sum(row.recommendation.position == TO_COVER for row in self.rows)

    @cached_property
    def by_theme(self) -> Sequence[Theme]:
        """The rows under the first theme of each, themes in their usual order, none last."""
        found: dict[str, list[Row]] = {code: [] for code in (*theme_names(), "")}
        for row in self.rows:
            found.setdefault(next(iter(row.recommendation.themes), ""), []).append(row)
        return [Theme(code, rows) for code, rows in found.items() if rows]


def coverage_of(version: PlanVersion) -> Coverage:
    """Return the coverage matrix of a version; four queries at any size."""
    keys = linking.keys_of(version.consultation_id)
    measures = db.session.scalars(
        select(MeasureVersion)
        .where(MeasureVersion.plan_version_id == version.id)
        .order_by(MeasureVersion.position)
    ).all()
    carried = _carried(version.id, {one.id: one for one in measures})
    rows = [Row(one, carried.get(one.id, ())) for one in registers.of_registers(keys)]
    return Coverage(version, keys, rows, measures)


def _carried(
    version_id: uuid.UUID, measures: Mapping[uuid.UUID, MeasureVersion]
) -> Mapping[uuid.UUID, Sequence[MeasureVersion]]:
    pairs = db.session.execute(
        select(MeasureRecommendation.recommendation_id, MeasureVersion.id)
        .join(MeasureVersion, MeasureVersion.id == MeasureRecommendation.measure_version_id)
        .where(MeasureVersion.plan_version_id == version_id)
        .order_by(MeasureVersion.position)
    )
    found: dict[uuid.UUID, list[MeasureVersion]] = {}
    for recommendation_id, measure_id in pairs:
        found.setdefault(recommendation_id, []).append(measures[measure_id])
    return found
