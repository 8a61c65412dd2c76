"""Zip packages made and changed member by member, and all that a file holds, to look into."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members, in order, the first not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
    return out.getvalue()


def repacked(
    data: bytes,
    changes: Mapping[str, Callable[[bytes], bytes]],
    more: Mapping[str, str] | None = None,
) -> bytes:
    """The zip file once more, with members changed and added."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {
            name: changes.get(name, bytes)(archive.read(name)) for name in archive.namelist()
        }
    return packed({**parts, **(more or {})})


def everything_in(data: bytes, ending: str) -> bytes:
    """All bytes of a file, also those that were compressed, to look for a word in."""
    if ending in {"docx", "xlsx", "odt"}:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
            return b"\n".join((data, *parts, *(name.encode() for name in archive.namelist())))
    if ending == "pdf":
        with pikepdf.open(BytesIO(data)) as opened:
            out = BytesIO()
            opened.save(
                out,
                stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                compress_streams=False,
            )
            return data + out.getvalue()
    return data
