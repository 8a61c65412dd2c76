"""Runs migrations on the app's own database; one transaction for each revision."""

from contextlib import AbstractContextManager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from consult.kernel.database import Base
from consult.machinery import granting
from consult.machinery.migration import is_ours

database = current_app.extensions["migrate"].db


def connect() -> AbstractContextManager[Connection]:
    """Connect as the owner of the tables where one is named, else as the app does."""
    owner = current_app.config["SETTINGS"].owner_database_url
    return granting.owner(owner) if owner else database.engine.connect()


def run() -> None:
    """Migrate, and forget the connection."""
    with connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=is_ours,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
