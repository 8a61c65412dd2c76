"""`consult db`: migrate, check and stop the database."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import check as check_models
from flask_migrate import upgrade as migrate_up

from consult.machinery import health, postgres

commands = AppGroup("db", help="Migrate, check and stop the database.")


@commands.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema.

    Example: consult db upgrade
    """
    migrate_up()
    click.echo(f"The database is at revision {health.schema_revision()}.")


@commands.command("check")
def check() -> None:
    """Compare the models with the database; exit 1 when they differ.

    Example: consult db check
    """
    check_models()


@commands.command("stop")
def stop() -> None:
    """Stop the embedded database of this instance.

    Example: consult db stop
    """
    stopped = postgres.stop(current_app.config["SETTINGS"].instance)
    click.echo("The database has stopped." if stopped else "No embedded database was running.")
