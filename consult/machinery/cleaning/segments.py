"""Pictures without what they tell besides the picture: JPEG segments with metadata cut out (pure).

ISO/IEC 10918-1, annex B: a file is a chain of segments, each with its mark and its length.
"""

import re

from consult.kernel.errors import ConsultError

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _COMMENT, _COLOURS = 0xDA, 0xFE, 0xEE
_APPLICATION = range(0xE0, 0xF0)
_MARK = 0xFF
_ALONE = frozenset({0x00, 0x01, 0xFF, *range(0xD0, 0xDA)})
"""Marks that begin no segment of a picture's head."""
_FOLLOWING = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A mark after the data of a scan; stuffed bytes, fill bytes and restarts belong to the data."""


class NotAPicture(ConsultError):
    """The bytes are no JPEG picture, or a damaged one."""

    code = "not_a_picture"


def without_metadata(data: bytes) -> bytes:
    """Return the picture without comments, EXIF, GPS and previews; raises NotAPicture.

    The application segment 14 stays: without it some colours are read wrongly. What follows the
    picture's end is dropped, also a second picture with metadata of its own.
    """
    if not data.startswith(_START):
        raise NotAPicture
    kept, at, scans = [_START], 2, 0
    while not data.startswith(_END, at):
        mark, end = _segment(data, at)
        if mark == _SCAN:
            end, scans = _end_of_scan(data, end), scans + 1
        if mark != _COMMENT and (mark not in _APPLICATION or mark == _COLOURS):
            kept.append(data[at:end])
        at = end
    if not scans:
        raise NotAPicture
    return b"".join((*kept, _END))


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next segment, or the picture's end, begins after the data of a scan."""
    following = _FOLLOWING.search(data, at)
    if following is None:
        raise NotAPicture
    return following.start()


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """Return the mark of the segment that begins at a place, and where the next one begins."""
    if at + 4 > len(data) or data[at] != _MARK or data[at + 1] in _ALONE:
        raise NotAPicture
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2 or end > len(data):  # noqa: PLR2004  a length counts itself
        raise NotAPicture
    return data[at + 1], end
