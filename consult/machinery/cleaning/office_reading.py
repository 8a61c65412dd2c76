"""What Office files (DOCX, XLSX) tell of their makers: properties, comments, changes, places."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from consult.machinery.cleaning import pictures
from consult.machinery.cleaning.found import Uncleanable
from consult.machinery.cleaning.packing import attributes, bare, local, parsed, unpacked

OUTSIDE = "outside.xlsx"
CHANGES = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange"}
    | {"trPrChange", "tcPrChange", "tblGridChange", "tblPrExChange", "numberingChange"}
    | {"cellIns", "cellDel", "cellMerge"}
)
PICTURES = (".jpeg", ".jpg", ".png", ".gif")
PACKAGES = (".xlsx", ".docx")
_PROPERTIES = {
    "creator": "author",
    "lastModifiedBy": "last_editor",
    "Manager": "manager",
    "Company": "company",
    "Template": "template",
    "Application": "program",
    "HyperlinkBase": "path",
    "title": "title",
    "subject": "title",
    "category": "title",
    "description": "description",
    "keywords": "keywords",
    "created": "created_at",
    "modified": "changed_at",
    "lastPrinted": "printed_at",
    "revision": "revisions",
    "TotalTime": "editing_minutes",
    "identifier": "document_id",
}
_MARKED = {
    "absPath": ("url", "path"),
    "fileSharing": ("userName", "last_editor"),
    "pivotCacheDefinition": ("refreshedBy", "last_editor"),
    "customWorkbookView": ("name", "last_editor"),
    "person": ("displayName", "comment_author"),
    "userInfo": ("name", "last_editor"),
    "docVar": ("val", "custom_property"),
    "connection": ("name", "outside_link"),
}


def look(data: bytes) -> Iterator[tuple[str, object]]:
    """Find what the package tells; raises Uncleanable when a part cannot be read."""
    parts = unpacked(data)
    revisions: set[str] = set()
    for name, content in parts.items():
        low = name.lower()
        yield from _part(low)
        if low.endswith(PICTURES) and "thumbnail" not in low:
            yield from _picture(low, content)
        elif low.endswith(PACKAGES):
            yield from look(content)
        elif low.endswith(".rels"):
            yield from _relations(parsed(content))
        elif low.endswith((".xml", ".vml")):
            yield from _tree(low, _root(low, content), revisions)
    yield "revision_ids", str(len(revisions)) if revisions else ""


def _root(name: str, content: bytes) -> Element:
    try:
        return parsed(content)
    except Uncleanable:
        if name.endswith(".vml"):
            return parsed(b"<vml/>")
        raise


def _part(name: str) -> Iterator[tuple[str, object]]:
    if "printersettings" in name:
        yield "printer", "1"
    if "thumbnail" in name:
        yield "preview", "1"
    if name.startswith("customxml/item") and "props" not in name:
        yield "custom_property", posixpath.basename(name)
    if name.startswith("_xmlsignatures/"):
        yield "signature", "1"


def _picture(name: str, content: bytes) -> Iterator[tuple[str, object]]:
    try:
        yield from pictures.look(content)
    except Uncleanable:
        yield "foreign_picture", posixpath.basename(name)


def _relations(root: Element) -> Iterator[tuple[str, object]]:
    for relation in root:
        tail = (relation.get("Type") or "").rpartition("/")[2]
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External" or tail == "hyperlink":
            continue
        if target != OUTSIDE:
            yield ("template" if tail == "attachedTemplate" else "outside_link"), target


def _tree(name: str, root: Element, revisions: set[str]) -> Iterator[tuple[str, object]]:
    if name.startswith("docprops/"):
        yield from _properties(root)
        return
    for element in root.iter("*"):
        tag = local(element)
        facts = {bare(key): value for key, value in attributes(element).items()}
        revisions.update(value for key, value in facts.items() if key.startswith("rsid"))
        if tag == "rsid":
            revisions.add(facts.get("val", ""))
        yield from _element(tag, element, facts)


def _element(tag: str, element: Element, facts: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    if tag in _MARKED:
        key, code = _MARKED[tag]
        yield code, facts.get(key, "")
    elif tag == "author" and not len(element):
        yield "comment_author", element.text or ""
    elif "author" in facts:
        yield ("change_author" if tag in CHANGES else "comment_author"), facts["author"]
    elif tag == "sheet" and facts.get("state", "visible") != "visible":
        yield "hidden_sheet", facts.get("name", "")
    elif tag in {"cNvPr", "docPr"} and is_path(facts.get("descr", "")):
        yield "path", facts["descr"]


def is_path(text: str) -> bool:
    """Return whether a description of a picture is only where its file came from."""
    low = text.strip().lower()
    return low.endswith((*PICTURES, ".tif", ".tiff", ".bmp", ".emf", ".wmf")) or ":\\" in low


def _properties(root: Element) -> Iterator[tuple[str, object]]:
    for element in root:
        tag = local(element)
        if tag == "property":
            value = " ".join(str(text).strip() for text in element.itertext())
            yield "custom_property", f"{element.get('name')}: {value}"
        elif tag in _PROPERTIES:
            yield _PROPERTIES[tag], element.text or ""
