"""Papers to print for a round table: comment forms by measure, a list of measures, attendance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from consult.domain.reports.exporters.address_code import code_of
from consult.domain.reports.exporters.pdf_engine import shown, typeset
from consult.kernel.localised import LocalisedText

TEMPLATE: Final = "paper_form.typ"
WORDING: Final = 1_100
"""Characters of a wording on a sheet: a longer one is cut, so that there is room to write."""
TONGUES: Final = ("қаз", "рус", "eng")
ROWS: Final = 48
"""Lines of an attendance sheet: three pages, enough for a hall."""


@dataclass(frozen=True)
class Measure:
    """A measure as a form names it: its number, its wording, and the address of its comment."""

    number: str
    wording: LocalisedText
    address: str
    short: str


@dataclass(frozen=True)
class Chapter:
    """A section of the plan with the measures to be printed."""

    title: str
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Meeting:
    """What stands at the head of every paper; `address` and `short` lead to the general form."""

    title: str
    place: str
    consultation: str
    day: date
    address: str
    short: str
    named: bool = True


@dataclass(frozen=True)
class Speech:
    """The words of one language: sentences by code, kinds of comments, sentences of consent."""

    language: str
    words: Mapping[str, str]
    kinds: Sequence[str]
    levels: Sequence[str]


def comment_forms(meeting: Meeting, chapters: Sequence[Chapter], speech: Speech) -> bytes:
    """Set one sheet a measure; without measures the general sheet. Returns a PDF of A4 pages."""
    measures = [one for chapter in chapters for one in chapter.measures]
    sheets = [_sheet(one, speech, WORDING) for one in measures] or [_general(meeting)]
    more = {"sheets": sheets, "kinds": _all(speech.kinds), "levels": _all(speech.levels)}
    return _set("forms", speech.words["form"], meeting, speech, more)


def list_of_measures(meeting: Meeting, chapters: Sequence[Chapter], speech: Speech) -> bytes:
    """Set the list to hang up: each measure with its number, wording and picture."""
    parts = [
        {"title": shown(chapter.title), "rows": [_sheet(one, speech) for one in chapter.measures]}
        for chapter in chapters
    ]
    more = {"parts": parts, "code": _code(meeting.address, meeting.short)}
    return _set("measures", speech.words["list"], meeting, speech, more)


def attendance_sheet(meeting: Meeting, speech: Speech) -> bytes:
    """Set the list that goes round, without signatures; where no names are taken without names."""
    words = speech.words
    consent = [words["yes"], words["no"]]
    columns: list[tuple[str, float, Sequence[str]]] = [("№", 0, [])]
    if meeting.named:
        columns += [(words["name"], 3, []), (words["organisation"], 3, [])]
    else:
        columns += [(words["who"], 4, [])]
    columns += [(words["region"], 1.6, []), (words["language"], 2.2, TONGUES)]
    if meeting.named:
        columns += [(words["may_be_named"], 2, consent)]
    more = {"columns": columns, "rows": ROWS}
    return _set("attendance", words["attendance"], meeting, speech, more)


def _set(kind: str, title: str, meeting: Meeting, speech: Speech, more: Mapping[str, Any]) -> bytes:
    words = dict(speech.words)
    words["attendance_help"] = words["help_named" if meeting.named else "help_numbers"]
    data = {
        "kind": kind,
        "title": shown(f"{title}. {meeting.title}"),
        "date": [meeting.day.year, meeting.day.month, meeting.day.day],
        "lang": speech.language,
        "region": "GB" if speech.language == "en" else "KZ",
        "words": {code: shown(text) for code, text in words.items()},
        "consultation": shown(meeting.consultation),
        "meeting": shown(meeting.title),
        "place": shown(meeting.place),
        "foot": shown(meeting.title),
        **more,
    }
    return typeset(TEMPLATE, data, _moment(meeting.day))


def _moment(day: date) -> int:
    """The instant that the file names as its own: the same paper has the same bytes."""
    return (day - date(1970, 1, 1)).days * 86_400


def _sheet(measure: Measure, speech: Speech, most: int = 0) -> dict[str, Any]:
    wording, language = measure.wording.shown(speech.language)
    if most and len(wording) > most:
        wording = wording[:most].rsplit(" ", 1)[0] + "…"
    return {
        "number": shown(measure.number),
        "heading": shown(speech.words["measure_number"] % {"number": measure.number}),
        "wording": shown(wording),
        "lang": language,
        "code": _code(measure.address, measure.short),
    }


def _general(meeting: Meeting) -> dict[str, Any]:
    code = _code(meeting.address, meeting.short)
    return {"number": "", "heading": "", "wording": "", "lang": "ru", "code": code}


def _code(address: str, short: str) -> dict[str, str]:
    picture = code_of(address, "svg").decode()
    return {"picture": picture, "address": address, "short": short}


def _all(texts: Sequence[str]) -> list[str]:
    return [shown(text) for text in texts]
