"""Reading a list of recommendations from a CSV or XLSX file: bytes in, rows and findings out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.domain.recommendations.headings import (
    COLUMNS,
    MECHANISM_WORDS,
    POSITION_WORDS,
    RESPONSES,
    TEXTS,
)
from consult.domain.recommendations.rules import (
    ACTION_CATEGORIES,
    AFFECTED_GROUPS,
    MECHANISMS,
    POSITIONS,
)
from consult.domain.recommendations.theme_names import theme_names
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.machinery.records import Record, Records, heading, read_records

_TARGET = re.compile(r"(?:[1-9]|1[0-7])\.(?:[1-9]\d?|[a-d])")
_STATE = re.compile(r"[A-Za-z]{2,3}")
_SYMBOL = re.compile(r"[^/\x00-\x1f\x7f]+")
_POSITIONS = {heading(code): code for code in POSITIONS} | {
    heading(words): code for words, code in POSITION_WORDS.items()
}
_MECHANISMS = {heading(code): code for code in MECHANISMS} | {
    heading(words): code for words, code in MECHANISM_WORDS.items()
}


@dataclass(frozen=True)
class RecommendationRow:
    """One recommendation as a file words it; paragraph is text: «95.10» is not «95.1» (H-01).

    `states` are codes of ISO 3166 or words as printed; `predecessor` is (cycle, paragraph) of the
    recommendation of an earlier cycle that this one repeats.
    """

    row: int
    mechanism: str
    cycle: str
    paragraph: str
    document_symbol: str = ""
    text: LocalisedText = field(default_factory=LocalisedText)
    original_language: str = ""
    states: tuple[str, ...] = ()
    position: str = ""
    position_source: str = ""
    position_date: date | None = None
    response: LocalisedText = field(default_factory=LocalisedText)
    themes: tuple[str, ...] = ()
    affected_groups: tuple[str, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    action_category: int | None = None
    origin: str = ""
    predecessor: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Mechanism, cycle and paragraph: what names a recommendation."""
        return self.mechanism, self.cycle, self.paragraph


@dataclass(frozen=True)
class RegisterFile:
    """The recommendations of a file, the columns it has, and the findings about it."""

    name: str
    rows: tuple[RecommendationRow, ...]
    columns: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """True when a finding stops the import."""
        return any(finding.stops for finding in self.findings)


def read_register(
    data: bytes,
    filename: str,
    accepted: Collection[str] = (),
    *,
    mechanism: str = "",
    cycle: str = "",
) -> RegisterFile:
    """Return the recommendations of a file; rows with errors are left out and reported by cell.

    `mechanism` and `cycle` hold for rows that do not say them; accepted are the codes of questions
    answered with yes. Never raises for a bad file: what is wrong is a finding (H-01, P-6).
    """
    table = read_records(data, filename, COLUMNS, accepted)
    usual = {"mechanism": mechanism, "cycle": cycle}
    rows = [row for record in table.rows if (row := _row(table, record, usual))]
    _note_columns(table, usual)
    _note_twice(table, rows)
    return RegisterFile(filename, tuple(rows), frozenset(table.columns), tuple(table.findings))


def _note_columns(table: Records, usual: Mapping[str, str]) -> None:
    def whole(level: Level, code: str, **facts: object) -> None:
        table.findings.append(Finding(level, code, table.file, table.sheet, row=1, facts=facts))

    if not table.columns:
        return
    for name, value in usual.items():
        if name not in table.columns and not value:
            whole(Level.ERROR, "E_COLUMN_MISSING", field=name)
    if not set(TEXTS) & set(table.columns):
        whole(Level.WARNING, "W_NO_TEXTS")


def _note_twice(table: Records, rows: list[RecommendationRow]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        if row.key in seen:
            facts = {"field": "paragraph", "value": row.paragraph}
            table.findings.append(
                Finding(Level.ERROR, "E_ROW_TWICE", table.file, table.sheet, (), row.row, facts)
            )
        seen.add(row.key)


def _row(table: Records, record: Record, usual: Mapping[str, str]) -> RecommendationRow | None:
    before = len(table.findings)
    code = {name: clean_line(record[name]) or usual[name] for name in usual}
    row = RecommendationRow(
        row=record.row,
        mechanism=_word(table, record, "mechanism", code["mechanism"], _MECHANISMS),
        cycle=_part(table, record, "cycle", code["cycle"]),
        paragraph=_part(table, record, "paragraph", clean_line(record["paragraph"])),
        document_symbol=clean_line(record["document_symbol"]),
        text=_texts(record, TEXTS),
        original_language=_language(table, record),
        states=_states(record["recommending_states"]),
        position=_word(table, record, "position", clean_line(record["position"]), _POSITIONS),
        position_source=clean_line(record["position_source"]),
        position_date=_day(table, record),
        response=_texts(record, RESPONSES),
        themes=_known(table, record, "themes", tuple(theme_names())),
        affected_groups=_groups(table, record),
        sdg_targets=_targets(table, record),
        action_category=_category(table, record),
        origin=clean_line(record["origin"]),
        predecessor=_predecessor(table, record),
    )
    if set(TEXTS) & set(table.columns) and not row.text:
        table.note(Level.WARNING, "W_NO_TEXT", record, value=row.paragraph)
    return None if any(finding.stops for finding in table.findings[before:]) else row


def _part(table: Records, record: Record, column: str, value: str) -> str:
    """Return a part of the key; it stands in addresses, so it holds no slash."""
    if is_blank(value) and (column in table.columns):
        table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    elif value and not _SYMBOL.fullmatch(value):
        table.note(Level.ERROR, "E_ROW_SLASH", record, column, value=value)
    return value


def _word(table: Records, record: Record, column: str, value: str, words: Mapping[str, str]) -> str:
    found = words.get(heading(value), "")
    if value and not found:
        allowed = ", ".join(dict.fromkeys(words.values()))
        table.note(Level.ERROR, "E_ROW_CODE", record, column, value=value, allowed=allowed)
    if not value and column == "mechanism" and column in table.columns:
        table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    return found


def _texts(record: Record, columns: Collection[str]) -> LocalisedText:
    return LocalisedText(
        **{
            name.rpartition("_")[2]: "" if is_blank(record[name]) else clean_text(record[name])
            for name in columns
        }
    )


def _pieces(text: str, separators: str = ";") -> tuple[str, ...]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    pieces = (clean_line(piece) for piece in text.split(separators[0]))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _states(text: str) -> tuple[str, ...]:
    """Return the States, codes of ISO 3166 in capitals; commas separate only when no ; does."""
    pieces = _pieces(text, ";" if ";" in text else ";,\n")
    return tuple(one.upper() if _STATE.fullmatch(one) else one for one in pieces)


def _known(
    table: Records, record: Record, column: str, allowed: Collection[str]
) -> tuple[str, ...]:
    codes = tuple(code.upper() for code in _pieces(record[column], ";,\n"))
    for code in codes:
        if code not in allowed:
            table.note(Level.WARNING, "W_THEME_UNKNOWN", record, column, value=code)
    return tuple(code for code in codes if code in allowed)


def _groups(table: Records, record: Record) -> tuple[str, ...]:
    column = "affected_groups"
    usual = {heading(name): name for name in AFFECTED_GROUPS}
    groups = tuple(usual.get(heading(one), one) for one in _pieces(record[column]))
    for group in groups:
        if group not in AFFECTED_GROUPS:
            table.note(Level.WARNING, "W_GROUP_UNKNOWN", record, column, value=group)
    return groups


def _targets(table: Records, record: Record) -> tuple[str, ...]:
    column = "sdg_targets"
    targets = tuple(one.lower() for one in _pieces(record[column], ";,\n"))
    for target in targets:
        if not _TARGET.fullmatch(target):
            table.note(Level.ERROR, "E_ROW_SDG", record, column, value=target)
    return targets


def _category(table: Records, record: Record) -> int | None:
    column = "action_category"
    value = clean_line(record[column])
    if not value:
        return None
    if value not in {str(one) for one in ACTION_CATEGORIES}:
        allowed = ", ".join(map(str, ACTION_CATEGORIES))
        table.note(Level.ERROR, "E_ROW_CODE", record, column, value=value, allowed=allowed)
        return None
    return int(value)


def _language(table: Records, record: Record) -> str:
    column = "original_language"
    value = clean_line(record[column]).lower()
    if value and not re.fullmatch("[a-z]{2}", value):
        allowed = ", ".join(LANGUAGES)
        table.note(Level.ERROR, "E_ROW_CODE", record, column, value=value, allowed=allowed)
    return value


def _day(table: Records, record: Record) -> date | None:
    column = "position_date"
    value = clean_line(record[column])
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        table.note(Level.ERROR, "E_ROW_DAY", record, column, value=value)
        return None


def _predecessor(table: Records, record: Record) -> tuple[str, str] | None:
    column = "predecessor"
    value = clean_line(record[column])
    cycle, slash, paragraph = (part.strip() for part in value.partition("/"))
    if value and not (cycle and slash and paragraph):
        table.note(Level.ERROR, "E_ROW_PREDECESSOR", record, column, value=value)
    return (cycle, paragraph) if cycle and paragraph else None
