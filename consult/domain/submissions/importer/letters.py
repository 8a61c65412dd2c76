"""Reading the table of points in a letter, with the facts of the letter given beside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from consult.domain.submissions.importer.comments import CommentFile, CommentRow, text_doubts
from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line, clean_text, fold_to_compare, is_blank
from consult.machinery.records import (
    Columns,
    note_findings,
    read_records,
    unreadable_finding,
)
from consult.machinery.tables import Cell, Sheet, Unreadable, cell_name, read_table_file

SEARCHED_ROWS = 15
KNOWN_HEADINGS = 3
_HEADINGS = {
    "number": "№ | № п/п | р/с № | № р/с | no. | #",
    "target": "пункт проекта | пункт | жобаның тармағы | тармақ | provision | item of the draft",
    "current": "редакция проекта | действующая редакция | жобаның редакциясы"
    " | қолданыстағы редакция | current wording",
    "proposal": "предлагаемая редакция | предложение | ұсынылатын редакция | ұсыныс"
    " | proposed wording",
    "rationale": "обоснование | негіздеме | rationale",
    "organisation": "организация | ұйым | organisation",
}
_FIELD_OF = {phrase.strip(): name for name, row in _HEADINGS.items() for phrase in row.split("|")}
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_SECTION = re.compile(r"раздел\w*\s+(\d+)|(\d+)\s*-?\s*бөлім|section\s+(\d+)")
_PLAN = re.compile(
    r"всему проекту|проекту в целом|бүкіл жоба|whole (?:draft|plan)|draft as a whole"
)
_QUOTED = re.compile(r"«([^»]+)»|“([^”]+)”|\"([^\"]+)\"")
_COLUMNS_OF_PLAN = {
    "срок": "deadline", "мерзімі": "deadline", "deadline": "deadline",
    "индикатор": "indicator", "көрсеткіш": "indicator", "indicator": "indicator",
    "форма": "completion_form", "нысаны": "completion_form", "form": "completion_form",
    "ответственн": "executors", "орындаушы": "executors", "responsible": "executors",
    "финансирован": "funding", "қаржы": "funding", "funding": "funding",
    "рекомендаци": "recommendations", "ұсыным": "recommendations", "recommend": "recommendations",
    "мероприяти": "text", "іс-шара": "text", "measure": "text",
}  # fmt: skip
_ABSENT = frozenset({"", "-", "–", "—", "отсутствует", "нет", "жоқ", "none"})
_DELETION = re.compile(r"(?:исключить|удалить|алып таста\w+|delete|remove)[.!]?")
_WORDING = ("…", "...", "«", "“", '"')
_INDEX = Columns(
    required=("file", "channel", "language", "received_at"),
    optional=("id", "reg_no", "organisation_id", "outgoing_number", "entered_at", "entered_by",
              "points", "late", "region_code", "author_name", "confidentiality", "kinds"),
    codes=("reg_no",),
)  # fmt: skip


@dataclass(frozen=True)
class LetterFacts:
    """What is known of a letter besides its table; kinds gives the kind of each point."""

    channel: str
    language: str
    received_at: datetime
    entered_by: str = ""
    reg_no: str = ""
    letter_id: str = ""
    outgoing_number: str = ""
    organisation_id: str = ""
    region_code: str = "unknown"
    author_name: str = ""
    confidentiality: str = "org_only"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterTarget:
    """The part of the plan that an item is about; `extra` are further measures it names."""

    kind: str
    number: str = ""
    field: str = ""
    extra: tuple[str, ...] = ()


@dataclass
class _Table:
    file: str
    sheet: Sheet
    top: int
    columns: Mapping[str, int]
    findings: list[Finding] = field(default_factory=list)

    def text(self, row: int, name: str) -> str:
        column = self.columns.get(name, 0)
        cell = self.sheet.row(row).get(column) or self.merged.get((row, column))
        return "" if cell is None or cell.is_formula else cell.text

    @cached_property
    def merged(self) -> dict[tuple[int, int], Cell]:
        """The cells that a merge in one column stretches downwards (P-3)."""
        cells = self.sheet.cells
        return {
            (row, left): cells[top, left]
            for top, left, bottom, right in self.sheet.merged
            if left == right and (top, left) in cells
            for row in range(top + 1, bottom + 1)
        }

    def note(self, level: Level, code: str, row: int, name: str, **facts: object) -> None:
        cells = (cell_name(row, self.columns[name]),)
        self.findings.append(Finding(level, code, self.file, self.sheet.name, cells, row, facts))


def read_letter(
    data: bytes,
    filename: str,
    facts: LetterFacts,
    *,
    wordings: Mapping[str, str] | None = None,
    accepted: Collection[str] = (),
) -> CommentFile:
    """Return the points of a letter's table (№ · item · wording · proposal · grounds · author).

    wordings (measure number to the draft's text) lets quoted wordings be compared. A point on
    several measures is kept on the first, the others stand in extra_targets. Without facts.kinds
    a deletion is an objection, a point on missing wording an addition, all else an amendment.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        sheets = read_table_file(data, filename, accepted)
    except Unreadable as refused:
        return CommentFile((), (unreadable_finding(refused, filename),), digest)
    tables = _tables(filename, sheets)
    if not tables:
        missing = Finding(Level.ERROR, "E_NO_HEADER", filename, facts={"rows": SEARCHED_ROWS})
        return CommentFile((), (missing,), digest)
    noticed = list(note_findings(tables[0].sheet, filename, accepted))
    if len(tables) > 1:
        count = {"count": len(tables)}
        noticed.append(Finding(Level.WARNING, "W_SEVERAL_TABLES", filename, facts=count))
    rows: list[CommentRow] = []
    for table in tables:
        rows.extend(_points(table, facts, wordings or {}, len(rows)))
        noticed.extend(table.findings)
    if not rows:
        noticed.append(Finding(Level.ERROR, "E_NO_ROWS", filename, tables[0].sheet.name))
    return CommentFile(tuple(rows), tuple(noticed), digest)


def read_letter_index(
    data: bytes, filename: str
) -> tuple[dict[str, LetterFacts], tuple[Finding, ...]]:
    """Return the facts of letters by file name from a list with a row for each letter."""
    table = read_records(data, filename, _INDEX)
    found: dict[str, LetterFacts] = {}
    for record in table.rows:
        try:
            received_at = datetime.fromisoformat(clean_line(record["received_at"]))
        except ValueError:
            value = record["received_at"]
            table.note(Level.ERROR, "E_ROW_TIME", record, "received_at", value=value)
            continue
        found[clean_line(record["file"])] = LetterFacts(
            channel=clean_line(record["channel"]),
            language=clean_line(record["language"]),
            received_at=received_at,
            entered_by=clean_line(record["entered_by"]),
            reg_no=clean_line(record["reg_no"]),
            letter_id=clean_line(record["id"]),
            outgoing_number=clean_line(record["outgoing_number"]),
            organisation_id=clean_line(record["organisation_id"]),
            region_code=clean_line(record["region_code"]) or "unknown",
            author_name=clean_line(record["author_name"]),
            confidentiality=clean_line(record["confidentiality"]) or "org_only",
            kinds=tuple(clean_line(kind) for kind in record["kinds"].split(";") if kind.strip()),
        )
    return found, tuple(table.findings)


def _tables(filename: str, sheets: Sequence[Sheet]) -> list[_Table]:
    """Return the first sheet with points, or every such table of a Word document."""
    found = [table for sheet in sheets if (table := _table(filename, sheet))]
    return [table for table in found if table.sheet.inside] or found[:1]


def _table(filename: str, sheet: Sheet) -> _Table | None:
    for row in range(1, SEARCHED_ROWS + 1):
        columns: dict[str, int] = {}
        for column, cell in sheet.row(row).items():
            if name := _FIELD_OF.get(fold_to_compare(cell.text)):
                columns.setdefault(name, column)
        if len(columns) >= KNOWN_HEADINGS and {"target", "proposal"} <= set(columns):
            return _Table(filename, sheet, row, columns)
    return None


def _points(
    table: _Table, facts: LetterFacts, wordings: Mapping[str, str], point: int
) -> Iterator[CommentRow]:
    for row in range(table.top + 1, table.sheet.rows.stop):
        printed, proposal = table.text(row, "target"), table.text(row, "proposal")
        if is_blank(proposal):
            if not is_blank(table.text(row, "number")):
                table.note(Level.ERROR, "E_ROW_REQUIRED", row, "proposal", field="proposal")
            continue
        point += 1
        target = target_of(printed)
        if target is None:
            table.note(Level.ERROR, "E_POINT_UNKNOWN", row, "target", value=clean_line(printed))
            continue
        _remark(table, row, target, wordings)
        yield _comment(table, row, point, target, facts)


def _remark(table: _Table, row: int, target: LetterTarget, wordings: Mapping[str, str]) -> None:
    if target.extra:
        named = ", ".join((target.number, *target.extra))
        table.note(Level.WARNING, "W_POINT_NAMES_SEVERAL_MEASURES", row, "target", measures=named)
    quoted = fold_to_compare(table.text(row, "current"))
    draft = wordings.get(target.number)
    is_quote = target.kind == "measure" and not target.field and quoted not in _ABSENT
    if draft and is_quote and quoted != fold_to_compare(draft):
        code = "W_QUOTED_WORDING_DIFFERS"
        table.note(Level.WARNING, code, row, "current", measure=target.number)
    for name in ("proposal", "rationale"):
        for code, facts in text_doubts(name, table.text(row, name)):
            table.note(Level.WARNING, code, row, name, **facts)


def _comment(
    table: _Table, row: int, point: int, target: LetterTarget, facts: LetterFacts
) -> CommentRow:
    proposal = clean_text(table.text(row, "proposal"))
    rationale = clean_text(table.text(row, "rationale"))
    is_wording = proposal.startswith(_WORDING)
    text = (rationale or proposal) if is_wording else proposal
    organisation = clean_line(table.text(row, "organisation"))
    return CommentRow(
        row=row,
        received_at=facts.received_at,
        language=facts.language,
        target_type=target.kind,
        target_number=target.number,
        target_field=target.field,
        extra_targets=target.extra,
        kind=_kind(table, row, point, facts),
        text=text,
        proposed_wording=proposal if is_wording and text != proposal else "",
        rationale="" if rationale == text else rationale,
        author_kind="organisation" if organisation or facts.organisation_id else "individual",
        confidentiality=facts.confidentiality,
        author_name=facts.author_name,
        organisation_id=facts.organisation_id,
        organisation_name=organisation,
        region_code=facts.region_code,
        channel=facts.channel,
        entered_by=facts.entered_by,
        external_id=f"{facts.letter_id}-{point:02d}" if facts.letter_id else "",
        reg_no=facts.reg_no,
        comment_code=f"{facts.reg_no}-{point}" if facts.reg_no else "",
    )


def _kind(table: _Table, row: int, point: int, facts: LetterFacts) -> str:
    if point <= len(facts.kinds):
        return facts.kinds[point - 1]
    if _DELETION.fullmatch(fold_to_compare(table.text(row, "proposal"))):
        return "objection"
    absent = fold_to_compare(table.text(row, "current")) in _ABSENT
    return "addition" if absent else "amendment"


def target_of(printed: str) -> LetterTarget | None:
    """Return what an item of a letter is about, as letters name it; None when it is not clear."""
    folded = fold_to_compare(printed)
    if numbers := list(dict.fromkeys(_NUMBER.findall(folded))):
        return LetterTarget("measure", numbers[0], _named_field(folded), tuple(numbers[1:]))
    if match := _SECTION.search(folded):
        return LetterTarget("section", next(number for number in match.groups() if number))
    return LetterTarget("plan") if _PLAN.search(folded) else None


def _named_field(folded: str) -> str:
    quoted = " ".join(part for groups in _QUOTED.findall(folded) for part in groups)
    return next((name for stem, name in _COLUMNS_OF_PLAN.items() if stem in quoted), "")
