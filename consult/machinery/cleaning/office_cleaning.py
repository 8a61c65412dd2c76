"""Office files (DOCX, XLSX) written anew: only parts that are known, nothing of their makers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml.etree import _Element as Element

from consult.machinery.cleaning import pictures, word_marks
from consult.machinery.cleaning.found import Uncleanable
from consult.machinery.cleaning.office_reading import PACKAGES, PICTURES, is_path
from consult.machinery.cleaning.office_relations import Followed, followed, relations_of
from consult.machinery.cleaning.packing import (
    attributes,
    local,
    packed,
    parsed,
    remove,
    unpacked,
    written,
)

_TYPES = "[Content_Types].xml"
_RELATION = re.compile(r"\{http://(?:schemas|purl)[^}]*/relationships\}")
_REVISION = re.compile(r"\{http://schemas\.microsoft\.com/office/spreadsheetml/20\d\d/revision")
_TELLING = frozenset(
    {"absPath", "fileVersion", "fileSharing", "revisionPtr", "customWorkbookViews"}
    | {"customSheetViews", "customProperties", "legacyDrawing", "webPublishing", "smartTags"}
)
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "pivotCacheDefinition": ("refreshedBy", "refreshedDate", "refreshedDateIso"),
    "sheet": ("state",),
    "workbookView": ("visibility",),
    "table": ("tableType", "connectionId"),
    "tableColumn": ("queryTableFieldId", "uniqueName"),
}
_ATTRIBUTE_ONLY = frozenset({"pageSetup", "blip", "hyperlink", "hlinkClick", "pageSetUpPr"})


def clean(data: bytes) -> bytes:
    """Return the package without what it tells; raises Uncleanable for what is not known."""
    parts = unpacked(data)
    if _TYPES not in parts:
        raise Uncleanable("damaged")
    kept = followed(parts)
    made = {name: _part(name, parts[name], kept) for name in kept.parts}
    for source, relations in kept.relations.items():
        made[relations_of(source)] = written(relations)
    types = _content_types(parsed(parts[_TYPES]), set(made))
    return packed({_TYPES: types, **made})


def _part(name: str, content: bytes, kept: Followed) -> bytes:
    low = name.lower()
    if low.endswith((".xml", ".vml")):
        return _tree(name, content, kept.dropped.get(name, set()))
    return _other(low)(content)


def _other(name: str) -> Callable[[bytes], bytes]:
    if name.endswith(PICTURES):
        return pictures.clean
    if name.endswith(PACKAGES):
        return clean
    raise Uncleanable("foreign_part")


def _tree(name: str, content: bytes, dropped: set[str]) -> bytes:
    root = parsed(content)
    for element in list(root.iter("*")):
        _scrub(element, dropped)
    if name.startswith("word/"):
        word_marks.clean(root)
    return written(root)


def _scrub(element: Element, dropped: set[str]) -> None:
    tag = local(element)
    if tag in _TELLING:
        remove(element)
        return
    for key, value in attributes(element).items():
        if _RELATION.match(key) and value in dropped:
            if tag not in _ATTRIBUTE_ONLY:
                remove(element)
                return
            del element.attrib[key]
        elif _REVISION.match(key) or key in _ATTRIBUTES.get(tag, ()):
            del element.attrib[key]
    if tag in {"cNvPr", "docPr"}:
        _name_neutrally(element)


def _name_neutrally(element: Element) -> None:
    if "name" in element.attrib:
        element.set("name", f"Object {element.get('id') or ''}".strip())
    for key in ("descr", "title"):
        if is_path(element.get(key) or ""):
            del element.attrib[key]


def _content_types(root: Element, made: set[str]) -> bytes:
    endings = {name.rpartition(".")[2].lower() for name in made}
    for element in list(root):
        if local(element) == "Default":
            is_used = (element.get("Extension") or "").lower() in endings
        else:
            is_used = (element.get("PartName") or "").lstrip("/") in made
        if not is_used:
            root.remove(element)
    return written(root)
