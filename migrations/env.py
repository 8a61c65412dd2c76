"""Runs migrations on the app's own database; one transaction for each revision."""

from alembic import context
from flask import current_app

from consult.kernel.database import Base
from consult.machinery.migration import is_ours

database = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate through the engine the app uses."""
    with database.engine.connect() as connection:
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
