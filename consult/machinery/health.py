"""Whether the database can be used: reachable, schema at head, durable."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from consult.kernel.database import db

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


def undurable_settings() -> list[str]:
    """Return the database settings under which an acknowledged comment could be lost."""
    found = []
    for name, wanted in DURABLE.items():
        value = db.session.scalar(text("select current_setting(:name)"), {"name": name})
        if value not in {wanted, "remote_apply", "remote_write", "local"}:
            found.append(f"{name}={value}")
    return found
