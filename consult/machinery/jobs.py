"""Jobs that commit or roll back with the change that causes them (procrastinate)."""

from datetime import datetime
from typing import Any

import procrastinate

from consult.kernel.database import db

jobs = procrastinate.App(connector=procrastinate.PsycopgConnector())


def defer(
    task: str, *, queue: str, at: datetime | None = None, priority: int = 0, **arguments: Any
) -> None:
    """Queue a job by name on the session's own connection, inside its transaction.

    Of the jobs that are due, those with the greater `priority` are done first.
    Arguments are plain JSON values (ids as text). Queues: letters, reports, files, upkeep.
    """
    connection = db.session.connection().connection.driver_connection
    jobs.configure_task(
        task,
        queue=queue,
        schedule_at=at,
        priority=priority,
        connection=connection,
        allow_unknown=True,
    ).defer(**arguments)
