"""A measure as people type it on a page: its texts in three languages, understood as in files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.domain.plans.importer.deadlines import parse_deadline, plan_period
from consult.domain.plans.importer.executors import lead_if_unmarked, parse_executors
from consult.domain.plans.importer.parsed import Executor, ParsedBody, ParsedMeasure
from consult.domain.plans.importer.references import parse_references
from consult.domain.plans.importer.rows import split_number
from consult.kernel.errors import ConsultError
from consult.kernel.localised import LocalisedText

ORDER = ("ru", "kk", "en")
OFFICIAL = ("kk", "ru")


class NumberUnfit(ConsultError):
    """What was typed cannot be the number of a measure; facts: number."""

    code = "number_unfit"


class WordingMissing(ConsultError):
    """A measure is not worded in both official languages (I-20); facts: missing, languages."""

    code = "wording_missing"


@dataclass(frozen=True)
class Typed:
    """The texts of a measure by the names in `diff.FIELDS`, its number and its section's."""

    number: str
    section: str
    fields: Mapping[str, LocalisedText]


def understood(typed: Typed, title: LocalisedText) -> ParsedMeasure:
    """Return the measure with deadline, bodies and recommendations understood as in files.

    `title` is the plan's: recurrent deadlines cover the years it names. Russian is read first,
    then Kazakh, then English. Raises NumberUnfit, WordingMissing.
    """
    number = split_number(typed.number)
    if not number:
        raise NumberUnfit(number=typed.number)
    text = _text(typed, "text")
    if missing := [code for code in OFFICIAL if not text.get(code)]:
        raise WordingMissing(missing=missing)
    executors = _executors(_text(typed, "executors"))
    first = next(iter(executors.values()), [])
    lead = lead_if_unmarked(first)
    period = plan_period(_first(_by_language(title)))
    return ParsedMeasure(
        number=number,
        section=typed.section,
        text=text,
        completion_form=_text(typed, "completion_form"),
        deadline_text=_text(typed, "deadline"),
        indicator=_text(typed, "indicator"),
        baseline=_text(typed, "baseline"),
        target=_text(typed, "target"),
        funding=_text(typed, "funding"),
        note=_text(typed, "note"),
        executors_text=_text(typed, "executors"),
        recommendations_text=_text(typed, "recommendations"),
        recommendations=parse_references(_first(_text(typed, "recommendations"))).numbers,
        deadline=parse_deadline(_first(_text(typed, "deadline")), period),
        bodies=_bodies(first, executors),
        lead_if_unmarked=lead.code or lead.printed if lead else None,
        rows={},
    )


def _text(typed: Typed, name: str) -> dict[str, str]:
    return _by_language(typed.fields.get(name, LocalisedText()))


def _by_language(text: LocalisedText) -> dict[str, str]:
    return {code: text.exact(code) for code in ORDER if text.exact(code)}


def _first(texts: Mapping[str, str]) -> str:
    return next(iter(texts.values()), "")


def _executors(texts: Mapping[str, str]) -> dict[str, list[Executor]]:
    return {code: parse_executors(text, code, {}, {}) for code, text in texts.items()}


def _bodies(
    first: Sequence[Executor], by_language: Mapping[str, Sequence[Executor]]
) -> tuple[ParsedBody, ...]:
    same = [(one.code, one.role) for one in first]
    alike = {
        code: executors
        for code, executors in by_language.items()
        if [(one.code, one.role) for one in executors] == same
    }
    return tuple(
        ParsedBody(one.code, one.role, {code: alike[code][place].printed for code in alike})
        for place, one in enumerate(first)
    )
