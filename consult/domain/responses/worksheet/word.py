"""Writing a work sheet as a Word document: the same columns in a plain table, the same seals."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from consult.domain.responses.worksheet.sheet import (
    ANSWER,
    CELL,
    COLUMNS,
    HIDDEN,
    LOCKED,
    Words,
    WorkRow,
    Worksheet,
)
from consult.domain.responses.worksheet.writing import (
    ABOUT,
    WIDTHS,
    checksum_of,
    lists_of,
    shown_answer,
)
from consult.kernel.text import clean_text

PAGE = (420, 297)
MARGIN = 10
NARROW = 6
_GREY, _HEAD = "F3F2F1", "E8ECF1"


def write_document(sheet: Worksheet, words: Words, key: bytes) -> bytes:
    """Return the document for bodies that work in Word only.

    Word cannot lock cells, so the grey ones are only marked; the seals keep from changes in them.
    The last three columns and the last table hold what the program needs, in small print.
    """
    document = Document()
    _set_up(document, sheet)
    document.add_heading(sheet.title, 1)
    for line in (sheet.body_name, *words["sheet.help"].split("\n"), *_offers(sheet, words)):
        document.add_paragraph(line)
    body = document.element.body
    end = body.sectPr
    end.addprevious(parse_xml(_table(_lines(sheet, words, key))))
    end.addprevious(parse_xml(f"<w:p {nsdecls('w')}/>"))
    end.addprevious(parse_xml(_table(_machine(sheet))))
    end.addprevious(parse_xml(f"<w:p {nsdecls('w')}/>"))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Document, sheet: Worksheet) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Mm(MARGIN))
    document.core_properties.title = sheet.title
    document.core_properties.author = ""


def _offers(sheet: Worksheet, words: Words) -> Iterator[str]:
    """The words that a drop-down would offer."""
    for name, offered in lists_of(sheet, words).items():
        if name != "covered_by" and offered:
            yield f"{words[f'column.{name}']}: {', '.join(offered)}"


def _lines(sheet: Worksheet, words: Words, key: bytes) -> Iterator[str]:
    heads = [name if name in HIDDEN else words[f"column.{name}"] for name in COLUMNS]
    yield _row(list(COLUMNS), small=True, head=True)
    yield _row(heads, head=True)
    for row in sheet.rows:
        yield _row(_texts(row, sheet, words, key))


def _texts(row: WorkRow, sheet: Worksheet, words: Words, key: bytes) -> list[str]:
    shown = shown_answer(row, words)
    hidden = (row.code, str(row.row_version), checksum_of(row, sheet, key))
    return [*row.locked, *(shown.get(name, "")[:CELL] for name in ANSWER), *hidden]


def _machine(sheet: Worksheet) -> Iterator[str]:
    for name in ABOUT:
        yield _pair(name, getattr(sheet.about, name))
    for row in sheet.rows:
        yield _pair("row", row.code)


def _pair(name: str, value: str) -> str:
    return f"<w:tr>{_cell(name, 30, size=10)}{_cell(value, 60, size=10)}</w:tr>"


def _row(texts: Sequence[str], *, small: bool = False, head: bool = False) -> str:
    cells = "".join(
        _cell(
            text,
            WIDTHS.get(name, NARROW) * 1.45,
            fill=_HEAD if head else _GREY if name in LOCKED else "",
            size=4 if small or name in HIDDEN else 16,
        )
        for name, text in zip(COLUMNS, texts, strict=True)
    )
    properties = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _cell(text: str, width: float, *, fill: str = "", size: int) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    inner = "".join(_paragraph(line, size) for line in clean_text(text).split("\n"))
    twips = round(width * 1440 / 25.4)
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{shade}</w:tcPr>{inner}</w:tc>'


def _paragraph(line: str, size: int) -> str:
    run = f'<w:rPr><w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(line)}</w:t>'
    return f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r>{run}</w:r></w:p>'


def _table(rows: Iterator[str]) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid/>'
    )
    return f"<w:tbl {nsdecls('w')}>{properties}{''.join(rows)}</w:tbl>"
