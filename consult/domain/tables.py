"""Imports every table, so that the metadata is whole wherever the app runs."""

from consult.domain.changes import models as changes
from consult.domain.consultations import models as consultations
from consult.domain.moderation import models as moderation
from consult.domain.people import models as people
from consult.domain.plans import models as plans
from consult.domain.recommendations import models as recommendations
from consult.domain.reports import models as reports
from consult.domain.responses import models as responses
from consult.domain.submissions import models as submissions
from consult.machinery import audit, files, idempotency, limits, outbox, sessions

__all__ = ["audit", "files", "idempotency", "limits", "outbox", "sessions"]
SUBJECTS = (
    *(people, recommendations, plans, consultations, submissions, moderation, changes),
    *(responses, reports),
)
