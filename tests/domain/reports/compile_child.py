"""A process that compiles one report and may be killed while it does: argument is the report's id."""

import sys
import uuid

from consult import tasks
from consult.app import create_app
from consult.kernel.database import db

app = create_app()
with app.app_context():
    from consult.domain.reports.models import Report

    db.session.get_one(Report, uuid.UUID(sys.argv[1]))
    db.session.rollback()
print("ready", flush=True)
tasks.compile_report(report_id=sys.argv[1])
