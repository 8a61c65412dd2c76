"""Papers with text as PDF: one file, or volumes when every comment is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

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
from consult.domain.reports.exporters.grid import Grid
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.pdf import Deck, figures
from consult.domain.reports.exporters.pdf_engine import (
    front,
    paras,
    set_volume,
    shown,
    write_volumes,
)
from consult.domain.reports.exporters.pdf_grid import line_data, opened

VOLUME: Final = 1500
"""Cards in one volume, or as many rows of tables."""

Item = dict[str, Any]


@dataclass(slots=True)
class _Volume:
    """What stands in one volume; `grid` is the table that its last rows belong to."""

    items: list[Item] = field(default_factory=list)
    grid: Grid | None = None
    rows: int = 0


def write_booklet(job: Job, booklet: Booklet, target: Path) -> str:
    """Write the paper; returns the media type: a PDF, or a ZIP of volumes."""
    name = f"{job.head.slug}-{job.head.number}-{job.variant}-{job.wording.language}"
    return write_volumes(job, target, partial(_volumes, job, booklet), name)


def _volumes(job: Job, booklet: Booklet, folder: Path) -> Iterator[Path]:
    """Set the volumes one after the other, each from the page after the last."""
    filled = _Filler(job).volumes(booklet)
    first = next(filled)
    second = next(filled, None)
    several = [second] if second else []
    page, noted = 1, job.wording.say("paper.volumes")
    for number, volume in enumerate(chain([first], several, filled), 1):
        data = front(job, number, 1 + len(several), page)
        data |= {
            "title": shown(booklet.title),
            "number": booklet.number,
            "items": volume.items,
            "contents": None,
            "upright": booklet.upright,
        }
        if number == 1:
            data |= _cover(booklet, volume)
            data["words"] |= {"contents": job.wording.say("paper.contents"), "later": noted}
        path = folder / f"volume-{number}.pdf"
        page += set_volume(job, folder / f"volume-{number}", data, path, "booklet.typ")
        volume.items.clear()
        yield path


def _cover(booklet: Booklet, volume: _Volume) -> dict[str, Any]:
    """The first page, and what the table of contents can only name: later volumes."""
    here = {item["text"] for item in volume.items if item["type"] == "heading"}
    return {
        "cover": {
            "subtitle": shown(booklet.subtitle),
            "number": booklet.number,
            "facts": [[shown(label), shown(value)] for label, value in booklet.facts],
            "notes": [shown(note) for note in booklet.notes],
            "address": booklet.address,
            "own_page": booklet.heavy,
            "code": code_of(booklet.address, "svg").decode() if booklet.address else "",
        },
        "contents": [text for text in map(shown, booklet.contents) if text not in here]
        if booklet.contents
        else None,
    }


class _Filler:
    """Turns blocks into items of volumes; a table that goes on is opened again."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._deck = Deck(job)
        self._volume = _Volume()
        self._part = ""

    def volumes(self, booklet: Booklet) -> Iterator[_Volume]:
        """The volumes in order, at least one; a paper that is not heavy has one only."""
        for block in booklet.blocks():
            for count in self._fill(block):
                self._volume.rows += count
                if booklet.heavy and self._volume.rows >= VOLUME:
                    yield self._volume
                    self._volume = _Volume()
                    self._deck.restart()
        if self._deck.altered.codes:
            codes = self._deck.altered.listed(self._job.wording)
            note = self._job.wording.para("note.altered", codes=codes)
            self._add(_item(self._job, Text([note])))
        yield self._volume

    def _fill(self, block: Block) -> Iterator[int]:
        """Add a block; says after each piece how many rows it was."""
        if isinstance(block, Grid):
            self._volume.grid = None
            yield from self._rows(block)
        elif isinstance(block, Cards):
            yield from self._cards(block)
        else:
            self._add(_item(self._job, block))
            yield 0

    def _add(self, item: Item) -> None:
        """Add an item; a volume that goes on with a part begins with the heading of that part."""
        opens = item["type"] == "heading" and item["level"] == 1
        if self._part and not opens and not self._volume.items:
            text = self._job.wording.say("continued", number=self._part)
            self._volume.items.append(_item(self._job, Heading(text)))
        if opens:
            self._part = item["text"]
        self._volume.items.append(item)

    def _rows(self, grid: Grid) -> Iterator[int]:
        for line in grid.printed():
            if self._volume.grid is not grid:
                self._add({"type": "grid"} | opened(grid))
                self._volume.grid = grid
            self._volume.items[-1]["lines"].append(line_data(line))
            yield 1

    def _cards(self, block: Cards) -> Iterator[int]:
        empty = True
        for row in self._job.rows():
            for item in self._deck.items(row):
                self._add(item)
            empty = False
            yield 1
        if empty and block.grid.empty:
            yield from self._fill(Text([self._job.wording.para("note.no_comments")]))


def _item(job: Job, block: Heading | Text | Points | Facts | Figures | Signatures) -> Item:
    if isinstance(block, Heading):
        facts = {"level": block.level, "fresh": block.fresh}
        return {"type": "heading", "text": shown(block.text)} | facts
    if isinstance(block, Text):
        return {"type": "text", "paras": paras(block.paras)}
    if isinstance(block, Points):
        return {"type": "points", "items": [paras(item) for item in block.items]}
    if isinstance(block, Facts):
        pairs = [[shown(label), shown(value)] for label, value in block.pairs]
        return {"type": "facts", "pairs": pairs}
    if isinstance(block, Figures):
        return {"type": "figures", "drawn": block.drawn} | figures(job, block.table)
    lines = [shown(line) for line in block.lines]
    return {"type": "signatures", "lines": lines, "signature": shown(block.signature)}
