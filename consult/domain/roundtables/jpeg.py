"""Pictures without what they tell besides the picture: JPEG segments with metadata cut out (pure).

ISO/IEC 10918-1, annex B: a file is a chain of segments, each with its mark and its length.
"""

from consult.kernel.errors import ConsultError

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _COMMENT, _COLOURS = 0xDA, 0xFE, 0xEE
_APPLICATION = range(0xE0, 0xF0)
_MARK = 0xFF


class NotAPicture(ConsultError):
    """The bytes are no JPEG picture, or a damaged one."""

    code = "not_a_picture"


def without_metadata(data: bytes) -> bytes:
    """Return the picture without comments, EXIF, GPS and previews; raises NotAPicture.

    The application segment 14 stays: without it some colours are read wrongly. What follows the
    picture's end is dropped.
    """
    if not data.startswith(_START):
        raise NotAPicture
    kept, at = [_START], 2
    while True:
        mark, end = _segment(data, at)
        if mark == _SCAN:
            break
        if mark != _COMMENT and (mark not in _APPLICATION or mark == _COLOURS):
            kept.append(data[at:end])
        at = end
    last = data.rfind(_END)
    if last < at:
        raise NotAPicture
    return b"".join((*kept, data[at : last + len(_END)]))


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """Return the mark of the segment that begins at a place, and where the next one begins."""
    if at + 4 > len(data) or data[at] != _MARK:
        raise NotAPicture
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2 or end > len(data):  # noqa: PLR2004  a length counts itself
        raise NotAPicture
    return data[at + 1], end
