"""Imports every table, so that the metadata is whole wherever the app runs."""

from consult.domain.changes import models as changes
from consult.domain.consultations import models as consultations
from consult.domain.moderation import models as moderation
from consult.domain.people import models as people
from consult.domain.plans import models as plans
from consult.domain.recommendations import models as recommendations
from consult.domain.reports import models as reports
from consult.domain.responses import decision_models as decisions
from consult.domain.responses import models as responses
from consult.domain.roundtables import desk_models as desk
from consult.domain.roundtables import models as roundtables
from consult.domain.submissions import models as submissions
from consult.domain.submissions import statement_models as statements
from consult.machinery import audit, files, idempotency, limits, outbox, sessions

__all__ = ["audit", "files", "idempotency", "limits", "outbox", "sessions"]
SUBJECTS = (
    *(people, recommendations, plans, consultations, roundtables, desk, submissions, statements),
    *(moderation, changes, responses, decisions, reports),
)
