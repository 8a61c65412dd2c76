"""What an installation must have before it may run, and that nothing starts without it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from sqlalchemy import text

from consult.cli import fitness
from consult.config import Settings
from consult.kernel.database import db
from consult.machinery import health
from tests.conftest import SECRET, make_settings
from tests.faults.cluster import Cluster, cluster
from tests.live import ROOT

PRODUCTION = {
    "production": True,
    "public_url": "https://consult.example.org",
    "trusted_hosts": ("consult.example.org",),
    "mail_server": "mail.example.org",
    "mail_sender": "consult@example.org",
    "mail_use_tls": True,
    "limits_enabled": True,
}

NOWHERE = "postgresql+psycopg:///consult"
REMOTE = "postgresql+psycopg://consult:word@db.lan/consult"


def settings(tmp_path: Path, **changes: Any) -> Settings:
    """Settings that are right in production, but for what is told."""
    return make_settings("postgresql://", tmp_path, **{**PRODUCTION, **changes})


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the server of the test run, which does not wait for the disk, for one that does."""
    monkeypatch.setattr(health, "undurable_settings", list)


def found(app: Flask, values: Settings) -> dict[str, list[str]]:
    """The reasons against running, by check."""
    with app.app_context():
        return {name: listed for name, listed in fitness.reasons(values).items() if listed}


@pytest.mark.usefixtures("durable")
def test_nothing_is_said_against_a_right_installation(app: Flask, tmp_path: Path) -> None:
    assert found(app, settings(tmp_path)) == {}


@pytest.mark.usefixtures("durable")
@pytest.mark.parametrize(
    ("changes", "check", "words"),
    [
        ({"secret_key": "short"}, "secrets", "CONSULT_SECRET_KEY is too short"),
        ({"secret_key": "change-me" * 5}, "secrets", "CONSULT_SECRET_KEY is a sample"),
        ({"secret_key": "ab" * 20}, "secrets", "CONSULT_SECRET_KEY is too uniform"),
        ({"public_url": "http://consult.example.org"}, "addresses", "must begin with https://"),
        ({"trusted_hosts": ()}, "addresses", "CONSULT_TRUSTED_HOSTS is open to any host"),
        ({"trusted_hosts": ("*",)}, "addresses", "CONSULT_TRUSTED_HOSTS is open to any host"),
        ({"trusted_hosts": ("other.example",)}, "addresses", "CONSULT_TRUSTED_HOSTS lacks"),
        ({"mail_server": None}, "mail", "CONSULT_MAIL_SERVER is not set"),
        ({"mail_sender": "consult@localhost"}, "mail", "CONSULT_MAIL_SENDER is not set"),
        ({"limits_enabled": False}, "limits", "CONSULT_NO_LIMITS is set"),
        ({"mail_use_tls": False}, "links", "CONSULT_MAIL_SERVER is another machine"),
        ({"clamd": "10.0.0.7:3310"}, "links", "CONSULT_CLAMD is another machine"),
        ({"database_url": REMOTE}, "links", "DATABASE_URL names another machine"),
        ({"owner_database_url": REMOTE}, "links", "CONSULT_OWNER_DATABASE_URL names another"),
        ({"database_url": f"{NOWHERE}?host=::5"}, "links", "DATABASE_URL names another"),
        ({"database_url": f"{REMOTE}?sslmode=prefer"}, "links", "DATABASE_URL names another"),
        ({"database_url": f"{NOWHERE}?host=/run,db.lan"}, "links", "DATABASE_URL names another"),
    ],
)
def test_wrong_setting_is_refused_in_one_sentence(
    app: Flask, tmp_path: Path, changes: dict[str, Any], check: str, words: str
) -> None:
    reasons = found(app, settings(tmp_path, **changes))
    assert list(reasons) == [check]
    assert words in reasons[check][0]


@pytest.mark.parametrize(
    "changes",
    [
        *({"mail_server": host, "mail_use_tls": False} for host in ("localhost", "127.0.0.1")),
        *({"clamd": place} for place in ("127.0.0.1:3310", "/run/clamav/clamd.ctl")),
        *({"database_url": f"{REMOTE}?sslmode={mode}"} for mode in ("require", "verify-full")),
        {"database_url": "postgresql+psycopg://consult:word@/consult?host=/var/run/postgresql"},
        {"database_url": "postgresql+psycopg://consult@[::1]:5432/consult"},
    ],
    ids=str,
)
def test_line_that_stays_here_or_is_encrypted_is_right(
    app: Flask, tmp_path: Path, changes: dict[str, Any]
) -> None:
    with app.app_context():
        assert list(fitness._links(settings(tmp_path, **changes))) == []


@pytest.mark.usefixtures("durable")
def test_a_machine_for_trying_things_needs_neither_mail_nor_https(
    app: Flask, tmp_path: Path
) -> None:
    assert found(app, make_settings("postgresql://", tmp_path)) == {}


@pytest.mark.usefixtures("durable")
def test_debug_is_refused(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEBUG", True)
    assert found(app, settings(tmp_path))["secrets"][0].startswith("Debug is on.")


@pytest.mark.usefixtures("durable")
def test_folder_that_cannot_be_made_is_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where a folder should be")
    reasons = found(app, settings(tmp_path))
    assert reasons["folders"] == [
        "The folder for files in CONSULT_INSTANCE cannot be written. Change its rights."
    ]


@pytest.mark.usefixtures("durable")
def test_clock_of_another_time_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "now", lambda: datetime.now(UTC) + timedelta(seconds=3))
    assert found(app, settings(tmp_path))["clock"] == [
        "The clocks of this machine and of the database differ by 3 s. Set them."
    ]
    monkeypatch.setattr(health, "now", lambda: datetime.now(UTC) + timedelta(seconds=1))
    assert found(app, settings(tmp_path)) == {}


@pytest.mark.usefixtures("durable")
def test_old_zone_data_are_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_2024 = timezone(timedelta(hours=6))
    monkeypatch.setattr(fitness.zoneinfo, "ZoneInfo", lambda _name: before_2024)
    assert found(app, settings(tmp_path))["zone data"] == [
        "The zone data has a wrong offset for Almaty in 2026. Update tzdata."
    ]


@pytest.mark.usefixtures("durable")
def test_schema_of_another_program_is_refused(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        db.session.execute(text("update alembic_version set version_num = '0001'"))
        db.session.commit()
    assert found(app, settings(tmp_path))["schema"] == [
        "The database has another schema than this program. Run: consult db upgrade"
    ]


@pytest.mark.parametrize("production", [True, False])
def test_server_that_does_not_wait_for_the_disk_is_refused_everywhere(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, production: bool
) -> None:
    monkeypatch.setattr(health, "undurable_settings", lambda: ["fsync=off"])
    values = replace(settings(tmp_path), production=production)
    with app.app_context(), pytest.raises(click.ClickException, match="fsync=off"):
        fitness.refuse_unfit(values)


@pytest.fixture(scope="module")
def hasty_server(migrated_url: str) -> Iterator[Cluster]:
    """A server that acknowledges before the disk has it."""
    off = [f"-c {name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    with cluster(migrated_url, *off) as made:
        yield made


def consult(url: str, instance: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as an operator would."""
    return run([sys.executable, "-m", "consult", *words], url, instance)


def run(command: list[str], url: str, instance: Path) -> "subprocess.CompletedProcess[str]":
    """Run a program beside this database."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_SECRET_KEY": SECRET,
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.ci_fault
@pytest.mark.parametrize("words", [["check"], ["serve", "--port", "1"], ["worker"]])
def test_nothing_runs_on_a_server_that_does_not_wait_for_the_disk(
    hasty_server: Cluster, tmp_path: Path, words: list[str]
) -> None:
    done = consult(hasty_server.url, tmp_path, *words)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert f"The database may lose acknowledged comments: {name}=off. Set it on." in said
    assert "Traceback" not in said


@pytest.mark.ci_fault
def test_application_for_another_web_server_is_not_made_on_such_a_server(
    hasty_server: Cluster, tmp_path: Path
) -> None:
    done = run([sys.executable, "-c", "import wsgi"], hasty_server.url, tmp_path)
    assert done.returncode != 0
    assert "The database may lose acknowledged comments: fsync=off. Set it on." in done.stderr


@pytest.mark.ci_fault
def test_a_server_that_waits_for_the_disk_is_taken(migrated_url: str, tmp_path: Path) -> None:
    with cluster(migrated_url) as made:
        done = consult(made.url, tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "durability: ok"


@pytest.mark.ci_fault
@pytest.mark.parametrize("words", [["check"], ["serve"], ["worker"]])
def test_database_that_does_not_answer_is_said_in_one_sentence(
    tmp_path: Path, words: list[str]
) -> None:
    url = f"postgresql://postgres@/consult?host={tmp_path}"
    done = consult(url, tmp_path, *words)
    assert done.returncode == 1
    assert "The database does not answer." in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("durable")
@pytest.mark.parametrize("changes", [{"mail_server": None}, {"trusted_hosts": ()}], ids=str)
def test_nothing_starts_in_production_while_anything_is_wrong(
    app: Flask, tmp_path: Path, changes: dict[str, Any]
) -> None:
    values = settings(tmp_path, **changes)
    with app.app_context():
        with pytest.raises(click.ClickException, match="CONSULT_"):
            fitness.refuse_unfit(values)
        fitness.refuse_unfit(replace(values, production=False))
