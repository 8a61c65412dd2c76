"""Imports every table, so that the metadata is whole wherever the app runs."""

from consult.domain.changes import models as changes
from consult.domain.consultations import models as consultations
from consult.domain.consultations import surge_models as surges
from consult.domain.moderation import campaign_models as campaigns
from consult.domain.moderation import models as moderation
from consult.domain.people import credential_models as credentials
from consult.domain.people import models as people
from consult.domain.plans import models as plans
from consult.domain.recommendations import models as recommendations
from consult.domain.reports import models as reports
from consult.domain.responses import decision_models as decisions
from consult.domain.responses import models as responses
from consult.domain.retention import models as retention
from consult.domain.roundtables import desk_models as desk
from consult.domain.roundtables import models as roundtables
from consult.domain.submissions import claim_models as claims
from consult.domain.submissions import file_models as submitted_files
from consult.domain.submissions import models as submissions
from consult.domain.submissions import record_models as record
from consult.domain.submissions import sealing_models as sealing
from consult.domain.submissions import statement_models as statements
from consult.machinery import (
    audit,
    files,
    heads,
    heartbeats,
    idempotency,
    limits,
    outbox,
    scans,
    sessions,
    signing,
    storage,
    traffic,
    work,
)
from consult.machinery.backup import models as backup

MACHINERY = (
    *(audit, backup, files, heartbeats, idempotency, limits, outbox, sessions),
    *(heads, scans, signing, storage, traffic, work),
)
SUBJECTS = (
    *(people, credentials, recommendations, plans, consultations),
    *(roundtables, desk, submissions, submitted_files, statements),
    *(sealing, record, surges, claims, campaigns),
    *(moderation, changes, responses, decisions, reports, retention),
)
