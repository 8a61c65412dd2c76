"""Pieces of WordprocessingML as text: runs, paragraphs, cells, tables and bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

from consult.domain.reports.exporters.cleaning import printable
from consult.domain.reports.exporters.wording import LOCALES, Para

GRID: Final = 50
"""Steps of a bar: its chart is a table of so many narrow columns."""

_MARKS: Final = {
    "": "",
    "added": '<w:u w:val="single"/>',
    "removed": "<w:strike/>",
    "word": "<w:i/>",
}
_RTL: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FIRST_LETTER: Final = re.compile(r"[^\W\d_]")
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def run(text: str, language: str, *, strong: bool = False, mark: str = "") -> str:
    """One run; tabs and line ends are kept by the caller. Marks are those of Para.runs."""
    locale = LOCALES.get(language)
    properties = ("<w:b/>" if strong else "") + _MARKS[mark]
    if _RTL.search(text):
        properties += "<w:rtl/>"
    if locale:
        properties += f'<w:lang w:val="{locale}"/>'
    inner = escape(printable(text)).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{inner}</w:t></w:r>'


def paragraph(
    inner: str, style: str, *, keep: bool = False, bidi: bool = False, right: bool = False
) -> str:
    """One paragraph of runs; `keep` holds it together with the next."""
    extra = ("<w:keepNext/>" if keep else "") + ("<w:bidi/>" if bidi else "")
    extra += '<w:jc w:val="right"/>' if right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{inner}</w:p>'


def text(value: str, language: str, style: str, *, keep: bool = False) -> str:
    """A text of one paragraph in one style."""
    return paragraph(run(value, language), style, keep=keep)


def paras(cell: Iterable[Para], style: str = "TableText") -> str:
    """The paragraphs of a cell, one for each line, each line in its own direction."""
    made = [
        _line(line, para, style) if not para.runs else _marked(para, style)
        for para in cell
        for line in ([""] if para.runs else printable(para.text).split("\n"))
    ]
    return "".join(made) or paragraph("", style)


def _marked(para: Para, style: str) -> str:
    """Paragraphs of marked runs, one for each line."""
    lines, inner = [], ""
    for text, mark in para.runs:
        first, *others = printable(text).split("\n")
        inner += run(first, para.language, mark=mark) if first else ""
        for line in others:
            lines.append(inner)
            inner = run(line, para.language, mark=mark) if line else ""
    return "".join(paragraph(line, style) for line in [*lines, inner])


def _line(line: str, para: Para, style: str) -> str:
    letter = _FIRST_LETTER.search(line)
    bidi = letter is not None and _RTL.match(letter.group()) is not None
    return paragraph(run(line, para.language, strong=para.strong), style, bidi=bidi)


def cell(width: float, inner: str, *, span: int = 1, fill: str = "", borders: str = "") -> str:
    """One cell of `width` millimetres over `span` columns; fill is RRGGBB or pattern:RRGGBB."""
    properties = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    properties += borders
    if fill:
        pattern, _, ink = fill.rpartition(":")
        color = "1F3A5F" if pattern else "auto"
        properties += f'<w:shd w:val="{pattern or "clear"}" w:color="{color}" w:fill="{ink}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table_row(cells: str, *, head: bool = False, whole: bool = False) -> str:
    """One row; a head is repeated on every page, a whole row is not broken across pages."""
    properties = ("<w:cantSplit/>" if whole or head else "") + ("<w:tblHeader/>" if head else "")
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"
        if properties
        else f"<w:tr>{cells}</w:tr>"
    )


def table_start(widths: Sequence[float], title: str, *, borders: bool = True) -> str:
    """The opening of a table of fixed widths in millimetres, with a title for readers."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    lines = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if borders else ""
    caption = escape(printable(title), {'"': "&quot;"})
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>{lines}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar>'
        f'<w:tblLook w:firstRow="1"/><w:tblCaption w:val="{caption}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


TABLE_END: Final = "</w:tbl>"

_GAP: Final = 'w:val="single" w:sz="12" w:space="0" w:color="FFFFFF"'
_INK: Final = 'w:val="single" w:sz="4" w:space="0" w:color="1F3A5F"'
_EDGES: Final = f"<w:top {_GAP}/><w:left {_INK}/><w:bottom {_GAP}/><w:right {_INK}/>"


def bar(
    label: str, language: str, parts: Sequence[tuple[int, str]], value: str, *, keep: bool
) -> str:
    """One row of a chart: its label, filled steps of the grid, and the number in words."""
    cells = cell(80, text(label, language, "TableSmall", keep=keep))
    used = 0
    for steps, fill in parts:
        used += steps
        edges = f"<w:tcBorders>{_EDGES}</w:tcBorders>"
        cells += cell(
            3.2 * steps, paragraph("", "TableSmall"), span=steps, fill=fill, borders=edges
        )
    rest = GRID - used
    after = cell(3.2 * rest, text(value, language, "TableSmall"), span=rest)
    return table_row(cells + after, whole=True)


def bar_grid() -> list[float]:
    """Widths of the columns of a chart in millimetres: the label, then the steps."""
    return [80.0, *[3.2] * GRID]


def field(code: str, *, dirty: bool = False) -> str:
    """A field that the word processor fills in, such as PAGE; a dirty one as soon as it opens."""
    asked = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{asked}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
