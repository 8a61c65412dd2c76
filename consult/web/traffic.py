"""Counting what happens at the form, per minute and without personal data."""

import logging
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from consult.machinery import traffic

log = logging.getLogger("consult.traffic")
ERROR = 500


def note(scope: uuid.UUID, kind: str) -> None:
    """Say what this request was; it is counted when its answer leaves."""
    g.traffic = (scope, kind)


def count(response: Response) -> Response:
    """Count the request after its commit; write the counts when they are due.

    Counts may be lost with a process; they never cost anybody an answer.
    """
    if "traffic" in g and response.status_code < ERROR:
        scope, kind = g.traffic
        traffic.gathered.add(scope, datetime.now(UTC), kind)
    if traffic.gathered.due():
        try:
            traffic.flush()
        except SQLAlchemyError:
            log.warning("counts not written")
    return response


def init_app(app: Flask) -> None:
    """Count after the commit: functions that were registered first run last."""
    app.after_request(count)
