"""What the record of a meeting hands in: statements, where they come from, what became of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.points import About, Flaw, Point
from consult.domain.submissions.window import is_late


@dataclass(frozen=True)
class Said:
    """One statement as it was written down; `key` is the same each time it is sent.

    `received_at` is the instant it counts as received, the moment in the room unless given.
    """

    key: uuid.UUID
    point: Point
    about: About
    said_at: datetime
    read_back: bool = False
    revision: int = 1
    received_at: datetime | None = None


@dataclass(frozen=True)
class Origin:
    """How statements reached us: desk, sheet, paper or room; the device, or the file they came in.

    Without `late_too` nothing is taken once the consultation is closed; with it what comes then is
    marked late. `number` is a registration number given by a file, kept when free. `one_part_each`
    makes each statement a part of its own, so that each can be changed alone.
    """

    source: str
    device_id: uuid.UUID | None = None
    name: str = ""
    sha256: str = ""
    late_too: bool = True
    handed_in_at: datetime | None = None
    number: int | None = None
    one_part_each: bool = False
    files: Sequence[uuid.UUID] = ()


@dataclass(frozen=True)
class Taken:
    """What became of one statement.

    `outcome` is new, same, changed, or refused: `flaws` say why, or `reason` is closed (the
    consultation takes none now), foreign (another device wrote it), or decided (it was moderated,
    so its words stand).
    """

    key: uuid.UUID
    outcome: str
    code: str = ""
    reason: str = ""
    flaws: Sequence[Flaw] = ()
    late: bool = False


def comes_late(consultation: Consultation, one: Said, origin: Origin) -> bool:
    """Whether it counts as late: by its instant, or by the hand-in where that is what counts."""
    return is_late(consultation, origin.handed_in_at or one.received_at or one.said_at)
