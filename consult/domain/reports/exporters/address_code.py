"""The public address of a report as a QR code, for readers of the printed paper."""

from __future__ import annotations

import io
from typing import Final, Literal

import segno

BLANK: Final = "https://example.org/"
"""What the picture in the frame of Word documents stands for until it is replaced."""


def code_of(address: str, kind: Literal["png", "svg"] = "png") -> bytes:
    """The picture; the same address gives the same bytes."""
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind=kind, scale=8, border=2)
    return made.getvalue()
