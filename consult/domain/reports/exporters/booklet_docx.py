"""Papers with text as Word documents: blocks streamed into the frame one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from consult.domain.reports.exporters import docx_xml as x
from consult.domain.reports.exporters.address_code import code_of
from consult.domain.reports.exporters.blocks import (
    Block,
    Booklet,
    Cards,
    Facts,
    Figures,
    Heading,
    Points,
    Signatures,
    Text,
)
from consult.domain.reports.exporters.docx import figures
from consult.domain.reports.exporters.docx_grid import grid_table, with_notes
from consult.domain.reports.exporters.docx_package import frame, safe, write_package
from consult.domain.reports.exporters.grid import UPRIGHT, WIDTH, Cell
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.wording import Para

LABEL: Final = 80.0
"""Millimetres of the labels of facts."""
PICTURE: Final = "word/media/image1.png"


def write_booklet(job: Job, booklet: Booklet, target: Path) -> None:
    """Write the document; only one row of a table is held at a time."""
    pictures = {PICTURE: code_of(booklet.address)} if booklet.address else {}
    parts = {"BODY": _Writer(job, booklet).body()}
    source = frame("booklet.docx")
    write_package(job, target, source, _context(booklet), parts, pictures, upright=booklet.upright)


def _context(booklet: Booklet) -> dict[str, Any]:
    return {
        "title": safe(booklet.title),
        "subtitle": safe(booklet.subtitle),
        "number": safe(booklet.number),
        "facts": [{"label": safe(name), "value": safe(value)} for name, value in booklet.facts],
        "notes": [safe(note) for note in booklet.notes],
        "address": safe(booklet.address),
    }


class _Writer:
    """Writes blocks of one paper; parts and annexes get bookmarks for the table of contents."""

    def __init__(self, job: Job, booklet: Booklet) -> None:
        self._job = job
        self._booklet = booklet
        self._language = job.wording.language
        self._places = {text: place for place, text in enumerate(booklet.contents, 1)}
        self._noted = Noted()

    def body(self) -> Iterator[str]:
        """Everything after the first page."""
        if self._booklet.contents:
            yield from self._contents()
        for block in self._booklet.blocks():
            yield from self._block(block)
        yield from with_notes(self._job, iter(()), self._noted)

    def _contents(self) -> Iterator[str]:
        head = x.run(self._job.wording.say("paper.contents"), self._language)
        yield _titled(head, "Subtitle", fresh=self._booklet.heavy)
        for text, place in self._places.items():
            link = x.run(text, self._language)
            inner = f'<w:hyperlink w:anchor="part{place}" w:history="1">{link}</w:hyperlink>'
            page = x.field(f"PAGEREF part{place} \\h", dirty=True)
            yield _entry(f"{inner}<w:r><w:tab/></w:r>{page}")

    def _block(self, block: Block) -> Iterator[str]:
        language = self._language
        if isinstance(block, Heading):
            yield self._heading(block)
        elif isinstance(block, Text):
            yield x.paras(block.paras, "Normal")
        elif isinstance(block, Points):
            for item in block.items:
                yield _point(item)
        elif isinstance(block, Facts):
            width = UPRIGHT if self._booklet.upright else WIDTH
            yield from _facts(block, language, width)
        elif isinstance(block, Figures):
            yield from figures(self._job, block.table, drawn=block.drawn)
        elif isinstance(block, Signatures):
            yield from self._signatures(block)
        else:
            grid = block.grid if isinstance(block, Cards) else block
            yield from grid_table(grid, language, self._noted)
            yield x.paragraph("", "TableText")

    def _heading(self, heading: Heading) -> str:
        inner = x.run(heading.text, self._language)
        place = self._places.get(heading.text) if heading.level == 1 else None
        if place:
            mark = f'w:id="{place}"'
            inner = f'<w:bookmarkStart {mark} w:name="part{place}"/>{inner}<w:bookmarkEnd {mark}/>'
        return _titled(inner, f"Heading{heading.level}", fresh=heading.fresh)

    def _signatures(self, block: Signatures) -> Iterator[str]:
        yield x.paragraph("", "Normal")
        for line in (*block.lines, block.signature):
            if line:
                yield x.text(line, self._language, "Normal")


def _titled(inner: str, style: str, *, fresh: bool) -> str:
    extra = "<w:pageBreakBefore/>" if fresh else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:keepNext/>{extra}</w:pPr>{inner}</w:p>'


def _entry(inner: str) -> str:
    """A line of the table of contents: dots lead to the page on the right."""
    place = x.twips(WIDTH)
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{place}"/></w:tabs>'
    return f'<w:p><w:pPr><w:pStyle w:val="Normal"/>{tabs}</w:pPr>{inner}</w:p>'


def _point(item: Cell) -> str:
    """One item of a list: its first paragraph has the dot."""
    return x.paras(item[:1], "ListBullet") + (x.paras(item[1:], "ListContinue") if item[1:] else "")


def _facts(block: Facts, language: str, width: int) -> Iterator[str]:
    if not block.pairs:
        return
    yield x.table_start((LABEL, width - LABEL), "", borders=False)
    for label, value in block.pairs:
        name = x.cell(LABEL, x.paras([Para(label, language, strong=True)]))
        yield x.table_row(
            name + x.cell(width - LABEL, x.paras([Para(value, language)])), whole=True
        )
    yield x.TABLE_END + x.paragraph("", "TableText")
