"""A report's compilation is killed at any moment: files are whole or not there at all (F-7)."""

import hashlib
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.reports import operations
from consult.domain.reports.models import Report, ReportFile
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import storage
from consult.machinery.files import StoredFile
from tests.conftest import SECRET, make_settings
from tests.factories.comments import make_comment
from tests.factories.reports import answering, checksum_of, make_answer
from tests.live import ROOT

COMMENTS = 40
KILLS = 20
FEW = 12
FILES = 3
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@dataclass
class Harm:
    """What is wrong after kills."""

    reports: int
    files: int
    corrupt: int
    unfinished: int


@dataclass
class Compiler:
    """The process whose children are killed."""

    process: "subprocess.Popen[str]"

    def run(self, report_id: str, kill_after: float | None = None) -> int:
        """Have a report compiled and its files made; returns how the child ended."""
        assert self.process.stdin
        assert self.process.stdout
        moment = "never" if kill_after is None else f"{kill_after:.3f}"
        self.process.stdin.write(f"{report_id} {moment}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on the same database, to arrange and to look."""
    made = create_app(make_settings(own_database, tmp_path / "instance"))
    with made.app_context():
        consultation = answering()
        for _ in range(COMMENTS):
            make_answer(make_comment(consultation, publication="published"))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def taken_out(tmp_path: Path) -> Path:
    """Where the command writes a file that people already use."""
    return tmp_path / "report.xlsx"


@contextmanager
def compiler(url: str, folder: Path, *words: str) -> Iterator[Compiler]:
    """Run the process until the end of the block."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CONSULT_INSTANCE": str(folder / "instance"),
        "CONSULT_SECRET_KEY": SECRET,
        "TAKEN_OUT": str(folder / "report.xlsx"),
        "PYTHONWARNINGS": "ignore",
    }
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.compiler", *words],
            env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, text=True,
        )  # fmt: skip
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n", (folder / "log").read_text()[-2000:]
        yield Compiler(process)
    finally:
        process.kill()
        process.wait()


def request(app: Flask) -> str:
    """Ask for another report."""
    with app.app_context():
        consultation = db.session.scalars(select(Consultation)).one()
        report = operations.request_report(consultation, by=system("command"), queued=False)
        db.session.commit()
        return str(report.id)


def whole_run(app: Flask, worker: Compiler) -> float:
    """Seconds of a run that nobody disturbs."""
    began = time.monotonic()
    assert worker.run(request(app)) == 0
    return time.monotonic() - began


def kills(app: Flask, worker: Compiler, times: int) -> None:
    """Kill runs at moments spread over a whole run."""
    seconds = whole_run(app, worker)
    dice = random.Random(7)
    for place in range(times):
        worker.run(request(app), kill_after=seconds * (place + dice.random()) / times)


def harm(app: Flask, taken_out: Path, fault: str) -> Harm:
    """Look at every report and every file, and print the figures."""
    with app.app_context():
        reports = db.session.scalars(select(Report)).all()
        done = [one for one in reports if one.state == "compiled"]
        files = db.session.scalars(select(StoredFile).where(StoredFile.purpose == "report")).all()
        listed = db.session.scalars(select(ReportFile.file_id)).all()
        wrong = sum(checksum_of(one) != one.checksum for one in done)
        wrong += sum(not _is_whole(one) for one in files)
        wrong += len({one.id for one in files} ^ set(listed))
        wrong += taken_out.exists() and not _is_archive(taken_out)
        found = Harm(len(done), len(files), wrong, len(reports) - len(done))
    print(f"\n{fault}: {found}")
    return found


def _is_whole(stored: StoredFile) -> bool:
    path = stored.path
    if not path.is_file():
        return False
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return (path.stat().st_size, digest) == (stored.size, stored.sha256)


def _is_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except zipfile.BadZipFile:
        return False


def finish(app: Flask, worker: Compiler) -> set[int]:
    """Try once more what is not finished, as the queue does."""
    with app.app_context():
        unfinished = select(Report.id).where(Report.state != "compiled")
        left = [str(one) for one in db.session.scalars(unfinished)]
    return {worker.run(one) for one in left}


def test_files_are_whole_or_not_there_after_kills_at_any_moment(
    app: Flask, own_database: str, tmp_path: Path, taken_out: Path
) -> None:
    with compiler(own_database, tmp_path) as worker:
        kills(app, worker, KILLS)
        found = harm(app, taken_out, f"F-7 killed {KILLS} times")
        assert found.corrupt == 0
        assert found.unfinished > 0
        assert finish(app, worker) == {0}
    found = harm(app, taken_out, "F-7 tried once more")
    assert (found.reports, found.corrupt, found.unfinished) == (KILLS + 1, 0, 0)


def test_what_killed_runs_leave_is_cleared_after_a_day(
    app: Flask, own_database: str, tmp_path: Path, taken_out: Path
) -> None:
    with compiler(own_database, tmp_path) as worker:
        kills(app, worker, 4)
    with app.app_context():
        folder: Path = app.config["SETTINGS"].files
        (folder / ".report-left").mkdir()
        (folder / ".report-left" / "report.csv").write_text("half")
        storage.reconcile(now() + timedelta(days=2))
        assert list(folder.glob(".*")) == []
        assert storage.missing_files() == []
    assert harm(app, taken_out, "F-7 cleared").corrupt == 0


def test_a_full_disk_fails_the_run_and_leaves_nothing_half_written(
    app: Flask, own_database: str, tmp_path: Path, taken_out: Path
) -> None:
    identity = request(app)
    with compiler(own_database, tmp_path, "full") as worker:
        assert worker.run(identity) != 0
    assert harm(app, taken_out, "F-7 disk full").corrupt == 0
    with compiler(own_database, tmp_path) as worker:
        assert worker.run(identity) == 0
    found = harm(app, taken_out, "F-7 with room again")
    assert (found.files, found.corrupt, found.unfinished) == (FILES, 0, 0)


def test_a_build_that_writes_in_place_is_caught(
    app: Flask, own_database: str, tmp_path: Path, taken_out: Path
) -> None:
    with compiler(own_database, tmp_path, "spoilt") as worker:
        seconds = whole_run(app, worker)
        for place in range(FEW):
            worker.run(request(app), kill_after=seconds * (1 - place / 25))
            if harm(app, taken_out, "F-7 mutant").corrupt:
                return
    raise AssertionError("nothing was caught")
