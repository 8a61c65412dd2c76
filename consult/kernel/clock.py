"""The one clock that decides: the database's."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from consult.kernel.database import db


def now() -> datetime:
    """Return the database's present moment (UTC), also inside a long transaction.

    Deadlines, links and limits are judged by this clock alone, so that several servers agree.
    """
    return cast("datetime", db.session.scalar(select(func.clock_timestamp())))
