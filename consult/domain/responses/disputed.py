"""Which comments are disputed, and when an answer says what was decided about it (pure)."""

from collections.abc import Iterable
from typing import Final

DISPUTED: Final = ("rejected", "partly", "deferred")
"""Results that leave something for the national round table to settle."""
DISSENT: Final = "dissent"


def is_disputed(disposition: str, stances: Iterable[str]) -> bool:
    """Whether a comment stands in the table of disagreements, the agenda of the national meeting.

    It does when its answer rejects it, takes it up in part or defers it, or when another body does
    not agree with the answer.
    """
    return disposition in DISPUTED or DISSENT in stances


def says_so(decided: str, disposition: str) -> bool:
    """Whether an approved answer carries a decision out; one without a result by any answer."""
    return not decided or decided == disposition
