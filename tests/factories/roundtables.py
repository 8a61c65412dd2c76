"""Round tables and what is said there. Call inside an app context; everything is committed."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import Agendum, Holders, plan_table
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.said import Said
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import in_three, make_body

BY = system("command")


def make_table(consultation: Consultation, **changes: Any) -> RoundTable:
    """A regional round table in Karaganda, held yesterday from ten to four, with two sections."""
    start = (now() - timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)
    facts: dict[str, Any] = {
        "title": in_three("Round table in Karaganda"),
        "region_code": "KZ-35",
        "city": in_three("Karaganda"),
        "venue": in_three("Library hall"),
        "starts_at": start,
        "ends_at": start + timedelta(hours=6),
        **changes,
    }
    state = facts.pop("state", "held")
    agenda = [Agendum("1"), Agendum("2")]
    holders = Holders([make_body("MOJ").id])
    table = plan_table(consultation, facts, by=BY, holders=holders, agenda=agenda)
    table.state = state
    db.session.commit()
    return table


def said(number: str = "1.1", text: str = "Add a deadline.", **changes: Any) -> Said:
    """One statement on a measure by a named speaker, ten minutes after noon yesterday."""
    about = About(
        **{
            "author_kind": "individual",
            "level": "named",
            "author_name": "Вкладышева Р. С.",
            **changes.pop("about", {}),
        }
    )
    values: dict[str, Any] = {
        "key": uuid.uuid4(),
        "point": Point(Target("measure", number), "amendment", "ru", text),
        "about": about,
        "said_at": datetime.now(UTC) - timedelta(hours=20),
        **changes,
    }
    return Said(**values)
