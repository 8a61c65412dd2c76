"""`consult check`: whether this installation may run; exit 1 with the reasons."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from consult.config import SECRET_LENGTH, Settings
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import health

SKEW_LIMIT = 2.0
ALMATY_2026 = timedelta(hours=5)
ALMATY_2011 = timedelta(hours=6)


def _database(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    try:
        yield from (
            f"The database may lose acknowledged comments: {found}. Set it on."
            for found in health.undurable_settings()
        )
        if health.schema_revision() != health.schema_head():
            yield "The schema is not the one of this program. Run: consult db upgrade"
    except SQLAlchemyError:
        db.session.rollback()
        yield "The database does not answer. Check DATABASE_URL and that the server runs."


def _clock(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    try:
        skew = abs((now() - datetime.now(UTC)).total_seconds())
    except SQLAlchemyError:
        return
    if skew > SKEW_LIMIT:
        yield f"The clocks of this machine and of the database differ by {skew:.0f} s. Set them."


def _zone(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    zone = ZoneInfo("Asia/Almaty")
    for year, wanted in ((2011, ALMATY_2011), (2026, ALMATY_2026)):
        if datetime(year, 6, 1, tzinfo=zone).utcoffset() != wanted:
            yield f"The zone data has a wrong offset for Almaty in {year}. Update tzdata."


def _secrets(settings: Settings) -> Iterator[str]:
    if len(settings.secret_key) < SECRET_LENGTH:
        yield "CONSULT_SECRET_KEY is too short; give at least 32 random characters."
    if settings.production and not settings.secure:
        yield "CONSULT_PUBLIC_URL must begin with https:// in production."
    if current_app.debug:
        yield "Debug is on. Switch it off: it shows the program to everybody."


def _paths(settings: Settings) -> Iterator[str]:
    for name, path in (("files", settings.files), ("mail", settings.mail_folder)):
        with contextlib.suppress(OSError):
            path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK):
            yield f"The folder for {name} in CONSULT_INSTANCE cannot be written. Change its rights."


def _mail(settings: Settings) -> Iterator[str]:
    if settings.production and settings.mail_server is None:
        yield "CONSULT_MAIL_SERVER is not set; no letter would leave."
    if settings.production and settings.mail_sender.endswith("@localhost"):
        yield "CONSULT_MAIL_SENDER is not set; name the address letters come from."


CHECKS: dict[str, Callable[[Settings], Iterator[str]]] = {
    "database": _database,
    "clock": _clock,
    "zone data": _zone,
    "secrets": _secrets,
    "folders": _paths,
    "mail": _mail,
}


@click.command("check")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def check(shape: str) -> None:
    """Check durability, clock, zone data, secrets, folders and mail; exit 1 with the reasons.

    Example: consult check --format json
    """
    settings = current_app.config["SETTINGS"]
    found = {name: list(run(settings)) for name, run in CHECKS.items()}
    failed = any(found.values())
    if shape == "json":
        click.echo(json.dumps({"ok": not failed, "checks": found}, ensure_ascii=False))
    else:
        for name, reasons in found.items():
            click.echo(f"{name}: {'ok' if not reasons else ' '.join(reasons)}")
    raise SystemExit(1 if failed else 0)
