"""OpenDocument texts (ODT): what they tell of their makers, and the package without it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from consult.machinery.cleaning import pictures
from consult.machinery.cleaning.found import Uncleanable
from consult.machinery.cleaning.packing import (
    attributes,
    bare,
    local,
    packed,
    parsed,
    remove,
    unpacked,
    written,
)

_MANIFEST, _MIME = "META-INF/manifest.xml", "mimetype"
_READ = ("content.xml", "styles.xml")
_IMAGES = (".jpg", ".jpeg", ".png", ".gif")
_LEFT_BEHIND = (
    *("meta.xml", "settings.xml", "manifest.rdf", "layout-cache", "documentsignatures.xml"),
    *("macrosignatures.xml", "current.xml"),
)
_FOLDERS_LEFT = ("Thumbnails/", "Configurations2/", "ObjectReplacements/", "Versions/", "Fonts/")
_META = {
    "initial-creator": "author",
    "creator": "last_editor",
    "printed-by": "last_editor",
    "generator": "program",
    "title": "title",
    "subject": "title",
    "keyword": "keywords",
    "description": "description",
    "creation-date": "created_at",
    "date": "changed_at",
    "print-date": "printed_at",
    "editing-cycles": "revisions",
    "editing-duration": "editing_minutes",
}
_REMOVED = frozenset(
    {"annotation", "annotation-end", "tracked-changes", "change", "change-start", "change-end"}
    | {"font-face-src", "event-listeners", "scripts", "forms"}
)
_FIELDS = frozenset(
    {"author-name", "author-initials", "initial-creator", "creator", "file-name", "template-name"}
    | {"creation-date", "creation-time", "modification-date", "modification-time", "print-date"}
    | {"print-time", "printed-by", "editing-duration", "editing-cycles", "title", "subject"}
    | {"keywords", "description", "user-defined"}
)


def look(data: bytes) -> Iterator[tuple[str, object]]:
    """Find what the package tells; raises Uncleanable when a part cannot be read."""
    revisions: set[str] = set()
    for name, content in unpacked(data).items():
        last = name.rpartition("/")[2]
        if name.startswith("Thumbnails/"):
            yield "preview", "1"
        elif last.lower().endswith(_IMAGES):
            yield from _picture(last, content)
        elif last == "meta.xml":
            yield from _meta(parsed(content))
        elif last == "settings.xml":
            yield from _settings(parsed(content))
        elif last in _READ:
            yield from _marks(parsed(content), revisions)
    yield "revision_ids", str(len(revisions)) if revisions else ""


def clean(data: bytes) -> bytes:
    """Return the package without what it tells; raises Uncleanable for what is not known."""
    parts = {
        name: _part(name, content)
        for name, content in unpacked(data).items()
        if name != _MANIFEST and not _is_left_behind(name)
    }
    manifest = _manifest(parsed(unpacked(data)[_MANIFEST]), set(parts))
    ordered = {_MIME: parts.pop(_MIME), **parts, _MANIFEST: manifest}
    return packed(ordered, stored=_MIME)


def _is_left_behind(name: str) -> bool:
    inside = name.split("/", 1)[1] if name.startswith("Object ") else name
    return inside.startswith(_FOLDERS_LEFT) or name.rpartition("/")[2] in _LEFT_BEHIND


def _part(name: str, content: bytes) -> bytes:
    last = name.rpartition("/")[2]
    if name == _MIME:
        return content
    if last in _READ:
        return _tree(parsed(content))
    if last.lower().endswith(_IMAGES):
        return pictures.clean(content)
    raise Uncleanable("foreign_part")


def _tree(root: Element) -> bytes:
    for element in list(root.iter("*")):
        tag = local(element)
        for key in [key for key in attributes(element) if key.endswith("rsid")]:
            del element.attrib[key]
        if tag in _REMOVED:
            remove(element)
        elif tag in _FIELDS and "text:1.0" in element.tag:
            element.text = ""
        elif tag == "frame":
            _name_neutrally(element)
        elif tag == "image" and (_href(element).startswith("file:") or ":\\" in _href(element)):
            remove(element)
    return written(root)


def _name_neutrally(element: Element) -> None:
    for key in attributes(element):
        if key.endswith("drawing:1.0}name"):
            element.attrib[key] = f"Frame {len(list(element.iterancestors()))}"


def _href(element: Element) -> str:
    return _named(element, "href")


def _named(element: Element, name: str) -> str:
    return next((value for key, value in attributes(element).items() if bare(key) == name), "")


def _manifest(root: Element, names: set[str]) -> bytes:
    for entry in list(root):
        path = _named(entry, "full-path")
        if path != "/" and path not in names and not _is_folder_of(path, names):
            root.remove(entry)
    return written(root)


def _is_folder_of(path: str, names: set[str]) -> bool:
    return path.startswith("Object ") and any(name.startswith(path) for name in names)


def _picture(name: str, content: bytes) -> Iterator[tuple[str, object]]:
    try:
        yield from pictures.look(content)
    except Uncleanable:
        yield "foreign_picture", name


def _meta(root: Element) -> Iterator[tuple[str, object]]:
    for element in root.iter("*"):
        tag = local(element)
        if tag == "template":
            yield "template", _href(element)
        elif tag == "user-defined":
            yield "custom_property", f"{_named(element, 'name')}: {element.text or ''}"
        elif tag in _META:
            yield _META[tag], element.text or ""


def _settings(root: Element) -> Iterator[tuple[str, object]]:
    for item in root.iter("*"):
        if _named(item, "name") == "PrinterName" and item.text:
            yield "printer", item.text


def _marks(root: Element, revisions: set[str]) -> Iterator[tuple[str, object]]:
    for element in root.iter("*"):
        revisions.update(v for key, v in attributes(element).items() if key.endswith("rsid"))
        if local(element) in {"annotation", "change-info"}:
            code = "comment_author" if local(element) == "annotation" else "change_author"
            yield code, next((one.text or "" for one in element if local(one) == "creator"), "")
        elif local(element) == "image" and _href(element).startswith(("file:", "/")):
            yield "path", _href(element)
