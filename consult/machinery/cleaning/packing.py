"""Parts of a zip package: read with limits, followed through their relations, written alike."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

from consult.machinery.cleaning.found import Uncleanable
from consult.machinery.sandbox import PARSING, Refused

UNPACKED = 50_000_000
MOMENT = (1980, 1, 1, 0, 0, 0)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip file by name; raises Uncleanable when they are too much."""
    parts: dict[str, bytes] = {}
    left = UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            with archive.open(member) as part:
                parts[member.filename] = part.read(left + 1)
            left -= len(parts[member.filename])
            if left < 0:
                raise Uncleanable("damaged")
    return parts


def packed(parts: Mapping[str, bytes], stored: str = "") -> bytes:
    """Return a zip file of these members that tells neither times nor systems.

    `stored` is a member that is not compressed.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, MOMENT)
            member.create_system = 0
            member.external_attr = 0
            member.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def parsed(content: bytes) -> Element:
    """Return the root of a part without comments and processing instructions.

    Raises Refused for a document type, in whatever encoding it is written.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSING))
    except etree.XMLSyntaxError as error:
        raise Uncleanable("damaged") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("E_XML_ENTITIES", {})
    return root


def written(root: Element) -> bytes:
    """Return a part as bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname)


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes of an element by their full names, to look at while they change."""
    return {str(key): str(value) for key, value in element.attrib.items()}


def bare(name: str) -> str:
    """Return a full name without its namespace."""
    return name.rpartition("}")[2]


def remove(element: Element) -> None:
    """Take an element out, its tail kept."""
    parent = element.getparent()
    if parent is None:
        return
    _keep_tail(parent, element, element.tail)
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Put what is inside an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    _keep_tail(parent, element, element.text)
    for child in reversed(list(element)):
        parent.insert(place, child)
    remove(element)


def _keep_tail(parent: Element, element: Element, tail: str | None) -> None:
    if not tail:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
