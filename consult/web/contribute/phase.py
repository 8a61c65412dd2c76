"""Whether comments are taken now, as this door shows it; the database's clock decides."""

from dataclasses import dataclass
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.window import Verdict, judge
from consult.kernel import clock


@dataclass(frozen=True)
class Phase:
    """What a comment sent now would be: on time, late, or not taken."""

    verdict: Verdict
    closes_at: Any
    zone: str

    @property
    def takes_comments(self) -> bool:
        """Whether the form may be opened."""
        return self.verdict not in {Verdict.CLOSED, Verdict.NOT_OPEN}

    @property
    def is_late(self) -> bool:
        """Whether what is sent now is marked as late."""
        return self.verdict == Verdict.LATE

    @property
    def is_open(self) -> bool:
        """Whether authors may still edit."""
        return self.verdict == Verdict.ON_TIME


def phase_of(consultation: Consultation) -> Phase:
    """Return the phase at this moment."""
    at = clock.now()
    verdict = judge(consultation, arrived_at=at, now=at)
    return Phase(verdict, consultation.closes_at, consultation.zone)
