"""Files of a plan that wait in the session between upload and import."""

from flask import session

from consult.domain.consultations.models import Consultation
from consult.domain.plans.staging import Staging

KEY = "plan_import"


def keep(consultation: Consultation, staged: Staging) -> None:
    """Remember the files and what was decided about them."""
    session[KEY] = {**session.get(KEY, {}), str(consultation.id): staged.as_json()}


def kept(consultation: Consultation) -> Staging:
    """Return what waits for this consultation; nothing when there is none."""
    return Staging.of(session.get(KEY, {}).get(str(consultation.id)))


def forget(consultation: Consultation) -> None:
    """Drop what waits, once it is imported."""
    waiting = session.get(KEY, {})
    session[KEY] = {name: value for name, value in waiting.items() if name != str(consultation.id)}
