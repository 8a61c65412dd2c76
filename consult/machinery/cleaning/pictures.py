"""Photos and pictures: EXIF, place, comments and previews found; the picture alone written anew."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps

from consult.machinery.cleaning.found import Uncleanable

PIXELS = 40_000_000
QUALITY = 92
_WRITTEN = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "GIF": "GIF"}
_TEXTS = {
    ExifTags.Base.Artist: "author",
    ExifTags.Base.Copyright: "author",
    ExifTags.Base.Model: "device",
    ExifTags.Base.Make: "device",
    ExifTags.Base.CameraOwnerName: "author",
    ExifTags.Base.BodySerialNumber: "device",
    ExifTags.Base.HostComputer: "device",
    ExifTags.Base.Software: "program",
    ExifTags.Base.DateTime: "changed_at",
    ExifTags.Base.DateTimeOriginal: "taken_at",
    ExifTags.Base.ImageDescription: "description",
    ExifTags.Base.UserComment: "description",
    ExifTags.Base.DocumentName: "description",
    ExifTags.Base.ImageUniqueID: "document_id",
}
_WIDE = {
    ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.XPComment: "description",
    ExifTags.Base.XPTitle: "title",
    ExifTags.Base.XPSubject: "title",
    ExifTags.Base.XPKeywords: "keywords",
}
_SILENT = frozenset({"dpi", "jfif", "jfif_version", "jfif_unit", "jfif_density", "gamma", "srgb"})
_SHOWN_ONLY = frozenset(
    {"progressive", "progression", "transparency", "background", "duration", "loop", "version"}
    | {"interlace", "aspect", "chromaticity", "extension", "disposal", "sizes", "mpoffset", "mp"}
    | {"adobe", "adobe_transform", "default_image", "bbox", "blend"}
)
_NAMED = {"comment": "comment", "xmp": "xmp", "photoshop": "iptc", "icc_profile": ""}


def look(data: bytes) -> Iterator[tuple[str, object]]:
    """Find what a picture tells besides itself; raises Uncleanable for what is no picture."""
    picture = _opened(data)
    exif = picture.getexif()
    for pages in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in pages.items():
            yield from _tag(tag, value)
    yield "place", _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    yield "preview", "1" if exif.get_ifd(ExifTags.IFD.IFD1) else ""
    yield "exif", "1" if len(exif) else ""
    for key, value in picture.info.items():
        yield from _noted(str(key), value)
    yield "second_picture", "1" if getattr(picture, "mpinfo", None) else ""


def clean(data: bytes) -> bytes:
    """Return the picture drawn anew, turned as it was meant to be seen, and nothing else."""
    picture = _opened(data)
    form = _WRITTEN[str(picture.format)]
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if form == "JPEG":
            _write_jpeg(picture, out)
        elif form == "GIF":
            _bare(picture.convert("RGBA")).save(out, "GIF")
        else:
            _bare(_plain(ImageOps.exif_transpose(picture))).save(out, "PNG")
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=["JPEG", "PNG", "GIF"])
        if picture.width * picture.height > PIXELS:
            raise Uncleanable("foreign_picture")
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Uncleanable("foreign_picture") from error
    return picture


def _write_jpeg(picture: Image.Image, out: BytesIO) -> None:
    turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
    if turned or picture.format != "JPEG":
        upright = _bare(_plain(ImageOps.exif_transpose(picture)))
        upright.save(out, "JPEG", quality=QUALITY)
    else:
        for key in [key for key in picture.info if key not in {"adobe", "adobe_transform"}]:
            del picture.info[key]
        picture.save(out, "JPEG", quality="keep", exif=b"", comment=b"", icc_profile=None)


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture


def _bare(picture: Image.Image) -> Image.Image:
    picture.info.clear()
    picture.getexif().clear()
    return picture


def _tag(tag: int, value: Any) -> Iterator[tuple[str, object]]:
    if tag in _WIDE and isinstance(value, bytes):
        yield _WIDE[ExifTags.Base(tag)], value.decode("utf-16-le", "replace").strip("\x00")
    elif tag in _TEXTS:
        text = value.removeprefix(b"ASCII\x00\x00\x00") if isinstance(value, bytes) else value
        yield _TEXTS[ExifTags.Base(tag)], text
    elif tag == ExifTags.Base.MakerNote:
        yield "device", "MakerNote"


def _noted(key: str, value: object) -> Iterator[tuple[str, object]]:
    low = key.lower()
    if low in _SILENT or low in _SHOWN_ONLY or low in {"exif", "parsed_exif"}:
        return
    if "xmp" in low:
        yield "xmp", "1"
    elif low in _NAMED:
        yield _NAMED[low] or "colour_profile", value if low == "comment" else "1"
    else:
        yield "author" if low == "author" else "description", f"{key}: {value!s:.120}"


def _place(gps: dict[int, Any]) -> str:
    try:
        ways = ((gps[1], gps[2], "S"), (gps[3], gps[4], "W"))
        return ", ".join(f"{_degrees(turns, side == back):.5f}" for side, turns, back in ways)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return "1" if gps else ""


def _degrees(turns: Any, is_negative: bool) -> float:  # noqa: FBT001  the sign of the number
    found = sum((float(part) / 60**power for power, part in enumerate(turns)), 0.0)
    return -found if is_negative else found
