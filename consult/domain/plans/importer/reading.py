"""One file of a plan: bytes in, a plan in one language out, with everything noticed on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consult.domain.plans.importer.checking import measure_findings, table_findings
from consult.domain.plans.importer.cleaning import Cleaner
from consult.domain.plans.importer.deadlines import Period, parse_deadline, plan_period
from consult.domain.plans.importer.executors import parse_abbreviations, parse_executors
from consult.domain.plans.importer.headers import Header, header_cells
from consult.domain.plans.importer.margin import comment_finding
from consult.domain.plans.importer.parsed import (
    Deadline,
    Executor,
    SourceFile,
)
from consult.domain.plans.importer.references import References, parse_references
from consult.domain.plans.importer.rows import Body, RawMeasure, RawSection, read_body
from consult.domain.plans.importer.workbook import open_file
from consult.kernel.findings import Finding, Level
from consult.kernel.text import fold_to_compare
from consult.machinery.tables import Sheet

_TITLE = re.compile(r"\bплан|жоспар|\bplan")
_FORMULAS_OF_TITLES = re.compile(
    r"^(?:утвержд|проект|приложение|approved|draft|annex|қосымша|талқылауға)|бекітілген"
)
_KAZAKH = frozenset("әғқңөұүһі")
_LONGEST_INDICATOR = 500
_SPLIT_INDICATOR = re.compile(
    r"(?P<text>.+?)\s*:\s*(?P<baseline>\S.*?)\s*(?:→|->|⇒)\s*(?P<target>\S.*)", re.DOTALL
)


@dataclass(frozen=True)
class FileMeasure:
    """A measure of one file: its texts by field and what they mean."""

    raw: RawMeasure
    texts: Mapping[str, str]
    references: References
    deadline: Deadline
    executors: tuple[Executor, ...]

    @property
    def number(self) -> str:
        """The number as printed, without a closing dot."""
        return self.raw.number


@dataclass(frozen=True)
class FilePlan:
    """A plan as one file words it; language is "" when nothing could be read."""

    name: str
    sha256: str
    sheet: str = ""
    language: str = ""
    title: str = ""
    mapping: Mapping[str, int] = field(default_factory=dict)
    sections: tuple[RawSection, ...] = ()
    measures: tuple[FileMeasure, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_file(source: SourceFile, known_bodies: Mapping[str, str]) -> FilePlan:
    """Return the plan of one file; a file that cannot be read gives a plan with findings only."""
    digest = hashlib.sha256(source.data).hexdigest()
    opened = open_file(source)
    if opened.sheet is None or opened.header is None:
        return FilePlan(source.name, digest, findings=tuple(opened.findings))
    return _read_sheet(
        source.name, digest, opened.sheet, opened.header, opened.findings, known_bodies
    )


def _read_sheet(
    name: str,
    digest: str,
    sheet: Sheet,
    header: Header,
    noticed: Sequence[Finding],
    known: Mapping[str, str],
) -> FilePlan:
    cleaner = Cleaner()
    for cell in header_cells(sheet, header):
        cleaner.read(cell)
    title = _title(
        cleaner.read(cell)
        for row, cells in sheet.by_row.items()
        if row < header.top
        for cell in cells.values()
    )
    body = read_body(sheet, header, cleaner)
    language = language_of(text for raw in body.measures for text in raw.texts.values())
    explained = parse_abbreviations(body.notes)
    measures = tuple(
        _measure(raw, language, plan_period(title), known, explained) for raw in body.measures
    )
    findings = [
        *noticed,
        *cleaner.findings(name, sheet.name, _link_target(sheet)),
        *_language_finding(name, sheet.name, language, body),
        *table_findings(name, sheet.name, body),
        *comment_finding(name, sheet, body),
        *(
            finding
            for one in measures
            for finding in measure_findings(name, sheet.name, one, header.columns, explained)
        ),
    ]
    return FilePlan(
        name, digest, sheet.name, language, title, dict(header.columns),
        _sections(body), measures, tuple(findings),
    )  # fmt: skip


def _language_finding(file: str, sheet: str, language: str, body: Body) -> list[Finding]:
    is_unknown = bool(body.measures) and not language
    return [Finding(Level.ERROR, "E_LANGUAGE_UNKNOWN", file, sheet)] if is_unknown else []


def language_of(texts: Iterable[str]) -> str:
    """Return kk, ru or en by the letters of the texts; "" without letters."""
    letters = [char for text in texts for char in text.casefold() if char.isalpha()]
    if not letters:
        return ""
    cyrillic = sum("а" <= char <= "я" or char == "ё" or char in _KAZAKH for char in letters)
    kazakh = sum(char in _KAZAKH for char in letters)
    if cyrillic * 2 < len(letters):
        return "en"
    return "kk" if kazakh * 25 > cyrillic else "ru"


def _title(texts: Iterable[str]) -> str:
    lines = [" ".join(text.split("\n")) for text in texts if text]
    named = [line for line in lines if _TITLE.search(fold_to_compare(line))]
    fitting = [line for line in named if not _FORMULAS_OF_TITLES.search(fold_to_compare(line))]
    return (fitting or named or lines or [""])[-1]


def _link_target(sheet: Sheet) -> str | None:
    targets = [str(note.facts["target"]) for note in sheet.notes if note.code == "W_EXTERNAL_LINK"]
    return targets[0] if targets else None


def _sections(body: Body) -> tuple[RawSection, ...]:
    needs_one = any(raw.section < 0 for raw in body.measures)
    return (RawSection("", "", 0), *body.sections) if needs_one else tuple(body.sections)


def _measure(
    raw: RawMeasure,
    language: str,
    period: Period | None,
    known: Mapping[str, str],
    explained: Mapping[str, str],
) -> FileMeasure:
    texts = _with_split_indicator(raw.texts)
    deadline = texts.get("deadline", "")
    return FileMeasure(
        raw=raw,
        texts=texts,
        references=parse_references(texts.get("recommendation", "")),
        deadline=parse_deadline(deadline, period) if deadline else Deadline(),
        executors=tuple(parse_executors(texts.get("responsible", ""), language, known, explained)),
    )


def _with_split_indicator(texts: Mapping[str, str]) -> dict[str, str]:
    whole = texts.get("indicator", "")
    is_one_cell = "baseline" not in texts and len(whole) <= _LONGEST_INDICATOR
    match = _SPLIT_INDICATOR.fullmatch(whole) if is_one_cell else None
    if not match:
        return dict(texts)
    return {
        **texts,
        "indicator": match["text"],
        "baseline": match["baseline"],
        "target": match["target"],
    }
