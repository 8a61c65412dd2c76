"""What was found in a file, as short codes with values, and why a file cannot be cleaned."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 40
LONGEST = 160
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")

Item = tuple[str, str]
"""A code such as author or place, and what stands there; empty when the code says all."""


class Uncleanable(Exception):
    """The file holds something that cannot be taken out safely; args: a code."""

    @property
    def code(self) -> str:
        """Why: damaged, foreign_part, foreign_picture, left_over."""
        return str(self.args[0])


def tidy(items: Iterable[tuple[str, object]]) -> list[Item]:
    """Return what was found, each once, in order, short and in one line; at most forty items."""
    shown = ((code, _line(value)) for code, value in items if value not in (None, ""))
    return list(dict.fromkeys((code, value) for code, value in shown if value))[:MOST]


def _line(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = " ".join(_CONTROLS.sub(" ", str(value)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
