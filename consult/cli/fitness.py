"""Whether this installation may run: durability, schema, clocks, secrets, folders, mail."""

import contextlib
import ipaddress
import os
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import click
from flask import current_app
from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_host

from consult.config import Settings, weakness
from consult.kernel.database import db
from consult.machinery import granting, health

SKEW_LIMIT = 2.0
ZONE = "Asia/Almaty"
OFFSETS = {2011: timedelta(hours=6), 2026: timedelta(hours=5)}
ANY_HOST = frozenset({"*", "."})
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
ALWAYS = ("durability", "schema", "zone data", "secrets")
"""What is checked at every start; the rest only in production."""

Check = Callable[[Settings], Iterator[str]]


def _durability(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    yield from (
        f"The database may lose acknowledged comments: {found}. Set it on."
        for found in health.undurable_settings()
    )


def _schema(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    if health.schema_revision() != health.schema_head():
        yield "The database has another schema than this program. Run: consult db upgrade"


def _clock(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    skew = health.clock_skew()
    if skew > SKEW_LIMIT:
        yield f"The clocks of this machine and of the database differ by {skew:.0f} s. Set them."


def _zone(settings: Settings) -> Iterator[str]:  # noqa: ARG001
    try:
        zone = zoneinfo.ZoneInfo(ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        yield f"There is no zone data for {ZONE}. Install tzdata."
        return
    for year, wanted in OFFSETS.items():
        if datetime(year, 6, 1, tzinfo=zone).utcoffset() != wanted:
            yield f"The zone data has a wrong offset for Almaty in {year}. Update tzdata."


def _secrets(settings: Settings) -> Iterator[str]:
    named = {"CONSULT_SECRET_KEY": settings.secret_key}
    for name, value in named.items():
        if found := weakness(value):
            yield f"{name} is {found}; give at least 32 random characters."
    if current_app.debug:
        yield "Debug is on. Switch it off: it shows the program to everybody."


def _addresses(settings: Settings) -> Iterator[str]:
    if not settings.secure:
        yield "CONSULT_PUBLIC_URL must begin with https:// in production."
    if not settings.trusted_hosts or ANY_HOST & set(settings.trusted_hosts):
        yield "CONSULT_TRUSTED_HOSTS is open to any host; name the hosts people use."
        return
    try:
        get_host("https", urlsplit(settings.public_url).netloc, None, settings.trusted_hosts)
    except SecurityError:
        yield "CONSULT_TRUSTED_HOSTS lacks the host of CONSULT_PUBLIC_URL; add it."


def _paths(settings: Settings) -> Iterator[str]:
    for name, path in (("files", settings.files), ("mail", settings.mail_folder)):
        with contextlib.suppress(OSError):
            path.mkdir(parents=True, exist_ok=True)
        if not _is_writable(path):
            yield f"The folder for {name} in CONSULT_INSTANCE cannot be written. Change its rights."


def _is_writable(path: os.PathLike[str]) -> bool:
    return os.path.isdir(path) and os.access(path, os.W_OK | os.X_OK)  # noqa: PTH112


def _mail(settings: Settings) -> Iterator[str]:
    if settings.mail_server is None:
        yield "CONSULT_MAIL_SERVER is not set; no letter would leave."
    if settings.mail_sender.endswith("@localhost"):
        yield "CONSULT_MAIL_SENDER is not set; name the address letters come from."


def _links(settings: Settings) -> Iterator[str]:
    """What leaves the machine is encrypted (ASVS V12.3.1); a scanner's protocol cannot be."""
    if settings.mail_server and not settings.mail_use_tls and not _is_here(settings.mail_server):
        yield "CONSULT_MAIL_SERVER is another machine; set CONSULT_MAIL_TLS=1 to encrypt letters."
    for name, address in (
        ("DATABASE_URL", settings.database_url),
        ("CONSULT_OWNER_DATABASE_URL", settings.owner_database_url),
    ):
        if address and _leaves_open(make_url(address)):
            yield f"{name} names another machine; add ?sslmode=verify-full to encrypt the line."
    if settings.clamd and not _is_here(settings.clamd.rpartition(":")[0] or settings.clamd):
        yield "CONSULT_CLAMD is another machine, reached in the open; run the scanner on this one."


def _leaves_open(url: URL) -> bool:
    """Whether a line to the database leaves this machine and need not be encrypted."""
    return not all(map(_is_here, _hosts(url))) and url.query.get("sslmode") not in ENCRYPTED


def _hosts(url: URL) -> list[str]:
    """Return every host that libpq may connect to, from both places of the address."""
    named = [url.host or "", *_words(url, "host"), *_words(url, "hostaddr")]
    return [name for name in named if name] or [os.environ.get("PGHOST", "")]


def _words(url: URL, name: str) -> list[str]:
    given = url.query.get(name, ())
    texts = (given,) if isinstance(given, str) else given
    words = [word for text in texts for word in text.split(",")]
    return [word.partition(":")[0] if word.count(":") == 1 else word for word in words]


def _is_here(host: str) -> bool:
    """Whether a host is this machine: a socket, no name, or an address that leads nowhere else."""
    if host.startswith("/") or host in {"", "localhost"}:
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return False


def _no_limits(settings: Settings) -> Iterator[str]:
    if not settings.limits_enabled:
        yield "CONSULT_NO_LIMITS is set; limits may be off only in tests."


def _account(settings: Settings) -> Iterator[str]:
    """What the service's account could do to the record (REQ 121); it runs all the same."""
    found = granting.excess()
    if found.is_owner:
        yield (
            "DATABASE_URL signs in as a superuser or as the owner of the tables, who can switch "
            "off their guards. Give the service an account of its own: deploy/accounts.sql."
        )
    elif found.tables:
        yield (
            f"DATABASE_URL signs in with more rights than needed ({', '.join(found.tables)}). "
            "Run: consult db upgrade, with CONSULT_OWNER_DATABASE_URL"
        )
    if settings.owner_database_url:
        yield (
            "CONSULT_OWNER_DATABASE_URL is set here; name it only for `consult db upgrade` and "
            "`consult restore`, never for web servers and workers."
        )


CHECKS: dict[str, Check] = {
    "durability": _durability,
    "schema": _schema,
    "clock": _clock,
    "zone data": _zone,
    "secrets": _secrets,
    "addresses": _addresses,
    "folders": _paths,
    "mail": _mail,
    "links": _links,
    "limits": _no_limits,
}
IN_PRODUCTION = frozenset({"addresses", "mail", "links", "limits"})
"""What a machine for trying things may lack."""
ADVICE: dict[str, Check] = {"database account": _account}
"""What should be better and keeps nothing from running."""


def reasons(settings: Settings, names: tuple[str, ...] = tuple(CHECKS)) -> dict[str, list[str]]:
    """Return what is wrong, check by check; a database that does not answer is a reason too."""
    skipped = frozenset() if settings.production else IN_PRODUCTION
    return {
        name: [] if name in skipped else _run(CHECKS[name], settings)
        for name in CHECKS
        if name in names
    }


def warnings(settings: Settings) -> dict[str, list[str]]:
    """Return what should be better; the exit code does not depend on it."""
    return {name: _run(check, settings) for name, check in ADVICE.items()}


def _run(check: Check, settings: Settings) -> list[str]:
    try:
        return list(check(settings))
    except SQLAlchemyError:
        db.session.rollback()
        return ["The database does not answer. Check DATABASE_URL and that the server runs."]


def refuse_unfit(settings: Settings) -> None:
    """Refuse to start (exit 1, one sentence each) where an acknowledged comment would not be safe.

    In production everything must be right (REQ 131); elsewhere what no trial can do without:
    durability, schema, zone data and secrets (REQ 2).
    """
    names = tuple(CHECKS) if settings.production else ALWAYS
    found = [reason for listed in reasons(settings, names).values() for reason in listed]
    if found:
        raise click.ClickException("\n".join(dict.fromkeys(found)))
