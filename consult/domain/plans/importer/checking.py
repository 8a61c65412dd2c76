"""What a reader of the plan should know before the import: doubts and faults row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from consult.domain.plans.importer.executors import is_abbreviation, is_explained, lead_if_unmarked
from consult.domain.plans.importer.rows import Body, RawMeasure
from consult.kernel.findings import Finding, Level
from consult.kernel.text import fold_to_compare, is_blank
from consult.machinery.tables import Cell, cell_name

if TYPE_CHECKING:
    from consult.domain.plans.importer.reading import FileMeasure

_LEVELS = {"E": Level.ERROR, "W": Level.WARNING, "I": Level.INFORMATION}
_NO_DATA = frozenset({"нет данных", "н/д", "деректер жоқ", "no data", "n/a", "-", "–", "—", ""})


def table_findings(file: str, sheet: str, body: Body) -> Iterator[Finding]:
    """Yield what concerns the whole table: numeric codes (P-6), merges (P-3), doubles, odd rows."""
    yield from _numeric(file, sheet, body)
    if body.counted:
        yield Finding(
            Level.WARNING, "W_NUMBERED_BY_WORD", file, sheet, tuple(body.counted),
            facts=_counted(body),
        )  # fmt: skip
    for code, row, facts in body.odd:
        cells = (str(facts["cell"]),) if "cell" in facts else ()
        yield Finding(_LEVELS[code[0]], code, file, sheet, cells, row, facts)
    for number, times in Counter(raw.number for raw in body.measures).items():
        rows = [raw.row for raw in body.measures if raw.number == number]
        if times > 1 and not any(
            _is_ambiguous(raw.cells.get("number")) for raw in body.measures if raw.number == number
        ):
            facts = {"measure": number, "rows": ", ".join(map(str, rows))}
            yield Finding(Level.ERROR, "E_DUPLICATE_NUMBER", file, sheet, row=rows[-1], facts=facts)
    for name, top, bottom, cell in body.merges:
        numbers = [raw.number for raw in body.measures if top <= raw.row <= bottom]
        facts = {"column": name, "measures": ", ".join(numbers)}
        yield Finding(Level.INFORMATION, "I_VERTICAL_MERGE", file, sheet, (cell,), top, facts)
    if not body.measures and not any(code.startswith("E_") for code, _, _ in body.odd):
        yield Finding(Level.ERROR, "E_NO_MEASURES", file, sheet)


def measure_findings(
    file: str,
    sheet: str,
    measure: FileMeasure,
    columns: Mapping[str, int],
    explained: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield the doubts about one measure: references, bodies (P-8), deadline (P-7), baseline."""
    for code, column, facts in _doubts(measure, columns, explained):
        cells = (cell_name(measure.raw.row, columns[column]),)
        whole = {"measure": measure.number, **facts}
        yield Finding(_LEVELS[code[0]], code, file, sheet, cells, measure.raw.row, whole)


def _doubts(
    measure: FileMeasure, columns: Mapping[str, int], explained: Mapping[str, str]
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for read in (
        _reference_doubts(measure),
        _body_doubts(measure, explained),
        _other_doubts(measure),
    ):
        yield from (doubt for doubt in read if doubt[1] in columns)


def _reference_doubts(measure: FileMeasure) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for piece in measure.references.unread:
        yield "W_REF_UNPARSED", "recommendation", {"reference": piece}
    if (
        not measure.references.numbers
        and not measure.references.unread
        and not _is_numeric(measure.raw, "recommendation")
    ):
        note = measure.texts.get("note", "")
        code = "W_NO_RECOMMENDATION" if is_blank(note) else "I_NO_RECOMMENDATION_EXPLAINED"
        yield code, "recommendation", {"note": note} if note else {}


def _body_doubts(
    measure: FileMeasure, explained: Mapping[str, str]
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for executor in measure.executors:
        facts = {"body": executor.printed}
        if not is_abbreviation(executor.printed):
            yield "W_BODY_IN_WORDS", "responsible", facts
        elif not is_explained(executor.printed, explained) and (explained or executor.code is None):
            yield "W_ABBREVIATION_UNKNOWN", "responsible", facts
    if first := lead_if_unmarked(measure.executors):
        yield "W_NO_LEAD", "responsible", {"body": first.printed}
    if not measure.executors:
        yield "W_NO_BODY", "responsible", {}


def _other_doubts(measure: FileMeasure) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    deadline = measure.texts.get("deadline", "")
    if measure.deadline.flag:
        yield measure.deadline.flag, "deadline", {"deadline": deadline}
    elif not deadline and not _is_formula(measure.raw, "deadline"):
        yield "W_NO_DEADLINE", "deadline", {}
    baseline = measure.texts.get("baseline")
    if baseline is not None and fold_to_compare(baseline) in _NO_DATA:
        column = "baseline" if "baseline" in measure.raw.texts else "indicator"
        yield "W_BASELINE_MISSING", column, {"baseline": baseline}


def _counted(body: Body) -> dict[str, object]:
    cells = set(body.counted)
    counted = [raw.number for raw in body.measures if _name(raw.cells.get("number")) in cells]
    return {"numbers": ", ".join(counted or [section.number for section in body.sections])}


def _name(cell: Cell | None) -> str:
    return cell.name if cell else ""


def _numeric(file: str, sheet: str, body: Body) -> Iterator[Finding]:
    codes = [
        raw.cells["number"].name for raw in body.measures if _is_ambiguous(raw.cells.get("number"))
    ]
    if codes:
        yield Finding(Level.ERROR, "E_NUMERIC_CODE", file, sheet, tuple(codes))
    paragraphs = [
        raw.cells["recommendation"].name
        for raw in body.measures
        if _is_numeric(raw, "recommendation")
    ]
    if paragraphs:
        yield Finding(
            Level.ERROR, "E_NUMERIC_PARAGRAPH", file, sheet, tuple(dict.fromkeys(paragraphs))
        )


def _is_ambiguous(cell: Cell | None) -> bool:
    return cell is not None and cell.is_numeric and "." in cell.text


def _is_numeric(raw: RawMeasure, name: str) -> bool:
    return name in raw.cells and raw.cells[name].is_numeric


def _is_formula(raw: RawMeasure, name: str) -> bool:
    return name in raw.cells and raw.cells[name].is_formula
