"""What a PDF tells of its makers and what it could do: information, remarks, files, scripts."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from consult.machinery.cleaning import pictures
from consult.machinery.cleaning.found import Uncleanable

INFORMATION = {
    "/Author": "author",
    "/Title": "title",
    "/Subject": "title",
    "/Keywords": "keywords",
    "/Creator": "program",
    "/Producer": "program",
    "/Company": "company",
    "/Manager": "manager",
    "/CreationDate": "created_at",
    "/ModDate": "changed_at",
}
LARGEST_PHOTO = 50_000_000
_SILENT = frozenset({"/Trapped"})
_CREATOR = re.compile(rb"<dc:creator>.*?<rdf:li[^>]*>([^<]*)<", re.DOTALL)
SCRIPTS = frozenset({"/JavaScript"})
LAUNCHES = frozenset({"/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"})
_PLAYED = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


def look(data: bytes) -> Iterator[tuple[str, object]]:
    """Find what a PDF tells and does; raises Uncleanable when it cannot be read."""
    with opened(data) as pdf:
        yield from _information(pdf)
        for thing in pdf.objects:
            yield from _thing(thing)
        root = pdf.Root
        if "/XFA" in root.get("/AcroForm", pikepdf.Dictionary()):
            yield "script", "XFA"


def opened(data: bytes) -> pikepdf.Pdf:
    """Open a PDF without a password; raises Uncleanable when it is damaged or locked."""
    try:
        return pikepdf.Pdf.open(BytesIO(data), suppress_warnings=True)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RecursionError) as error:
        raise Uncleanable("damaged") from error


def _information(pdf: pikepdf.Pdf) -> Iterator[tuple[str, object]]:
    if "/Info" not in pdf.trailer:
        return
    for key, value in pdf.trailer["/Info"].items():
        if key in INFORMATION:
            yield INFORMATION[key], _text(value)
        elif key not in _SILENT:
            yield "custom_property", f"{key.lstrip('/')}: {_text(value)}"


def _thing(thing: Any) -> Iterator[tuple[str, object]]:
    for held in dictionaries(thing):
        yield from _active(held)
        yield from _remark(held)
    if isinstance(thing, pikepdf.Stream):
        yield from _stream(thing)


def dictionaries(thing: Any, depth: int = 0) -> Iterator[Any]:
    """Return a dictionary or stream and the direct dictionaries inside, not what it refers to."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        values = [thing[key] for key in thing.keys()]  # noqa: SIM118  no mapping
    elif isinstance(thing, pikepdf.Array):
        values = list(thing)
    else:
        return
    if depth > 100:  # noqa: PLR2004  no honest file is nested so deeply
        raise Uncleanable("damaged")
    for value in values:
        is_held = isinstance(value, pikepdf.Dictionary | pikepdf.Array)
        if is_held and not value.is_indirect:
            yield from dictionaries(value, depth + 1)


def _active(held: Any) -> Iterator[tuple[str, object]]:
    action = name_of(held, "/S")
    if action in SCRIPTS or "/JS" in held:
        yield "script", "JavaScript"
    if action in LAUNCHES and ("/F" in held or action in {"/SubmitForm", "/Launch", "/Rendition"}):
        yield "launch", action.lstrip("/")
    if name_of(held, "/Type") == "/Filespec" or "/EF" in held:
        yield "embedded_file", _text(held.get("/UF", held.get("/F", "1")))
    if name_of(held, "/Subtype") in _PLAYED and "/Rect" in held:
        yield "embedded_file", name_of(held, "/Subtype").lstrip("/")


def _remark(held: Any) -> Iterator[tuple[str, object]]:
    if is_remark(held) and "/T" in held:
        yield "comment_author", _text(held["/T"])
    if name_of(held, "/Type") == "/Sig" and "/Name" in held:
        yield "signature", _text(held["/Name"])
    if "/PieceInfo" in held:
        yield "custom_property", "PieceInfo"
    if "/Thumb" in held:
        yield "preview", "1"
    yield from _layer(held)


def _layer(held: Any) -> Iterator[tuple[str, object]]:
    if isinstance(drawn := held.get("/CreatorInfo"), pikepdf.Dictionary):
        yield "program", _text(drawn.get("/Creator", "1"))
    usage = held.get("/Usage")
    if isinstance(usage, pikepdf.Dictionary) and "/User" in usage:
        user = usage["/User"]
        yield (
            "author",
            _text(user.get("/Name", "1") if isinstance(user, pikepdf.Dictionary) else "1"),
        )


def is_remark(held: Any) -> bool:
    """Return whether this is a remark on a page: an annotation but no link and no form field."""
    subtype = name_of(held, "/Subtype")
    return "/Rect" in held and bool(subtype) and subtype not in {"/Widget", "/Link", "/Form"}


def _stream(stream: Any) -> Iterator[tuple[str, object]]:
    if name_of(stream, "/Subtype") == "/XML" or name_of(stream, "/Type") == "/Metadata":
        yield "xmp", "1"
        try:
            found = _CREATOR.findall(stream.read_bytes())
        except pikepdf.PdfError:
            found = []
        for creator in found:
            yield "author", creator.decode("utf-8", "replace")
    elif (photo := photo_in(stream)) is not None:
        try:
            yield from pictures.look(photo)
        except Uncleanable:
            return


def photo_in(stream: Any) -> bytes | None:
    """Return the JPEG that a stream holds, as it came out of a camera; None when it holds none.

    Raises Uncleanable for one that is wrapped in a way we do not undo, and for a JPEG 2000 that
    holds boxes of facts.
    """
    if name_of(stream, "/Subtype") != "/Image":
        return None
    form = stream.get("/Filter")
    filters = [str(one) for one in form] if isinstance(form, pikepdf.Array) else [str(form)]
    raw = bytes(stream.read_raw_bytes())
    if "/JPXDecode" in filters and (b"xml " in raw[:4096] or b"uuid" in raw[:4096]):
        raise Uncleanable("foreign_picture")
    if filters[-1] != "/DCTDecode":
        return None
    for one in filters[:-1]:
        raw = _undone(one, raw)
    return raw


def _undone(wrapping: str, raw: bytes) -> bytes:
    try:
        if wrapping == "/FlateDecode":
            return zlib.decompressobj().decompress(raw, LARGEST_PHOTO)
        if wrapping == "/ASCII85Decode":
            return base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
    except (zlib.error, ValueError) as error:
        raise Uncleanable("damaged") from error
    raise Uncleanable("foreign_picture")


def name_of(held: Any, key: str) -> str:
    """Return a name in a dictionary as text; empty when there is none or it is no name."""
    value = held.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _text(value: Any) -> str:
    try:
        return str(value)
    except (ValueError, UnicodeDecodeError):
        return "1"
