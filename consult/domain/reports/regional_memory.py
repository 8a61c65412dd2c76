"""Figures by region of a large consultation, kept in this process for a minute."""

from __future__ import annotations

import time
import uuid
from typing import Final

from consult.domain.consultations.models import Consultation
from consult.domain.reports.regions import Reader, Regional, figures_of
from consult.domain.submissions.reading import totals

LARGE: Final = 20_000
"""Comments from which on counting takes longer than a page may (100 ms at 100,000 comments)."""
MINUTE: Final = 60.0
"""As long as shared caches may keep a public page."""

_Kept = dict[tuple[uuid.UUID, Reader], tuple[float, Regional]]
_kept: _Kept = {}


def recent_figures(consultation: Consultation, reader: Reader) -> Regional:
    """Return the figures by region, of large consultations at most a minute old; one more query."""
    if totals([consultation.id]).get(consultation.id, 0) < LARGE:
        return figures_of(consultation, reader)
    name, at = (consultation.id, reader), time.monotonic()
    for old in [one for one, (made, _found) in _kept.items() if at - made >= MINUTE]:
        _kept.pop(old, None)
    if name not in _kept:
        _kept[name] = (at, figures_of(consultation, reader))
    return _kept[name][1]
