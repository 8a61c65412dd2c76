"""A draft consultation to which nothing is missing before the opening. Call inside an app context."""

from datetime import timedelta
from typing import Any

from consult.domain.consultations import operations
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import end_of_day, local_day, start_of_day
from consult.domain.people.actors import system
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan

BY = system("command")
ZONE = "Asia/Almaty"


def ready(**changes: Any) -> Consultation:
    """A draft that may open: every text, contact, organiser and a published plan."""
    today = local_day(now(), ZONE)
    facts = {
        "summary": in_three("Shortly"),
        "deciding_body": in_three("The Government"),
        "contact_name": "Aigul",
        "contact_address": in_three("Astana"),
        "opens_at": start_of_day(today + timedelta(days=3), ZONE),
        "closes_at": end_of_day(today + timedelta(days=90), ZONE),
        "response_due_on": today + timedelta(days=180),
    }
    made = make_consultation("draft", **{**facts, **changes})
    make_plan(made)
    consultation = db.session.get_one(Consultation, made.id)
    body = make_body("MOJ")
    operations.set_organisers(consultation, [body.id], body.id, by=BY)
    return consultation
