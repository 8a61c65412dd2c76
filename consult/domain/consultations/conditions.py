"""What must stand before a consultation opens, rule by rule (B-01 to B-16); pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.consultations.rules import (
    FLOOR_WORKING_DAYS,
    MANY_HOLIDAYS,
    SUMMARY_WORDS,
    end_of_day,
    local_day,
)

DONE, BLOCKING, ACCEPT, WARNING = "done", "blocking", "accept", "warning"
PAGE_TEXTS = ("title", "purpose")
CHANGE_TEXTS = ("open_to_change", "not_open")
CONTACT_OF = {"e-mail": "contact_email", "letter": "contact_address", "phone": "contact_phone"}
PLACE_OF = {"response_due_on": "period", "organisers": "organisers"}
SHOWN = 10


@dataclass(frozen=True)
class Item:
    """One line of the checklist: rule, outcome, where it is mended, and facts for its sentence.

    Outcomes: done, blocking, accept (blocks until somebody accepts it by name), warning.
    """

    code: str
    outcome: str
    place: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Basis:
    """All facts that the rules look at. `parts` are the plan's sections with their measures.

    `intact` says whether the stored source files and rows still are what was imported; `historical`
    waives the rule about the past for consultations held before they were loaded.
    """

    consultation: Any
    at: datetime
    calendar: WorkingCalendar
    organisers: int = 0
    version: Any = None
    parts: Sequence[Any] = ()
    intact: bool = True
    addresses: int = 0
    historical: bool = False


def check(basis: Basis) -> list[Item]:
    """Return the checklist in the order of the rules."""
    return [rule(basis) for rule in RULES]


def places(item: Item) -> set[str]:
    """Return where a line is mended: B-14 may lack facts of several pages."""
    lacking = item.facts.get("missing", ()) if item.code == "B-14" else ()
    return {PLACE_OF.get(name, "contact") for name in lacking} or {item.place}


def _item(code: str, place: str, *, wrong: Any, outcome: str = BLOCKING, **facts: Any) -> Item:
    return Item(code, outcome if wrong else DONE, place, facts)


def _lacking(basis: Basis, names: Iterable[str]) -> list[list[str]]:
    thing = basis.consultation
    return [
        [name, language]
        for name in names
        for language in thing.languages
        if not getattr(thing, name).exact(language)
    ]


def _plan_is_not_decided(basis: Basis) -> Item:
    decided, closes_at = basis.consultation.decision_on, basis.consultation.closes_at
    adopted = basis.version is not None and basis.version.state == "adopted"
    early = bool(decided and closes_at and decided <= local_day(closes_at, basis.consultation.zone))
    return _item("B-01", "period", wrong=adopted or early, adopted=adopted, decision_on=decided)


def _what_can_change(basis: Basis) -> Item:
    missing = _lacking(basis, CHANGE_TEXTS)
    return _item("B-02", "texts", wrong=missing, missing=missing)


def _measures(basis: Basis) -> list[Any]:
    return [measure for part in basis.parts for measure in part.measures]


def _facts_of_measures(basis: Basis) -> Item:
    bare = [
        measure.number
        for measure in _measures(basis)
        if not (
            measure.recommendations and measure.executors and measure.deadline and measure.indicator
        )
    ]
    return _item(
        "B-03", "plan", wrong=bare, outcome=WARNING, measures=bare[:SHOWN], count=len(bare)
    )


def _reasons(basis: Basis) -> Item:
    bare = [part.section.number for part in basis.parts if not part.section.reasons]
    return _item("B-04", "reasons", wrong=bare, outcome=ACCEPT, sections=bare, count=len(bare))


def _working_days(basis: Basis) -> Item:
    thing = basis.consultation
    wanted = max(thing.min_working_days, FLOOR_WORKING_DAYS)
    if not (thing.opens_at and thing.closes_at):
        return Item("B-05", BLOCKING, "period", {"days": 0, "wanted": wanted})
    first, last = local_day(thing.opens_at, thing.zone), local_day(thing.closes_at, thing.zone)
    days = basis.calendar.between(first, last)
    earliest = basis.calendar.add(first, wanted)
    return _item("B-05", "period", wrong=days < wanted, days=days, wanted=wanted, earliest=earliest)


def _holidays(basis: Basis) -> Item:
    thing = basis.consultation
    if not (thing.opens_at and thing.closes_at):
        return Item("B-06", DONE, "period", {"days": []})
    first, last = local_day(thing.opens_at, thing.zone), local_day(thing.closes_at, thing.zone)
    days = basis.calendar.holidays(first, last)
    return _item("B-06", "period", wrong=len(days) > MANY_HOLIDAYS, outcome=WARNING, days=days)


def _instants(basis: Basis) -> Item:
    thing = basis.consultation
    if not (thing.opens_at and thing.closes_at):
        return Item("B-07", BLOCKING, "period", {"fault": "missing"})
    last = local_day(thing.closes_at, thing.zone)
    today = local_day(basis.at, thing.zone)
    past = local_day(thing.opens_at, thing.zone) < today and not basis.historical
    over = thing.closes_at <= basis.at and not basis.historical
    uneven = thing.closes_at != end_of_day(last, thing.zone)
    faults = [name for name, wrong in (("past", past or over), ("uneven", uneven)) if wrong]
    return _item("B-07", "period", wrong=faults, fault=next(iter(faults), ""))


def _who_is_told(basis: Basis) -> Item:
    wrong = basis.addresses == 0 and not basis.historical
    return _item("B-08", "organisers", wrong=wrong, outcome=WARNING, count=basis.addresses)


def _languages(basis: Basis) -> Item:
    texts = _lacking(basis, PAGE_TEXTS)
    measures = [
        [measure.number, language]
        for measure in _measures(basis)
        for language in basis.consultation.languages
        if not measure.text.exact(language)
    ]
    noted = bool(basis.consultation.missing_translations_note)
    return _item(
        "B-09",
        "texts",
        wrong=texts or (measures and not noted),
        missing=texts,
        measures=measures[:SHOWN],
        count=len(measures),
    )


def _summary(basis: Basis) -> Item:
    summary = basis.consultation.summary
    missing = _lacking(basis, ["summary"])
    long = [
        language
        for language in summary.languages
        if len(summary.exact(language).split()) > SUMMARY_WORDS
    ]
    return _item("B-10", "texts", wrong=missing or long, missing=missing, long=long)


def _plan_is_published(basis: Basis) -> Item:
    version = basis.version
    if version is None or version.state == "draft":
        return Item("B-11", BLOCKING, "plan", {"fault": "draft" if version else "none"})
    counted = len(_measures(basis))
    wrong = not basis.intact or counted != version.measure_count
    return _item("B-11", "plan", wrong=wrong, fault="changed" if wrong else "", count=counted)


def _channels(basis: Basis) -> Item:
    thing = basis.consultation
    bare = [name for name in thing.channels if name in CONTACT_OF]
    bare = [name for name in bare if not getattr(thing, CONTACT_OF[name])]
    others = [name for name in thing.channels if name != "web"]
    return _item("B-12", "contact", wrong=bare or not others, channels=bare, others=len(others))


def _form_to_download(basis: Basis) -> Item:
    return _item("B-13", "plan", wrong=not _measures(basis), count=len(_measures(basis)))


def _who_decides(basis: Basis) -> Item:
    thing = basis.consultation
    missing = [name for name, _language in _lacking(basis, ["deciding_body"])][:1]
    missing += [name for name in ("response_due_on", "contact_name") if not getattr(thing, name)]
    if not basis.organisers:
        missing.append("organisers")
    place = PLACE_OF.get(missing[0], "contact") if missing else "contact"
    return _item("B-14", place, wrong=missing, missing=missing)


def _privacy(basis: Basis) -> Item:
    version = basis.consultation.privacy_notice_version
    return _item("B-15", "publication", wrong=not version, version=version)


def _quiet_period(basis: Basis) -> Item:
    thing = basis.consultation
    return _item(
        "B-16",
        "period",
        wrong=thing.quiet_period and not thing.quiet_override,
        quiet=thing.quiet_period,
        by=thing.quiet_override,
    )


RULES: tuple[Callable[[Basis], Item], ...] = (
    _plan_is_not_decided,
    _what_can_change,
    _facts_of_measures,
    _reasons,
    _working_days,
    _holidays,
    _instants,
    _who_is_told,
    _languages,
    _summary,
    _plan_is_published,
    _channels,
    _form_to_download,
    _who_decides,
    _privacy,
    _quiet_period,
)
