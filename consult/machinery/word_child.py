"""Reads the tables of one Word document inside a limited process and writes them as JSON.

Run as a module of its own process: it sees no environment and cannot outlive its limits. Nothing
is fetched and no part but the text, its numbering, styles, footnotes and comments is opened.
"""

from __future__ import annotations

import posixpath
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from consult.machinery.sandbox import PARSING, Refused, answer, refuse_document_types
from consult.machinery.word_numbering import Numbering, W, numbering_of
from consult.machinery.word_tables import Tables
from consult.machinery.word_text import ACCEPTED, REVISIONS, Marks, TextReader

PARTS = ("numbering", "styles", "footnotes", "comments", "settings")
BOX = f"{W}txbxContent"
TABLE, ROW, PARAGRAPH = f"{W}tbl", f"{W}tr", f"{W}p"
_WHOLE: dict[tuple[str, int], Callable[[Tables, Element], None]] = {
    (TABLE, 0): lambda tables, _: tables.end(),
    (ROW, 1): Tables.add_row,
    (PARAGRAPH, 0): Tables.add_paragraph,
}
_OUTSIDE_KINDS = ("attachedTemplate", "oleObject", "subDocument", "frame", "aFChunk", "image")


def main() -> int:
    """Answer {"sheets", "revisions", "hidden", "links"} or {"error", "facts"}.

    The argument "reject" reads the text as it was before tracked changes, else as it would be
    with all of them accepted.
    """
    view = sys.argv[1] if len(sys.argv) > 1 else ACCEPTED
    return answer(lambda data: read_document(data, view))


def read_document(data: bytes, view: str = ACCEPTED) -> dict[str, Any]:
    """Return tables as sparse cells [row, column, kind, text, format] with what surrounds them.

    Rows are numbered from 1 in each table; the paragraphs before it are rows up to 0, those after
    it and the footnotes rows below `last`.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        refuse_document_types(archive)
        try:
            return _read(archive, view)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise Refused("E_NOT_OOXML", {"magic": "ZIP"}) from error


def _read(archive: zipfile.ZipFile, view: str) -> dict[str, Any]:
    names = _names(archive)
    refuse_document_types(archive, names.values())
    parts = {name: _part(archive, names[name]) for name in ("numbering", "styles")}
    marks = Marks()
    tables = Tables(TextReader(view, numbering_of(parts["numbering"], parts["styles"]), marks))
    with archive.open(names["document"]) as part:
        _walk(part, tables)
    for paragraph in _footnotes(_part(archive, names["footnotes"]), marks):
        tables.add_paragraph(paragraph)
    if not tables.sheets:
        raise Refused("E_NO_TABLE", {})
    return {
        "sheets": tables.finished(_remarks(_part(archive, names["comments"]))),
        "revisions": marks.counted,
        "authors": sorted(marks.authors),
        "hidden": marks.hidden,
        "links": [*_outside(archive, names["document"]), *_outside(archive, names["settings"])],
    }


def _walk(part: Any, tables: Tables) -> None:
    """Give rows and paragraphs of the body to `tables` one by one; text in boxes is left out."""
    depth = {TABLE: 0, BOX: 0}
    tags = (TABLE, ROW, PARAGRAPH, BOX, *REVISIONS)
    for event, element in etree.iterparse(part, events=("start", "end"), tag=tags, **PARSING):
        begins = event == "start"
        if element.tag in depth and (element.tag == BOX or not depth[BOX]):
            depth[element.tag] += 1 if begins else -1
        if begins and element.tag in REVISIONS:
            tables.reader.marks.count(element)
        elif not depth[BOX]:
            _take(element, depth[TABLE], tables, begins=begins)


def _take(element: Element, depth: int, tables: Tables, *, begins: bool) -> None:
    if begins:
        if element.tag == TABLE and depth == 1:
            tables.begin()
    elif (element.tag, depth) in _WHOLE:
        _WHOLE[element.tag, depth](tables, element)
        element.clear()


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where the parts are, as the relations say, else under their usual names."""
    document = dict(_relations(archive, "")).get("officeDocument", "word/document.xml")
    usual = {name: f"word/{name}.xml" for name in PARTS}
    related = {kind: name for kind, name in _relations(archive, document) if kind in usual}
    return {**usual, **related, "document": document}


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Yield kind and name of the parts inside the file that a part relates to."""
    folder = posixpath.dirname(part)
    for relation in _related(archive, part):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            yield relation.get("Type", "").rpartition("/")[2], posixpath.normpath(path)


def _related(archive: zipfile.ZipFile, part: str) -> list[Element]:
    folder, name = posixpath.split(part)
    relations = _part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return list(relations) if relations is not None else []


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    if name not in archive.namelist():
        return None
    return etree.fromstring(archive.read(name), etree.XMLParser(**PARSING))


def _footnotes(part: Element | None, marks: Marks) -> Iterator[Element]:
    for note in part.iterfind(f"{W}footnote") if part is not None else ():
        if note.get(f"{W}type", "normal") != "normal":
            continue
        for element in note.iter(*REVISIONS):
            marks.count(element)
        yield from note.iterfind(PARAGRAPH)


def _remarks(part: Element | None) -> dict[str, dict[str, str]]:
    plain = TextReader(ACCEPTED, Numbering(), Marks())
    return {
        one.get(f"{W}id", ""): {
            "author": one.get(f"{W}author", ""),
            "at": one.get(f"{W}date", ""),
            "text": plain.block(one),
        }
        for one in (part.iterfind(f"{W}comment") if part is not None else ())
    }


def _outside(archive: zipfile.ZipFile, part: str) -> list[str]:
    return [
        relation.get("Target", "")
        for relation in _related(archive, part)
        if relation.get("TargetMode") == "External"
        and relation.get("Type", "").rpartition("/")[2] in _OUTSIDE_KINDS
    ]


if __name__ == "__main__":
    sys.exit(main())
