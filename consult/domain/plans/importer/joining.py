"""Joining the files of one plan in several languages by number and order (P-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from consult.domain.plans.importer.executors import lead_if_unmarked
from consult.domain.plans.importer.parsed import ParsedBody, ParsedMeasure, ParsedSection
from consult.domain.plans.importer.reading import FileMeasure, FilePlan
from consult.kernel.findings import Finding, Level

_ORDER = ("ru", "kk", "en")


def in_official_order(plans: Sequence[FilePlan]) -> list[FilePlan]:
    """The readable plans: Russian, Kazakh, English; the first gives the parsed facts."""
    return sorted(
        (plan for plan in plans if plan.language), key=lambda plan: _ORDER.index(plan.language)
    )


def difference_findings(plans: Sequence[FilePlan]) -> Iterator[Finding]:
    """Yield what keeps files from being one plan: numbers, sections, facts, a language twice."""
    for language, times in Counter(plan.language for plan in plans).items():
        if times > 1:
            names = [plan.name for plan in plans if plan.language == language]
            facts = {"language": language, "files": ", ".join(names)}
            yield Finding(Level.ERROR, "E_LANGUAGE_TWICE", names[-1], facts=facts)
    for other in plans[1:]:
        numbers = list(_number_differences(plans[0], other))
        yield from numbers or _fact_differences(plans[0], other)


def join_measures(plans: Sequence[FilePlan]) -> tuple[ParsedMeasure, ...]:
    """Return the measures of the first plan, each with its texts in every language that has it."""
    found = [(plan, {measure.number: measure for measure in plan.measures}) for plan in plans]
    return tuple(
        _joined(
            plans[0],
            measure,
            {
                plan.language: numbered[measure.number]
                for plan, numbered in found
                if measure.number in numbered
            },
        )
        for measure in (plans[0].measures if plans else ())
    )


def join_sections(plans: Sequence[FilePlan]) -> tuple[ParsedSection, ...]:
    """Return the sections by place, each with its title in every language."""
    return tuple(
        ParsedSection(
            section.number or str(place + 1),
            {
                plan.language: plan.sections[place].title
                for plan in plans
                if place < len(plan.sections)
            },
        )
        for place, section in enumerate(plans[0].sections if plans else ())
    )


def _number_differences(base: FilePlan, other: FilePlan) -> Iterator[Finding]:
    ours, theirs = _numbers(base), _numbers(other)
    if ours != theirs:
        facts: dict[str, object] = {
            "base": base.name,
            "base_language": base.language,
            "language": other.language,
            base.language: list(ours),
            other.language: list(theirs),
            f"missing_in_{other.language}": [number for number in ours if number not in theirs],
            f"extra_in_{other.language}": [number for number in theirs if number not in ours],
            "order_differs": _out_of_order(ours, theirs),
        }
        yield Finding(Level.ERROR, "E_LANGUAGES_DIFFER", other.name, other.sheet, facts=facts)
    elif _shape(base) != _shape(other):
        facts = {"base": base.name, "base_count": len(base.sections), "count": len(other.sections)}
        yield Finding(Level.ERROR, "E_SECTIONS_DIFFER", other.name, other.sheet, facts=facts)


def _fact_differences(base: FilePlan, other: FilePlan) -> Iterator[Finding]:
    for ours, theirs in zip(base.measures, other.measures, strict=True):
        for name, one, two in (
            ("recommendation", ours.references.numbers, theirs.references.numbers),
            ("deadline", _span(ours), _span(theirs)),
            ("responsible", _bodies(ours), _bodies(theirs)),
        ):
            if one != two:
                facts = {
                    "measure": ours.number,
                    "field": name,
                    "base": base.name,
                    "base_row": ours.raw.row,
                }
                yield Finding(
                    Level.WARNING,
                    "W_LANGUAGES_DISAGREE",
                    other.name,
                    other.sheet,
                    row=theirs.raw.row,
                    facts=facts,
                )


def _numbers(plan: FilePlan) -> list[str]:
    return [measure.number for measure in plan.measures]


def _out_of_order(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    one = [number for number in ours if number in set(theirs)]
    two = [number for number in theirs if number in set(ours)]
    return [number for number, there in zip(one, two, strict=False) if number != there]


def _shape(plan: FilePlan) -> list[tuple[str, int]]:
    return [(measure.number, measure.raw.section) for measure in plan.measures]


def _span(measure: FileMeasure) -> object:
    return measure.deadline.intervals, measure.deadline.recurrence


def _bodies(measure: FileMeasure) -> object:
    return [(executor.code, executor.role) for executor in measure.executors]


def _joined(
    base: FilePlan, first: FileMeasure, by_language: Mapping[str, FileMeasure]
) -> ParsedMeasure:
    def texts(name: str) -> dict[str, str]:
        return {language: measure.texts.get(name, "") for language, measure in by_language.items()}

    unmarked = lead_if_unmarked(first.executors)
    section = base.sections[max(first.raw.section, 0)] if base.sections else None
    return ParsedMeasure(
        number=first.number,
        section=(section.number if section else "") or "1",
        text=texts("measure"),
        completion_form=texts("completion_form"),
        deadline_text=texts("deadline"),
        indicator=texts("indicator"),
        baseline=texts("baseline"),
        target=texts("target"),
        funding=texts("funding"),
        note=texts("note"),
        executors_text=texts("responsible"),
        recommendations_text=texts("recommendation"),
        recommendations=first.references.numbers,
        deadline=first.deadline,
        bodies=_joined_bodies(first, by_language),
        lead_if_unmarked=unmarked.code or unmarked.printed if unmarked else None,
        rows={language: measure.raw.row for language, measure in by_language.items()},
    )


def _joined_bodies(
    first: FileMeasure, by_language: Mapping[str, FileMeasure]
) -> tuple[ParsedBody, ...]:
    return tuple(
        ParsedBody(
            executor.code,
            executor.role,
            {
                language: measure.executors[place].printed
                for language, measure in by_language.items()
                if place < len(measure.executors) and _bodies(measure) == _bodies(first)
            }
            or {next(iter(by_language)): executor.printed},
        )
        for place, executor in enumerate(first.executors)
    )
