"""clamd itself reads what was received: verdicts, files it refuses, its end at any moment (REQ 83)."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from consult import tasks
from consult.domain.submissions.attachments import PURPOSE
from consult.kernel.database import db
from consult.machinery import clamd, files, scans
from consult.machinery.files import StoredFile
from tests.domain.submissions.test_attachments import sent
from tests.factories import packages, telling_files
from tests.factories.consultations import make_consultation, make_plan
from tests.faults.real_scanner import NAME, PROGRAM, RealScanner
from tests.jobs import run_jobs
from tests.machinery.test_clamd import EICAR

ABSENT = "clamd is not installed (apt clamav-daemon): the real scanner was NOT tried"
FOUND = f"{NAME}.UNOFFICIAL"
pytestmark = [pytest.mark.fault, pytest.mark.skipif(PROGRAM is None, reason=ABSENT)]


@pytest.fixture(scope="module", params=[False, True], ids=["socket", "port"])
def scanner(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealScanner]:
    """A scanner that runs."""
    made = RealScanner(tmp_path_factory.mktemp("clamd"), request.param, most="1M")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def service(app: Flask, scanner: RealScanner) -> Iterator[Flask]:
    """A service with this scanner."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, clamd=scanner.address)
    with app.app_context():
        yield app
    app.config["SETTINGS"] = before
    if scanner.process is None:
        scanner.start()


def carrier(ending: str) -> bytes:
    """A file of this kind with the test virus inside, packed as such files are."""
    if ending == "txt":
        return b"A letter.\n" + EICAR
    return packages.repacked(telling_files.docx(), {}, {"word/media/a.bin": EICAR.decode()})


def stored(data: bytes) -> StoredFile:
    made = files.store(data, name="a.txt", media_type="text/plain", purpose=PURPOSE)
    db.session.commit()
    return made


def states() -> dict[str, int]:
    """How many files are in each state."""
    ids = list(db.session.scalars(select(StoredFile.id).where(StoredFile.purpose == PURPOSE)))
    found = list(scans.states(ids).values())
    return {state: found.count(state) for state in ("clean", "infected", "not_scanned")}


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"A letter.", ""),
        (b"", ""),
        (telling_files.docx(), ""),
        (telling_files.pdf(), ""),
        (telling_files.jpeg(), ""),
        (carrier("txt"), FOUND),
        (carrier("docx"), FOUND),
    ],
    ids=["words", "nothing", "docx", "pdf", "jpg", "virus", "virus in docx"],
)
def test_verdict_is_that_of_the_scanner(scanner: RealScanner, data: bytes, verdict: str) -> None:
    pieces = (data[place : place + 1_000] for place in range(0, len(data), 1_000))
    assert clamd.scan(scanner.address, pieces) == verdict


def test_empty_piece_ends_no_file(scanner: RealScanner) -> None:
    assert clamd.scan(scanner.address, iter([b"A letter.", b"", EICAR])) == FOUND


def test_file_that_was_sent_is_read_by_its_job(service: Flask) -> None:
    consultation = make_consultation()
    make_plan(consultation)
    sent(consultation, carrier("txt"))
    db.session.commit()
    assert states() == {"clean": 0, "infected": 0, "not_scanned": 2}
    assert run_jobs(service).count("scan_file") == 2
    assert states() == {"clean": 0, "infected": 2, "not_scanned": 0}


@pytest.mark.usefixtures("service")
def test_infected_file_is_named_and_given_to_nobody() -> None:
    good, bad = stored(b"A letter."), stored(carrier("docx"))
    tasks.scan_waiting()
    assert states() == {"clean": 1, "infected": 1, "not_scanned": 0}
    assert [(file.id, name) for file, name in scans.infected()] == [(bad.id, FOUND)]
    scans.refuse_infected(good.id)
    with pytest.raises(scans.Infected):
        scans.refuse_infected(bad.id)


@pytest.mark.usefixtures("service")
def test_file_that_the_scanner_refuses_holds_up_no_other() -> None:
    for _ in range(3):
        stored(b"x" * 3_000_000)
    stored(b"").path.unlink()
    stored(carrier("txt"))
    tasks.scan_waiting()
    assert states() == {"clean": 0, "infected": 1, "not_scanned": 4}


@pytest.mark.usefixtures("service")
def test_scanner_that_ends_in_the_middle_says_nothing_and_reads_later(
    scanner: RealScanner,
) -> None:
    noise = random.Random(1).randbytes(600_000)
    stored(noise + EICAR)
    stored(b"A letter.")
    for moment in (0.0, 0.001, 0.003, 0.01):
        timer = threading.Timer(moment, scanner.kill)
        timer.start()
        tasks.scan_waiting()
        timer.join()
        assert states()["clean"] <= 1
        assert scans.scan(stored(EICAR).id) == "not_scanned"
        scanner.start()
    tasks.scan_waiting()
    assert states() == {"clean": 1, "infected": 5, "not_scanned": 0}


@pytest.mark.usefixtures("service")
def test_scanner_that_hangs_is_given_up_and_stops_the_round(
    scanner: RealScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        stored(b"A letter.")
    monkeypatch.setattr(clamd.scan, "__defaults__", (1.0,))
    monkeypatch.setattr(clamd.answers, "__defaults__", (1.0,))
    scanner.freeze()
    began = time.monotonic()
    tasks.scan_waiting()
    assert (states()["not_scanned"], time.monotonic() - began < 4) == (5, True)
    scanner.kill()
    scanner.start()
    tasks.scan_waiting()
    assert states()["clean"] == 5


@pytest.mark.usefixtures("service")
def test_file_that_is_deleted_while_it_is_read_is_let_go(
    scanner: RealScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, staying = stored(EICAR), stored(b"A letter.")
    read = clamd.scan

    def delete_and_read(address: str, pieces: Iterator[bytes]) -> str:
        said = read(address, pieces)
        if said:
            db.session.delete(db.session.get_one(StoredFile, going.id))
            db.session.flush()
        return said

    monkeypatch.setattr(scans.clamd, "scan", delete_and_read)
    tasks.scan_waiting()
    assert scans.states([staying.id]) == {staying.id: "clean"}
    assert states() == {"clean": 1, "infected": 0, "not_scanned": 0}
