"""Whether the database can be used: reachable, schema at head, durable."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.files import StoredFile, path_of

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def schema_head() -> str | None:
    """Return the newest revision of the migrations that were shipped."""
    folder = current_app.extensions["migrate"].directory
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config).get_current_head()


def schema_revision() -> str | None:
    """Return the revision of the database, None when it was never migrated."""
    try:
        found = db.session.scalar(text("select version_num from alembic_version"))
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return str(found) if found else None


def database_ready() -> bool:
    """Return whether the database answers and has the schema this program needs."""
    try:
        return schema_revision() == schema_head()
    except SQLAlchemyError:
        db.session.rollback()
        return False


WAITING_SINCE = text(
    """select extract(epoch from clock_timestamp() - min(coalesce(next_at, created_at)))
    from letters where state = 'queued'"""
)
MISSING_LIMIT = 200
"""How many of the newest stored files are looked for; the hourly reconciler looks for all."""


def clock_skew() -> float:
    """Return by how many seconds this machine's clock differs from the database's."""
    return abs((now() - datetime.now(UTC)).total_seconds())


def letters_wait() -> int:
    """Return for how many seconds the oldest letter that is due has been waiting; 0 when none."""
    return max(0, int(db.session.scalar(WAITING_SINCE) or 0))


def newest_without_file() -> int:
    """Return how many of the newest stored files have no bytes; anything but 0 is a fault."""
    newest = select(StoredFile.id).order_by(StoredFile.created_at.desc()).limit(MISSING_LIMIT)
    return sum(1 for one in db.session.scalars(newest) if not path_of(one).is_file())


def details(instance: Path) -> dict[str, object]:
    """Return what an operator on this machine looks at; each query is cheap at any size."""
    disk = shutil.disk_usage(instance)
    return {
        "schema": schema_revision(),
        "storage_writable": os.access(instance, os.W_OK),
        "disk_free_bytes": disk.free,
        "disk_free_percent": round(100 * disk.free / disk.total, 1),
        "clock_skew_seconds": round(clock_skew(), 1),
        "oldest_letter_seconds": letters_wait(),
        "chain_ok": audit.tail_holds(),
        "newest_files_missing": newest_without_file(),
    }


def undurable_settings() -> list[str]:
    """Return the database settings under which an acknowledged comment could be lost."""
    found = []
    for name, wanted in DURABLE.items():
        value = db.session.scalar(text("select current_setting(:name)"), {"name": name})
        if value not in {wanted, "remote_apply", "remote_write", "local"}:
            found.append(f"{name}={value}")
    return found
