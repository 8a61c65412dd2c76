"""The report as a Word document: an editable frame, and the tables streamed into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from consult.domain.reports.exporters import docx_xml as x
from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.cleaning import is_altered, printable
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.master import COLUMNS, WIDTHS, plain
from consult.domain.reports.exporters.tables import Chart, Line, Printed, printed, show
from consult.domain.reports.exporters.wording import LOCALES, Para

CHUNK: Final = 1 << 17
"""Characters gathered before they go to the archive."""

FEW: Final = 5
"""Columns of numbers that leave a wide first column and letters of full size."""
KEPT: Final = 24
"""Bars of a chart that stay together on a page."""

_SHADES: Final = ("1F3A5F", "8FA5BC", "thinDiagStripe:FFFFFF", "D9D9D9", "F7E7B5")
_MARKERS: Final = ("STATISTICS", "TABLE")


def write_docx(job: Job, target: Path, *, shell: Path | None = None) -> None:
    """Write the document; `shell` is a frame of the ministry's own (jinja2 in a sandbox)."""
    members = _shell(job, shell)
    document = members.pop("word/document.xml").decode()
    pieces = _split(document)
    parts: list[tuple[str, Any]] = [(name, [data]) for name, data in members.items()]
    parts.append(("word/document.xml", _document(job, pieces)))
    write_archive(target, parts)


def _shell(job: Job, shell: Path | None) -> dict[str, bytes]:
    """The rendered frame, part by part."""
    source = (
        shell.read_bytes() if shell else files(__package__).joinpath("report.docx").read_bytes()
    )
    template = DocxTemplate(io.BytesIO(source))
    environment = SandboxedEnvironment(autoescape=True)
    template.render(_context(job), jinja_env=environment)
    filled = io.BytesIO()
    template.save(filled)
    with zipfile.ZipFile(filled) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    members["docProps/core.xml"] = _properties(job)
    locale = LOCALES[job.wording.language].encode()
    members["word/styles.xml"] = re.sub(
        rb'<w:lang w:val="[^"]*"', b'<w:lang w:val="' + locale + b'"', members["word/styles.xml"]
    )
    for name in [name for name in members if name.startswith("word/footer")]:
        members[name] = _footer(job, members[name])
    return members


def _context(job: Job) -> dict[str, Any]:
    cover = job.cover()
    return {
        "title": _safe(cover.title),
        "subtitle": _safe(cover.subtitle),
        "number": _safe(cover.number),
        "facts": [{"label": _safe(name), "value": _safe(value)} for name, value in cover.facts],
        "notes": [_safe(note) for note in cover.notes],
        "closing": [_safe(line) for line in cover.closing],
        "signature": _safe(cover.signature),
        "statistics": job.wording.say("statistics"),
        "table": job.wording.say("table"),
    }


def _safe(text: str) -> str:
    return printable(text).replace("@@", "@ @")


def _properties(job: Job) -> bytes:
    moment = job.head.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {
        "dc:title": job.title,
        "dc:subject": job.cover().number,
        "dc:language": LOCALES[job.wording.language],
        "cp:keywords": job.head.checksum,
    }
    inner = "".join(f"<{name}>{escape(printable(value))}</{name}>" for name, value in facts.items())
    for name in ("created", "modified"):
        inner += f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</cp:coreProperties>'
    ).encode()


def _footer(job: Job, data: bytes) -> bytes:
    """Page numbers as the language orders them, in place of @@PAGES@@."""
    sentence = job.wording.say("page_of", page="\0PAGE\0", pages="\0NUMPAGES\0")
    language = job.wording.language
    runs = [
        x.field(part) if index % 2 else x.run(part, language)
        for index, part in enumerate(sentence.split("\0"))
        if part
    ]
    pattern = r"<w:r>(?:(?!</w:r>).)*@@PAGES@@(?:(?!</w:r>).)*</w:r>"
    return re.sub(pattern, lambda _: "".join(runs), data.decode(), flags=re.DOTALL).encode()


def _split(document: str) -> list[str]:
    """The frame before the statistics, between them and the table, and after the table."""
    pieces = []
    for marker in _MARKERS:
        pattern = rf"<w:p(?: [^>]*)?>(?:(?!</w:p>).)*@@{marker}@@(?:(?!</w:p>).)*</w:p>"
        found = re.search(pattern, document, re.DOTALL)
        if found is None:
            raise ValueError(marker)
        pieces.append(document[: found.start()])
        document = document[found.end() :]
    return [*pieces, document]


def _document(job: Job, pieces: list[str]) -> Iterator[bytes]:
    before, between, after = pieces
    noted = Noted()
    yield before.encode()
    yield from _gathered(_statistics(job))
    yield between.encode()
    yield from _gathered(_table(job, noted))
    if noted.codes:
        note = job.wording.say("note.altered", codes=noted.listed(job.wording))
        yield x.text(note, job.wording.language, "TableText").encode()
    yield after.encode()


def _gathered(chunks: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _table(job: Job, noted: Noted) -> Iterator[str]:
    master, language, group = job.master(), job.wording.language, None
    heads = [[Para(head, language, strong=True)] for head in master.heads()]
    yield x.table_start(WIDTHS, job.wording.say("table"))
    yield x.table_row(_cells(heads, fill="E8ECF1"), head=True)
    for row in job.rows():
        if (title := master.group(row)) != group:
            group = title
            inner = x.paragraph(x.run(title, language, strong=True), "TableText", keep=True)
            yield x.table_row(x.cell(sum(WIDTHS), inner, span=len(WIDTHS)), whole=True)
        cells = master.cells(row)
        if any(is_altered(plain(cell)) for cell in cells):
            noted.add(row.comment_code)
        yield x.table_row(_cells(cells))
    yield x.TABLE_END


def _cells(cells: Any, fill: str = "") -> str:
    made = []
    for name, width, cell in zip(COLUMNS, WIDTHS, cells, strict=True):
        style = "TableSmall" if fill or name == "result" else "TableText"
        made.append(x.cell(width, x.paras(cell, style), fill=fill))
    return "".join(made)


def _statistics(job: Job) -> Iterator[str]:
    language = job.wording.language
    for table in printed(job.head, job.statistics, job.wording):
        yield x.text(table.title, language, "Heading2", keep=True)
        yield _printed(job, table)
        for note in table.notes:
            yield x.text(note, language, "TableText")
        yield from _chart(job, table.chart)


def _printed(job: Job, table: Printed) -> str:
    count = len(table.heads) - 1
    first = 80.0 if count <= FEW else 52.0
    number = min(30.0, (sum(WIDTHS) - first) / count)
    widths = [first, *[number] * count]
    heads = Line(table.heads, strong=True)
    rows = [x.table_row(_line(job, heads, widths, fill="E8ECF1"), head=True)]
    rows += [x.table_row(_line(job, line, widths), whole=True) for line in table.lines]
    return x.table_start(widths, table.title) + "".join(rows) + x.TABLE_END


def _line(job: Job, line: Line, widths: list[float], fill: str = "") -> str:
    language, cells = job.wording.language, ""
    style = "TableSmall" if len(widths) > FEW + 1 else "TableText"
    for place, (width, value) in enumerate(zip(widths, line.cells, strict=True)):
        inner = x.run(show(value, job.wording), language, strong=line.strong)
        cells += x.cell(width, x.paragraph(inner, style, right=place > 0), fill=fill)
    return cells


def _chart(job: Job, chart: Chart) -> Iterator[str]:
    if not chart.bars:
        return
    language = job.wording.language
    yield x.text(chart.title, language, "ChartTitle", keep=True)
    yield x.table_start(x.bar_grid(), chart.title, borders=False)
    for index, name in enumerate(chart.legend):
        yield x.bar(name, language, [(2, _SHADES[index])], "", keep=True)
    last = len(chart.bars) - 1
    for place, bar in enumerate(chart.bars):
        steps = _steps(bar.parts, chart.longest)
        filled = [(step, _SHADES[index]) for index, step in enumerate(steps) if step]
        yield x.bar(bar.label, language, filled, bar.text, keep=place < min(last, KEPT))
    yield x.TABLE_END + x.paragraph("", "TableText")


def _steps(parts: tuple[float, ...], longest: float) -> list[int]:
    """Lengths on the grid that leave room for the number; anything above nothing is seen."""
    room = x.GRID - 8
    return [max(1, round(part * room / longest)) if part else 0 for part in parts]
