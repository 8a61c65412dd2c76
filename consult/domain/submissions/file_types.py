"""What an attached file is, by its content and structure, never by its name (pure, G 72 to 78)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from consult.kernel.errors import ConsultError
from consult.kernel.text import clean_line
from consult.machinery.archives import Unreadable, check_member, office_kind

MEGAPIXELS = 40_000_000
NAME_LIMIT = 120
UNPACKED = 50_000_000
MEMBERS = 2_000
RATIO = 100
TAIL = 2_048
_FORBIDDEN = re.compile(r"[\x00-\x1f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]+")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf|\s|(?><!--.*?-->))*+<(?:!doctype|html|svg|head|script|\?xml|body|iframe)"
    rb"|(?:\xef\xbb\xbf)?\s*(?:\{\\rtf|%!PS|MIME-Version:)",
    re.IGNORECASE | re.DOTALL,
)
"""Beginnings of other formats that are written as text: pages, drawings, RTF, PostScript, MHTML."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})
_BROKEN = (ValueError, EOFError, OSError, RuntimeError, NotImplementedError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = b"PK\x03\x04"
_ODT = b"application/vnd.oasis.opendocument.text"


class FileRefused(ConsultError):
    """A file is not taken; facts: reason (a code), name, and what the sentence needs."""

    code = "file_refused"

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its ending and its media type."""

    ending: str
    media_type: str


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = FileKind("pdf", "application/pdf")
DOCX = FileKind("docx", _WORD)
XLSX = FileKind("xlsx", _SHEET)
ODT = FileKind("odt", _ODT.decode())
JPG = FileKind("jpg", "image/jpeg")
PNG = FileKind("png", "image/png")
TXT = FileKind("txt", "text/plain; charset=utf-8")
KINDS = (PDF, DOCX, ODT, XLSX, JPG, PNG, TXT)


def kind_of_file(data: bytes, name: str) -> FileKind:
    """Return what the bytes are; raises FileRefused for everything that is not taken."""
    if not data:
        raise FileRefused("file_empty", name=name)
    if data.startswith(_PACKED):
        return _zip(data, name)
    if zipfile.is_zipfile(BytesIO(data)):
        raise FileRefused("file_unsafe", name=name)
    for beginning, check in _BEGINNINGS.items():
        if data.startswith(beginning):
            return check(data, name)
    return _txt(data, name)


def checked_name(name: str, kind: FileKind) -> str:
    """Return a name that is safe everywhere and still readable, ending as its content demands."""
    stem = clean_line(_FORBIDDEN.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]))
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    stem = stem.strip(". ")[:NAME_LIMIT]
    if not stem or _RESERVED.fullmatch(stem):
        stem = "document"
    return f"{stem}.{kind.ending}"


def _pdf(data: bytes, name: str) -> FileKind:
    if b"%%EOF" not in data[-TAIL:]:
        raise FileRefused("file_damaged", name=name)
    if b"/Encrypt" in data:
        raise FileRefused("file_locked", name=name)
    return PDF


def _png(data: bytes, name: str) -> FileKind:
    if data[12:16] != b"IHDR" or b"IEND" not in data[-TAIL:]:
        raise FileRefused("file_damaged", name=name)
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    _refuse_huge(width, height, name)
    return PNG


def _jpg(data: bytes, name: str) -> FileKind:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004  the mark of a segment
        if data[at + 1] in _JPEG_FRAMES:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            width = int.from_bytes(data[at + 7 : at + 9], "big")
            _refuse_huge(width, height, name)
            return JPG
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise FileRefused("file_damaged", name=name)


_BEGINNINGS: Mapping[bytes, Callable[[bytes, str], FileKind]] = {
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpg,
}


def _refuse_huge(width: int, height: int, name: str) -> None:
    if not width or not height:
        raise FileRefused("file_damaged", name=name)
    if width * height > MEGAPIXELS:
        raise FileRefused("image_too_big", name=name)


def _zip(data: bytes, name: str) -> FileKind:
    if _is_odt(data, name):
        return ODT
    try:
        kind = {"docx": DOCX, "xlsx": XLSX}[office_kind(data, MEMBERS)]
    except Unreadable as refused:
        raise _refusal(refused, name) from refused
    _refuse_inside(data, name)
    return kind


def _refusal(refused: Unreadable, name: str) -> FileRefused:
    reasons = {"E_MACROS": "file_macros", "E_ENCRYPTED": "file_locked"}
    bombs = {"E_TOO_BIG_UNPACKED", "E_TOO_MANY_MEMBERS", "E_ARCHIVE_UNSAFE"}
    reason = "file_unsafe" if refused.code in bombs else "file_kind"
    return FileRefused(reasons.get(refused.code, reason), name=name)


def _refuse_inside(data: bytes, name: str, *, holds_packages: bool = True) -> None:
    """Refuse objects of other programs (OLE) and archives, under whatever name they stand.

    A workbook or document may stand inside, such as that of a chart; it holds none itself, and for
    it the same rules are in force.
    """
    for member, content in _members(data, name):
        if content.startswith(_OLE) or "activex" in member:
            raise FileRefused("file_objects", name=name)
        if not content.startswith(_PACKED):
            continue
        if not (holds_packages and member.endswith((".xlsx", ".docx"))):
            raise FileRefused("file_unsafe", name=name)
        _refuse_package(content, name)


def _refuse_package(data: bytes, name: str) -> None:
    try:
        office_kind(data, MEMBERS)
    except Unreadable as refused:
        reason = _refusal(refused, name)
        is_other = reason.facts["reason"] == "file_kind"
        raise FileRefused("file_unsafe", name=name) if is_other else reason from refused
    _refuse_inside(data, name, holds_packages=False)


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each member with its first bytes, or whole when it is an archive."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    first = part.read(len(_OLE))
                    rest = part.read() if first.startswith(_PACKED) else b""
                    yield member.filename.lower(), first + rest
    except (zipfile.BadZipFile, zlib.error, *_BROKEN) as error:
        raise FileRefused("file_damaged", name=name) from error


def _is_odt(data: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if not members or members[0].filename != "mimetype":
                return False
            _refuse_bomb(members, len(data), name)
            with archive.open(members[0]) as first:
                is_odt = first.read(len(_ODT) + 1) == _ODT
    except (zipfile.BadZipFile, *_BROKEN) as error:
        raise FileRefused("file_damaged", name=name) from error
    if is_odt:
        _refuse_inside(data, name)
    return is_odt


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    too_big = unpacked > UNPACKED or unpacked > RATIO * max(packed, 1)
    if too_big or len(members) > MEMBERS:
        raise FileRefused("file_unsafe", name=name)
    for member in members:
        if "/Basic/" in f"/{member.filename}":
            raise FileRefused("file_macros", name=name)
        try:
            check_member(member)
        except Unreadable as refused:
            raise _refusal(refused, name) from refused


def _txt(data: bytes, name: str) -> FileKind:
    if b"\x00" in data or _MARKUP.match(data[:TAIL]):
        raise FileRefused("file_kind", name=name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused("file_kind", name=name) from error
    if any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in data):  # noqa: PLR2004  controls
        raise FileRefused("file_kind", name=name)
    return TXT
