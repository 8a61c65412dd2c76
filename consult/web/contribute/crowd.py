"""While very many send at once: the browser works first; without scripts it is held for review."""

import json
from dataclasses import asdict

from flask import current_app

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.surges import surge_of
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.admission import ConsultationClosed
from consult.domain.submissions.drafts import Writing
from consult.kernel.errors import ConsultError, TooMany
from consult.machinery import work
from consult.machinery.space import NoRoom


def _secret() -> str:
    return f"work:{current_app.config['SECRET_KEY']}"


def task(consultation: Consultation, draft: Writing, table: RoundTable | None) -> str:
    """Return what the browser is to find, as JSON; empty in ordinary times and at a meeting."""
    if table is not None or surge_of(consultation.id) is None:
        return ""
    asked = asdict(work.ask(_secret(), str(draft.id)))
    return json.dumps({**asked, "maxnumber": asked.pop("max_number")})


def held(
    consultation: Consultation, draft: Writing, proof: str | None, table: RoundTable | None
) -> str:
    """Return why a submission is held for review: no_work without a right proof, else empty.

    Nobody is refused (REQ 105): a browser without scripts sends as ever.
    """
    if table is not None or surge_of(consultation.id) is None:
        return ""
    return "" if work.spend(proof or "", _secret(), str(draft.id)) else "no_work"


def refusal(error: ConsultError) -> str:
    """Return under which name a refusal is counted."""
    if isinstance(error, TooMany):
        return "too_many"
    if isinstance(error, NoRoom):
        return "space"
    return "closed" if isinstance(error, ConsultationClosed) else "flawed"
