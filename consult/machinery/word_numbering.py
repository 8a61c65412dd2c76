"""The numbers that Word counts itself: lists, their levels, restarts and printed forms (P-4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NO_LIST = "0"
LEVELS = 9
LARGEST = 5_000
STYLES_DEEP = 20
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, form, pattern such as %1.%2. and restart rule."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass
class _List:
    """A list in use: its definition, levels and those levels that it starts anew."""

    definition: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


@dataclass
class _Style:
    based_on: str = ""
    list_id: str = ""
    level: int | None = None


@dataclass
class Numbering:
    """The lists of one document; `label` counts on, so paragraphs must come in order."""

    lists: Mapping[str, _List] = field(default_factory=dict)
    styles: Mapping[str, _Style] = field(default_factory=dict)
    default_style: str = ""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, properties: Element | None) -> str:
        """Return what Word prints before a paragraph, such as 2.10., from its w:pPr; else ""."""
        list_id, level = self._place(properties)
        used = self.lists.get(list_id)
        if used is None or level not in used.levels:
            return ""
        counts = self._counted(list_id, used, level)
        pattern = used.levels[level]
        if pattern.form == "bullet":
            return ""
        return _PLACE.sub(
            lambda found: self._printed(used, counts, level, found[1]), pattern.pattern
        )

    def _place(self, properties: Element | None) -> tuple[str, int]:
        style = attribute(properties, "pStyle") or self.default_style
        own = properties.find(f"{W}numPr") if properties is not None else None
        inherited = self._inherited(style)
        list_id = attribute(own, "numId") or inherited.list_id
        level = number(attribute(own, "ilvl"))
        if level is None:
            level = self._level_of_style(list_id, style, inherited.level)
        return ("", 0) if list_id == NO_LIST else (list_id, level)

    def _inherited(self, style: str) -> _Style:
        found = self.styles.get(style, _Style())
        for _step in range(STYLES_DEEP):
            if found.list_id or not found.based_on:
                break
            parent = self.styles.get(found.based_on, _Style())
            found = replace(parent, level=found.level if found.level is not None else parent.level)
        return found

    def _level_of_style(self, list_id: str, style: str, level: int | None) -> int:
        used = self.lists.get(list_id)
        named = [place for place, one in used.levels.items() if one.style == style] if used else []
        return named[0] if named and style else level or 0

    def _counted(self, list_id: str, used: _List, level: int) -> dict[int, int]:
        counts = self.counts.setdefault(used.definition, {})
        if list_id not in self.begun:
            self.begun.add(list_id)
            for place in used.restarts:
                counts.pop(place, None)
        counts[level] = counts[level] + 1 if level in counts else _start(used, level)
        for deeper in [place for place in counts if place > level]:
            restart = used.levels[deeper].restart if deeper in used.levels else None
            if restart is None or level < restart:
                del counts[deeper]
        return counts

    def _printed(self, used: _List, counts: Mapping[int, int], level: int, place: str) -> str:
        wanted = int(place) - 1
        count = counts.get(wanted, _start(used, wanted))
        form = used.levels[wanted].form if wanted in used.levels else "decimal"
        return printed(count, "decimal" if used.levels[level].is_legal else form)


def numbering_of(definitions: Element | None, styles: Element | None) -> Numbering:
    """Return the numbering from the parts numbering.xml and styles.xml, which may be missing."""
    known = dict(_styles(styles)) if styles is not None else {}
    lists = dict(_lists(definitions, known)) if definitions is not None else {}
    default = next(
        (
            one.get(f"{W}styleId", "")
            for one in (styles.iterfind(f"{W}style") if styles is not None else ())
            if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in {"1", "true"}
        ),
        "",
    )
    return Numbering(lists, known, default)


def printed(count: int, form: str) -> str:
    """Return a number in a form of Word: decimal, roman, letters; Latin or Russian."""
    if form == "none" or not 0 <= count <= LARGEST:
        return "" if form == "none" else str(count)
    if form in {"upperRoman", "lowerRoman"}:
        return _cased(_roman(count), form)
    if form in {"upperLetter", "lowerLetter"}:
        return _cased(_letters(count, _LATIN), form)
    if form in {"russianUpper", "russianLower"}:
        return _cased(_letters(count, _RUSSIAN), form)
    return f"{count:02d}" if form == "decimalZero" else str(count)


def attribute(element: Element | None, name: str) -> str:
    """Return w:val of a child element, "" when there is none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val", "") if child is not None else ""


def number(text: str) -> int | None:
    """Return a whole number of at most nine digits, else None."""
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None


def _start(used: _List, level: int) -> int:
    if level in used.restarts:
        return used.restarts[level]
    return used.levels[level].start if level in used.levels else 1


def _cased(text: str, form: str) -> str:
    return text.upper() if "upper" in form or "Upper" in form else text


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while count >= value:
            text, count = text + letters, count - value
    return text


def _letters(count: int, alphabet: str) -> str:
    if count < 1:
        return str(count)
    times, place = divmod(count - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def _styles(part: Element) -> Iterator[tuple[str, _Style]]:
    for one in part.iterfind(f"{W}style"):
        numbered = one.find(f"{W}pPr/{W}numPr")
        yield (
            one.get(f"{W}styleId", ""),
            _Style(
                attribute(one, "basedOn"),
                attribute(numbered, "numId"),
                number(attribute(numbered, "ilvl")),
            ),
        )


def _lists(part: Element, styles: Mapping[str, _Style]) -> Iterator[tuple[str, _List]]:
    definitions = {
        one.get(f"{W}abstractNumId", ""): one for one in part.iterfind(f"{W}abstractNum")
    }
    used = {one.get(f"{W}numId", ""): one for one in part.iterfind(f"{W}num")}
    for list_id, one in used.items():
        name = attribute(one, "abstractNumId")
        definition = definitions.get(name)
        if link := attribute(definition, "numStyleLink"):
            linked = used.get(styles.get(link, _Style()).list_id)
            name = attribute(linked, "abstractNumId")
            definition = definitions.get(name)
        if definition is not None:
            levels = dict(_levels(definition))
            levels |= dict(_overridden(one))
            yield list_id, _List(name, levels, dict(_restarts(one)))


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for one in parent.iterfind(f"{W}lvl"):
        place = number(one.get(f"{W}ilvl", ""))
        if place is not None and place < LEVELS:
            yield place, _level(one)


def _level(one: Element) -> Level:
    start = number(attribute(one, "start"))
    return Level(
        start=1 if start is None else start,
        form=attribute(one, "numFmt") or "decimal",
        pattern=attribute(one, "lvlText"),
        restart=number(attribute(one, "lvlRestart")),
        is_legal=one.find(f"{W}isLgl") is not None,
        style=attribute(one, "pStyle"),
    )


def _overridden(one: Element) -> Iterator[tuple[int, Level]]:
    for override in one.iterfind(f"{W}lvlOverride"):
        yield from _levels(override)


def _restarts(one: Element) -> Iterator[tuple[int, int]]:
    for override in one.iterfind(f"{W}lvlOverride"):
        place = number(override.get(f"{W}ilvl", ""))
        start = number(attribute(override, "startOverride"))
        if place is not None and start is not None:
            yield place, start
