"""Photos keep the picture and lose what tells besides it."""

import pytest

from consult.machinery.cleaning.segments import NotAPicture, without_metadata


def segment(mark: int, data: bytes) -> bytes:
    return bytes([0xFF, mark]) + (len(data) + 2).to_bytes(2, "big") + data


EXIF = segment(0xE1, b"Exif\0\0GPS of the hall")
HEAD = segment(0xDB, b"table") + segment(0xC2, b"frame")
SCAN = segment(0xDA, b"one") + b"data\xff\x00more\xff\xd3on"
NEXT = segment(0xC4, b"codes") + segment(0xDA, b"two") + b"rest"
CLEAN = b"\xff\xd8" + HEAD + SCAN + NEXT + b"\xff\xd9"


def test_metadata_is_cut_out_before_and_between_scans():
    note = segment(0xFE, b"by Canary")
    assert without_metadata(b"\xff\xd8" + EXIF + HEAD + SCAN + note + NEXT + b"\xff\xd9") == CLEAN


def test_second_picture_behind_the_end_is_dropped_with_its_metadata():
    hidden = b"\xff\xd8" + EXIF + HEAD + SCAN + b"\xff\xd9"
    assert without_metadata(CLEAN + hidden) == CLEAN


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"<svg/>",
        b"\xff\xd8\xff\xd9\x00\x00",
        b"\xff\xd8" + HEAD + SCAN,
        b"\xff\xd8" + HEAD + b"\xff\xd8\x00\x02" + SCAN + b"\xff\xd9",
        b"\xff\xd8" + HEAD + b"\xff\xd9",
    ],
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        without_metadata(data)
