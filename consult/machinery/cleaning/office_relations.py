"""Relations of an Office package: which are followed, which are dropped, what is unknown."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from consult.machinery.cleaning.found import Uncleanable
from consult.machinery.cleaning.office_reading import OUTSIDE
from consult.machinery.cleaning.packing import parsed

KEPT = frozenset(
    {"officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable"}
    | {"theme", "themeOverride", "numbering", "footnotes", "endnotes", "header", "footer"}
    | {"image", "hyperlink", "chart", "chartEx", "chartStyle", "chartColorStyle"}
    | {"chartUserShapes", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"}
    | {"diagramDrawing", "worksheet", "chartsheet", "sharedStrings", "calcChain", "drawing"}
    | {"vmlDrawing", "table", "pivotTable", "pivotCacheDefinition", "pivotCacheRecords"}
    | {"externalLink", "package", "sheetMetadata", "slicer", "slicerCache", "timeline"}
    | {"timelineCache", "rdRichValue", "rdRichValueStructure", "rdRichValueTypes", "dialogsheet"}
    | {"richValueRel", "featurePropertyBag"}
)
DROPPED = frozenset(
    {"core-properties", "extended-properties", "custom-properties", "thumbnail", "comments"}
    | {"commentsExtended", "commentsIds", "commentsExtensible", "people", "person"}
    | {"threadedComment", "printerSettings", "attachedTemplate", "glossaryDocument"}
    | {"customXml", "customXmlProps", "customProperty", "connections", "queryTable"}
    | {"revisionHeaders", "usernames", "revisionLog", "origin", "signature", "font"}
    | {"keyMapCustomizations", "recipientData", "mailMergeSource", "mailMergeHeaderSource"}
    | {"attachedToolbars", "extensibility", "classificationlabels", "documentTasks", "xmlMaps"}
    | {
        "wsSortMap",
        "volatileDependencies",
        "webextensiontaskpanes",
        "webextension",
        "hdphoto",
        "media",
        "video",
        "audio",
        "settingsDir",
    }
)
_OUTSIDE_BOOKS = frozenset(
    {"externalLinkPath", "xlPathMissing", "xlStartup", "xlAlternateStartup", "xlLibrary"}
)


@dataclass
class Followed:
    """What is left of a package: parts in order, their relations, and ids that lead nowhere now."""

    parts: list[str] = field(default_factory=list)
    relations: dict[str, Element] = field(default_factory=dict)
    dropped: dict[str, set[str]] = field(default_factory=dict)


def followed(parts: Mapping[str, bytes]) -> Followed:
    """Follow the kept relations from the package on; what nothing leads to is left behind.

    Raises Uncleanable for a relation of a kind that is not known.
    """
    found, ways = Followed(), [""]
    while ways:
        source = ways.pop(0)
        for target in _follow(parts, source, found):
            if target not in found.parts:
                found.parts.append(target)
                ways.append(target)
    return found


def relations_of(part: str) -> str:
    """Return the name of the member that holds the relations of a part; "" is the package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _follow(parts: Mapping[str, bytes], source: str, found: Followed) -> Iterator[str]:
    member = relations_of(source)
    if member not in parts:
        return
    root = parsed(parts[member])
    gone = found.dropped.setdefault(source, set())
    for relation in list(root):
        target = _target(source, relation)
        if not _is_kept(relation, parts.get(target, b"")):
            gone.add(relation.get("Id") or "")
            root.remove(relation)
        elif relation.get("TargetMode") == "External":
            _make_neutral(relation)
        elif target in parts:
            yield target
        else:
            raise Uncleanable("damaged")
    found.relations[source] = root


def _is_kept(relation: Element, content: bytes) -> bool:
    tail = (relation.get("Type") or "").rpartition("/")[2]
    if tail in DROPPED:
        return False
    if relation.get("TargetMode") == "External":
        return tail == "hyperlink" or tail in _OUTSIDE_BOOKS
    if tail == "image" and (relation.get("Target") or "").lower().endswith(".svg"):
        return False  # a drawing beside the picture of it, which stays
    if tail == "vmlDrawing":
        return b"ObjectType=" not in content
    if tail not in KEPT:
        raise Uncleanable("foreign_part")
    return True


def _make_neutral(relation: Element) -> None:
    tail = (relation.get("Type") or "").rpartition("/")[2]
    target = relation.get("Target") or ""
    if tail in _OUTSIDE_BOOKS or target.lower().startswith("file:") or "\\" in target:
        relation.set("Target", OUTSIDE)


def _target(source: str, relation: Element) -> str:
    target = relation.get("Target") or ""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
