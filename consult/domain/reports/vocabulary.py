"""The codes a report speaks in, each list in the order in which tables print it."""

from __future__ import annotations

from typing import Final, Literal

from consult.domain.people.rules import ORGANISATION_KINDS
from consult.domain.responses.rules import DISPOSITIONS, EXCLUDED
from consult.domain.submissions.rules import PUBLICATION

Audience = Literal["organiser", "ministry", "public"]
Format = Literal["xlsx", "docx", "pdf", "csv", "json", "zip"]

AUDIENCES: Final[tuple[Audience, ...]] = ("organiser", "ministry", "public")
FORMATS: Final[tuple[Format, ...]] = ("xlsx", "docx", "pdf", "csv", "json")
"""Formats of the consolidated report; open data comes as a zip."""
ALL_FORMATS: Final[tuple[Format, ...]] = (*FORMATS, "zip")
PUBLICATIONS: Final = (*PUBLICATION, "withdrawn")
LANGUAGES: Final = ("kk", "ru", "en")
_LAST_KINDS: Final = ("individual", "other")
AUTHOR_KINDS: Final = (
    *(kind for kind in ORGANISATION_KINDS if kind not in _LAST_KINDS),
    *_LAST_KINDS,
)
OUTCOMES: Final = (*DISPOSITIONS, "spam", "unanswered")
"""Dispositions and the two ways to have none, so that every comment has one outcome (I-14)."""

TAKEN_UP: Final = frozenset({"accepted", "partly", "covered"})
NOT_COUNTED: Final = EXCLUDED
"""Outcomes that stand in the tables and outside the denominators of the rates."""

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "taken_up": ("accepted", "partly", "covered"),
    "noted_or_open": ("noted", "deferred"),
    "not_taken_up": ("rejected", "out_of_scope"),
    "set_aside": ("duplicate", "withdrawn", "spam"),
    "unanswered": ("unanswered",),
}
"""Outcomes as the stacked charts group them."""

UNKNOWN: Final = "unknown"
NOT_SHOWN: Final = "not_shown"
"""Row of the tables for authors whose kind and region this audience may not see."""
