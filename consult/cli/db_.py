"""`consult db`: migrate, check and stop the database."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import check as check_models
from flask_migrate import upgrade as migrate_up
from sqlalchemy.exc import ProgrammingError

from consult.machinery import granting, health, postgres

commands = AppGroup("db", help="Migrate, check and stop the database.")
DENIED = "42501"
"""PostgreSQL's code for a right that an account has not."""


@commands.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema.

    Where CONSULT_OWNER_DATABASE_URL names the owner of the tables, the account of DATABASE_URL is
    then given what the service needs and nothing else.

    Example: consult db upgrade
    """
    bring_up()
    click.echo(f"The database is at revision {health.schema_revision()}.")


def bring_up() -> None:
    """Migrate as the owner of the tables, then give the service its rights."""
    try:
        migrate_up()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != DENIED:
            raise
        message = (
            "This account may not change the tables. "
            "Name the one that owns them in CONSULT_OWNER_DATABASE_URL."
        )
        raise click.ClickException(message) from error
    give_rights()


def give_rights() -> None:
    """Give the account of the service its rights, where an owner beside it is named."""
    url = current_app.config["SETTINGS"].owner_database_url
    if url is None:
        return
    try:
        role = granting.give(url)
    except granting.SameAccount as error:
        message = (
            "DATABASE_URL and CONSULT_OWNER_DATABASE_URL sign in as the same account. "
            "Give the service an account of its own: deploy/accounts.sql."
        )
        raise click.ClickException(message) from error
    click.echo(f"The account {role} may read and add rows; what stays it cannot change.")


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
