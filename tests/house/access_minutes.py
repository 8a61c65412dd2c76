"""Minutes in the world of the access table: a draft being checked, and published ones."""

from datetime import timedelta
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.desk_models import (
    Minutes,
    MinutesChecker,
    MinutesCorrection,
    MinutesFile,
)
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest
from consult.machinery import files
from tests.factories.roundtables import make_table

LINKS = ("public.minutes_check", "public.minutes_correct", "public.minutes_agree")


def minutes_at(consultation: Consultation) -> dict[str, Any]:
    """Values of addresses by the beginnings of the endpoints that need them."""
    checking, published = _minutes(consultation, "checking"), _minutes(consultation, "published")
    stored = files.store(b"x", name="minutes.docx", media_type="x", purpose="minutes")
    db.session.flush()
    facts = {"language": "en", "format": "docx", "file_id": stored.id}
    db.session.add(MinutesFile(minutes_id=published["minutes_id"], **facts))
    db.session.flush()
    return {"organise.tables_minutes": checking, "public.round_table_minutes": published}


def _minutes(consultation: Consultation, state: str) -> dict[str, Any]:
    table = make_table(consultation, state="minutes_draft")
    until = now() + timedelta(days=5)
    minutes = Minutes(round_table_id=table.id, state=state, check_until=until, published_at=now())
    db.session.add(minutes)
    db.session.flush()
    token = f"{state}-{consultation.slug}"
    checker = MinutesChecker(
        minutes_id=minutes.id, token_hash=digest(token), contact_email="a@present.example"
    )
    correction = MinutesCorrection(minutes_id=minutes.id, text="Wrong")
    db.session.add_all([checker, correction])
    db.session.flush()
    return {
        "ref": table.reference,
        "minutes_id": minutes.id,
        "correction_id": correction.id,
        "link": token,
    }
