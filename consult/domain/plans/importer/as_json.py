"""A read plan as plain data for files and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consult.domain.people.bodies import bodies
from consult.domain.plans.importer.parsed import Deadline, ParsedBody, ParsedMeasure, ParsedPlan
from consult.kernel.findings import Finding

_TEXTS = (
    "text",
    "completion_form",
    "indicator",
    "baseline",
    "target",
    "funding",
    "note",
    "executors_text",
)


def to_json(parsed: ParsedPlan, sentence: Callable[[Finding], str] | None = None) -> dict[str, Any]:
    """Return a plan as JSON data; sentence words a finding, else its code stands there."""
    return {
        "title": dict(parsed.title),
        "languages": list(parsed.languages),
        "files": [
            {
                "name": name,
                "sha256": digest,
                "language": parsed.files.get(name, ""),
                "mapping": dict(parsed.mapping.get(name, {})),
            }
            for name, digest in parsed.sha256.items()
        ],
        "counts": {
            "sections": len(parsed.sections),
            "measures": len(parsed.measures),
            "findings": len(parsed.findings),
        },
        "blocked": parsed.blocked,
        "sections": [
            {"number": section.number, "title": dict(section.title)} for section in parsed.sections
        ],
        "measures": [_measure(measure) for measure in parsed.measures],
        "supported_not_covered": list(parsed.uncovered),
        "findings": [finding_json(finding, sentence) for finding in parsed.findings],
    }


def finding_json(
    finding: Finding, sentence: Callable[[Finding], str] | None = None
) -> dict[str, Any]:
    """Return one finding: level, code, place, facts and message."""
    return {
        "level": str(finding.level),
        "code": finding.code,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cells[0] if finding.cells else None,
        "cells": list(finding.cells),
        "row": finding.row,
        "facts": dict(finding.facts),
        "message": sentence(finding) if sentence else finding.code,
    }


def _measure(measure: ParsedMeasure) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "number": measure.number,
        "section": measure.section,
        "recommendations": list(measure.recommendations),
        **_by_language("deadline", measure.deadline_text),
        **_deadline(measure.deadline),
        "bodies": [_body(body) for body in measure.bodies],
        "lead_if_unmarked": measure.lead_if_unmarked,
        **_by_language("baseline", measure.baseline),
        **_by_language("target", measure.target),
        "rows": dict(measure.rows),
    }
    return whole | {name: dict(getattr(measure, name)) for name in _TEXTS}


def _by_language(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in texts.items()}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    spans = [
        [day.isoformat() if day else None for day in interval] for interval in deadline.intervals
    ]
    return {"intervals": spans, "recurrence": deadline.recurrence, "flag": deadline.flag}


def _body(body: ParsedBody) -> dict[str, Any]:
    known = bodies().get(body.code or "")
    printed = body.printed.get("ru") or (
        known.printed("ru") if known else next(iter(body.printed.values()), "")
    )
    return {"body": body.code, "abbr_ru": printed, "role": body.role}
