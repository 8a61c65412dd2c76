"""The body of a plan's table: sections, measures, merged cells and the note below (P-2, P-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from consult.domain.plans.importer.cleaning import Cleaner
from consult.domain.plans.importer.headers import Header, repeats
from consult.kernel.text import fold_to_compare, is_blank
from consult.machinery.tables import Cell, Sheet, cell_name

_SECTIONS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?:раздел|глава|section|part)\s+(?P<number>\d+|[ivxіх]+)\s*[.:)–-]?\s*(?P<title>.*)",
        r"(?P<number>\d+|[ivxі]+)\s*-?\s*(?:бөлім|тарау)\s*[.:)–-]?\s*(?P<title>.*)",
        r"(?P<number>\d+|[IVX]+)[.)]\s+(?P<title>\S.*)",
    )
)
SECTION_COLUMNS = 2
_NOTE = re.compile(r"(?:примечани[ея]|ескертпе(?:лер)?|ескерту|notes?|сноска|расшифровка)\b")
_NUMBER = re.compile(r"\d+(?:[.\-]\d+)*(?:[.\-]?[a-zа-я])?")


@dataclass(frozen=True)
class RawSection:
    """A section row: printed number, or its place when it has none, and title."""

    number: str
    title: str
    row: int


@dataclass(frozen=True)
class RawMeasure:
    """A measure row: clean text and source cell of every mapped field."""

    number: str
    section: int
    row: int
    texts: Mapping[str, str]
    cells: Mapping[str, Cell]


@dataclass
class Body:
    """What the rows below the headings hold; odd lists (code, row, facts) of strange rows.

    `counted` names the cells whose numbers Word counts itself (P-4).
    """

    sections: list[RawSection] = field(default_factory=list)
    measures: list[RawMeasure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    odd: list[tuple[str, int, Mapping[str, object]]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    merges: list[tuple[str, int, int, str]] = field(default_factory=list)


def read_body(sheet: Sheet, header: Header, cleaner: Cleaner) -> Body:
    """Return sections, measures and note lines; a lone text below the table is left out."""
    body = Body()
    loose: list[tuple[int, str]] = []
    for row, cells in _rows(sheet, header, body):
        texts = {column: text for column, cell in cells.items() if (text := cleaner.read(cell))}
        if body.notes or _is_note(sheet, row, texts):
            body.notes.extend(line for text in texts.values() for line in text.split("\n"))
        elif _is_single(sheet, row, cells, texts):
            loose.append((row, next(iter(texts.values()))))
            body.counted.extend(cell.name for cell in cells.values() if cell.is_counted)
        elif cells:
            _add_sections(body, loose, followed=True)
            _add_measure(body, row, header, cells, texts)
    _add_sections(body, loose, followed=False)
    return body


def split_number(printed: str) -> str:
    """Return a number as text without a closing dot or bracket, "" when it is no number."""
    bare = printed.strip().rstrip(".) ")
    return bare if _NUMBER.fullmatch(bare) else ""


def section_parts(text: str) -> tuple[str, str] | None:
    """Return (number, title) of a printed section heading in three languages, else None."""
    for pattern in _SECTIONS:
        if match := pattern.fullmatch(text.strip()):
            return match["number"], match["title"].strip().rstrip(".") if match["title"] else ""
    return None


def _rows(sheet: Sheet, header: Header, body: Body) -> Iterator[tuple[int, dict[int, Cell]]]:
    spread = _spread_merges(sheet, header, body)
    for row in range(header.body, sheet.last_row + 1):
        own = sheet.row(row)
        if (own or row in spread) and not repeats(sheet, row, header):
            yield row, {**spread.get(row, {}), **own}


def _spread_merges(sheet: Sheet, header: Header, body: Body) -> dict[int, dict[int, Cell]]:
    spread: dict[int, dict[int, Cell]] = {}
    names = {column: name for name, column in header.columns.items()}
    for top, left, bottom, right in sheet.merged:
        start = sheet.cells.get((top, left))
        if start is None or left != right or top < header.body or left not in names:
            continue
        body.merges.append((names[left], top, bottom, start.name))
        for row in range(top + 1, bottom + 1):
            spread.setdefault(row, {})[left] = start
    return spread


def _is_note(sheet: Sheet, row: int, texts: Mapping[int, str]) -> bool:
    return (
        len(texts) == 1
        and len(sheet.row(row)) == 1
        and bool(_NOTE.match(fold_to_compare(next(iter(texts.values())))))
    )


def _is_single(sheet: Sheet, row: int, cells: Mapping[int, Cell], texts: Mapping[int, str]) -> bool:
    if sheet.is_around(row):
        return bool(texts)
    if len(texts) != 1 or len(cells) != 1:
        return False
    ((column, text),) = texts.items()
    wide = any(
        top == row == bottom and left <= column < right for top, left, bottom, right in sheet.merged
    )
    return (wide or column <= SECTION_COLUMNS) and not split_number(text)


def _add_sections(body: Body, loose: list[tuple[int, str]], *, followed: bool) -> None:
    for place, (row, text) in enumerate(loose, start=1):
        parts = section_parts(text)
        if parts or (followed and place == len(loose)):
            number, title = parts or (str(len(body.sections) + 1), text)
            body.sections.append(RawSection(number, title or text, row))
            if not (followed and place == len(loose)):
                body.odd.append(("W_SECTION_EMPTY", row, {"section": text}))
        elif followed or body.measures:
            body.odd.append(("I_ROW_LEFT_OUT", row, {"text": text}))
    loose.clear()


def _add_measure(
    body: Body,
    row: int,
    header: Header,
    cells: Mapping[int, Cell],
    texts: Mapping[int, str],
) -> None:
    by_field = {name: texts.get(column, "") for name, column in header.columns.items()}
    sources = {name: cells[column] for name, column in header.columns.items() if column in cells}
    printed, number = (
        by_field.get("number", ""),
        split_number(by_field.get("number", "")),
    )
    if not number:
        _refuse_number(body, row, header, printed, sources)
        return
    if is_blank(by_field.get("measure", "")) and not _is_formula(sources.get("measure")):
        body.odd.append(
            (
                "E_MEASURE_EMPTY",
                row,
                {"measure": number, "cell": cell_name(row, header.columns["measure"])},
            )
        )
    if "number" in sources and sources["number"].is_counted:
        body.counted.append(sources["number"].name)
    body.measures.append(RawMeasure(number, len(body.sections) - 1, row, by_field, sources))


def _refuse_number(
    body: Body, row: int, header: Header, printed: str, sources: Mapping[str, Cell]
) -> None:
    if _is_formula(sources.get("number")) or not sources:
        return
    code = "E_NUMBER_UNREADABLE" if printed else "E_NUMBER_MISSING"
    body.odd.append(
        (
            code,
            row,
            {"printed": printed, "cell": cell_name(row, header.columns["number"])},
        )
    )


def _is_formula(cell: Cell | None) -> bool:
    return cell is not None and cell.is_formula
