"""Reading a plan of measures from one to three files: bytes in, plan and findings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consult.domain.plans.importer.as_json import finding_json, to_json
from consult.domain.plans.importer.fields import FIELDS, REQUIRED
from consult.domain.plans.importer.joining import (
    difference_findings,
    in_official_order,
    join_measures,
    join_sections,
)
from consult.domain.plans.importer.parsed import (
    Deadline,
    ParsedBody,
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    SourceFile,
)
from consult.domain.plans.importer.reading import FilePlan, read_file
from consult.domain.plans.importer.register import read_positions, register_findings, uncovered
from consult.kernel.findings import Finding, Level

__all__ = [
    "FIELDS", "REQUIRED", "Deadline", "ParsedBody", "ParsedMeasure", "ParsedPlan", "ParsedSection",
    "SourceFile", "finding_json", "read_plan", "read_positions", "to_json",
]  # fmt: skip


def read_plan(
    files: Sequence[SourceFile],
    *,
    known_recommendations: Mapping[str, str] | None = None,
    known_bodies: Mapping[str, str] | None = None,
) -> ParsedPlan:
    """Return the plan that one to three files word in one language each (P-1 to P-14).

    known_recommendations maps paragraph to position ("supported", "noted", …); without it
    references are not checked. known_bodies maps printed abbreviations to codes and goes
    before our table.
    Never raises for a bad file: what is wrong is a finding, and `blocked` tells whether it stops.
    """
    plans = [read_file(source, known_bodies or {}) for source in files]
    read = in_official_order(plans)
    once = list({plan.language: plan for plan in reversed(read)}.values())[::-1]
    return ParsedPlan(
        title={plan.language: plan.title for plan in once},
        sections=join_sections(once),
        measures=join_measures(once),
        findings=tuple(_all_findings(plans, read, known_recommendations)),
        languages=tuple(plan.language for plan in once),
        mapping={plan.name: plan.mapping for plan in plans if plan.mapping},
        sha256={plan.name: plan.sha256 for plan in plans},
        files={plan.name: plan.language for plan in plans},
        uncovered=uncovered(once[0], known_recommendations)
        if once and known_recommendations
        else (),
    )


def _all_findings(
    plans: Sequence[FilePlan], read: Sequence[FilePlan], known: Mapping[str, str] | None
) -> list[Finding]:
    found = [finding for plan in plans for finding in plan.findings]
    found += register_findings(read, known) if known is not None else ()
    found += difference_findings(read)
    return sorted(found, key=lambda finding: list(Level).index(finding.level))
