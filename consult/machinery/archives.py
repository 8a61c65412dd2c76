"""What a file is, judged by its first bytes and the zip directory before it is opened."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Mapping
from io import BytesIO

MAX_MEMBERS = 200
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
RATIO_FREE = 10_000_000
MAX_DIRECTORY = 1_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_MAGIC = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
}
_MACRO_MEMBERS = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets/|xl4macro)", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Packings of Office files; those of bzip2 and LZMA are unpacked whole, whatever was asked for."""
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\x00")


class Unreadable(Exception):
    """A file that is refused: a code such as E_MACROS and the facts that fill its sentence."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})


def office_kind(data: bytes, most: int = MAX_MEMBERS) -> str:
    """Return "xlsx" or "docx" for a safe Office file; raise Unreadable for everything else.

    Limits (P-13, P-14): at most 200 members (or `most`), 50 MB unpacked by the zip directory,
    ratio 100, no macros under whatever name, no passwords, no old OLE formats, PDFs or pictures.
    """
    _refuse_other_formats(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), len(data), most)
            return _kind_of_package(archive)
    except (
        zipfile.BadZipFile,
        ValueError,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise Unreadable("E_NOT_OOXML", {"magic": data[:4].hex().upper()}) from error


def looks_binary(data: bytes) -> bool:
    """True when the bytes are a known binary format and so cannot be a table written as text."""
    return data.startswith((_OLE, _ZIP, b"%PDF", *_MAGIC))


def _refuse_other_formats(data: bytes) -> None:
    if not data:
        raise Unreadable("E_EMPTY", {"bytes": 0})
    if data.startswith(_OLE):
        raise Unreadable(
            "E_ENCRYPTED" if _ENCRYPTED_PACKAGE in data else "E_LEGACY_FORMAT",
            {"magic": _OLE.hex().upper()},
        )
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise Unreadable("E_PDF" if b"/Font" in data else "E_SCAN")
    if not data.startswith(_ZIP):
        names = [name for magic, name in _MAGIC.items() if data.startswith(magic)]
        raise Unreadable("E_NOT_OOXML", {"magic": names[0] if names else data[:4].hex().upper()})


def _check_directory(members: list[zipfile.ZipInfo], packed: int, most: int) -> None:
    unpacked = sum(member.file_size for member in members)
    sizes: dict[str, object] = {
        "packed": packed,
        "unpacked": unpacked,
        "members": len(members),
    }
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed):
        raise Unreadable("E_TOO_BIG_UNPACKED", sizes)
    if len(members) > most:
        raise Unreadable("E_TOO_MANY_MEMBERS", sizes)
    for member in members:
        check_member(member)


def check_member(member: zipfile.ZipInfo) -> None:
    """Raise Unreadable for a member that is locked, a link, a macro, an archive or outside.

    Also for one that is packed in a way no Office program uses: four kilobytes of bzip2 unpack to
    gigabytes, however few bytes are read.
    """
    if member.flag_bits & 0x1:
        raise Unreadable("E_ENCRYPTED", {"part": member.filename})
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    is_archive = member.filename.lower().endswith((".zip", ".7z", ".rar", ".jar"))
    is_odd = is_link or is_archive or member.compress_type not in _PACKINGS
    if is_odd or _UNSAFE_NAME.search(member.filename):
        raise Unreadable("E_ARCHIVE_UNSAFE", {"part": member.filename})
    if _MACRO_MEMBERS.search(member.filename):
        raise Unreadable("E_MACROS", {"part": member.filename})


def _kind_of_package(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise Unreadable("E_NOT_OOXML", {"magic": "ZIP"})
    with archive.open("[Content_Types].xml") as part:
        types = part.read(MAX_DIRECTORY).replace(b"\0", b"")  # also where it is in UTF-16
        if part.read(1):
            raise Unreadable("E_ARCHIVE_UNSAFE", {"part": "[Content_Types].xml"})
    if _MACRO_TYPES.search(types):
        raise Unreadable("E_MACROS", {"part": "[Content_Types].xml"})
    if b"spreadsheetml.sheet.main" in types or b"spreadsheetml.template.main" in types:
        return "xlsx"
    if b"wordprocessingml.document.main" in types or "word/document.xml" in names:
        return "docx"
    raise Unreadable("E_NOT_OOXML", {"magic": "ZIP"})
