"""Zip files whose bytes depend on their contents only: fixed times, order and attributes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_TIME: Final = (1980, 1, 1, 0, 0, 0)


def write_archive(target: Path, members: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write members piece by piece, so that a member larger than memory can pass through."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, chunks in members:
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
