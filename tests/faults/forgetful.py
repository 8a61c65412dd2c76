"""A wrong build on purpose: every process counts limits and keeps sessions for itself."""

from collections import Counter
from typing import Any

from consult.app import create_app as create_right_app
from consult.kernel.errors import TooMany
from consult.machinery import limits
from consult.machinery.limits import Limit

COUNTS: Counter[tuple[str, str]] = Counter()


def _use(limit: Limit, who: str, *, step: int = 1) -> None:
    COUNTS[limit.name, who] += step
    if COUNTS[limit.name, who] > limit.count:
        raise TooMany(retry_after=limit.seconds)


def create_app() -> Any:
    """Build the product and spoil it."""
    limits.use = _use
    return create_right_app()
