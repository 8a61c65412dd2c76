"""Files in the domain: quota, files of a submission that is hidden later, scans, purging."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from consult import tasks
from consult.domain.people.actors import VISITOR
from consult.domain.submissions import attachments, quota, record_checking
from consult.domain.submissions.attachments import PURPOSE, attach, purge_staged, stage
from consult.domain.submissions.consent import change_level
from consult.domain.submissions.erasing import erase_identity
from consult.domain.submissions.file_types import FileRefused
from consult.domain.submissions.models import Attachment, Submission
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import secrets_from
from consult.domain.submissions.rules import FILE_SIZE, FILES_LIMIT, FILES_SIZE
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import files, scans
from consult.machinery.audit import AuditEvent
from consult.machinery.files import StoredFile
from tests.factories import telling_files
from tests.factories.comments import make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation
from tests.jobs import run_jobs
from tests.machinery.test_clamd import EICAR, scanner

BROKEN = b"%PDF-1.4\ntrailer\n%%EOF\n"
SECRET = "the token of a browser"


@pytest.fixture
def consultation(app: Flask):
    with app.app_context():
        made = make_consultation()
        make_plan(made)
        yield made


def sent(consultation, *files: bytes, level: str = "named") -> Submission:
    ids = [stage(data, "CANARY.jpg").id for data in files]
    about = About(author_kind="individual", level=level, author_name="Aigerim", region_code="KZ-75")
    sending = Sending(key="key", secret=SECRET, files=ids)
    points = [Point(Target("plan"), "support", "ru", "Good.")]
    return submit_comments(consultation, points, about, by=VISITOR, sending=sending).submission


def stored() -> list[StoredFile]:
    return list(db.session.scalars(select(StoredFile).where(StoredFile.purpose == PURPOSE)))


def test_room_of_an_organisation_counts_files_and_clean_copies(consultation) -> None:
    own, other = make_organisation("NGO-1"), make_organisation("NGO-2")
    submission = make_submission(consultation, organisation_id=own.id)
    attach(submission.id, [stage(telling_files.jpeg(), "a.jpg").id])
    size = sum(file.size for file in stored())
    assert quota.used_by([own.id, other.id]) == {own.id: size}
    quota.refuse_full([own.id], quota.QUOTA - size, "b.jpg")
    with pytest.raises(FileRefused) as refused:
        quota.refuse_full([own.id], quota.QUOTA - size + 1, "b.jpg")
    assert refused.value.facts["reason"] == "organisation_full"
    quota.refuse_full([other.id], quota.QUOTA, "b.jpg")


def test_files_of_one_comment_have_a_size_together(consultation, monkeypatch) -> None:
    assert (FILES_LIMIT, FILE_SIZE, FILES_SIZE) == (5, 10 * 1024**2, 25 * 1024**2)
    monkeypatch.setattr(attachments, "FILES_SIZE", 25)
    first = stage(b"x" * 20, "a.txt")
    stage(b"x" * 5, "b.txt", beside=[first.id])
    with pytest.raises(FileRefused) as refused:
        stage(b"x" * 6, "b.txt", beside=[first.id])
    assert refused.value.facts["reason"] == "files_too_big"


def test_file_of_a_named_author_is_cleaned_when_the_name_is_hidden(consultation) -> None:
    submission = sent(consultation, telling_files.jpeg())
    change_level(submission, "withheld_public", by=VISITOR, token=secrets_from(SECRET).token)
    db.session.commit()
    row = db.session.scalars(select(Attachment)).one()
    [file] = stored()
    assert (row.file_id, row.cleaned_id, row.is_clean) == (file.id, None, True)
    assert (file.name, b"CANARY" in file.path.read_bytes()) == ("attachment-1.jpg", False)


def test_file_without_a_clean_copy_goes_with_the_name_and_the_log_says_so(consultation) -> None:
    submission = sent(consultation, BROKEN, telling_files.jpeg())
    erase_identity(submission, by=VISITOR, ground="author")
    db.session.commit()
    rows = db.session.scalars(select(Attachment)).all()
    assert [(row.position, row.is_clean) for row in rows] == [(2, True)]
    assert [file.name for file in stored()] == ["attachment-2.jpg"]
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("submission.file_dropped") == 1
    assert list(record_checking.damaged_files()) == []


def test_day_alone_is_left_of_the_moment_on_the_disk(consultation) -> None:
    submission = sent(consultation, telling_files.jpeg(), level="anonymous")
    [file] = stored()
    assert file.created_at == submission.received_at
    assert file.path.stat().st_mtime == submission.received_at.timestamp()


def test_scan_of_one_paper_may_stand_with_several_submissions(consultation) -> None:
    first, second = (make_submission(consultation, level="withheld_public") for _ in range(2))
    identity = stage(telling_files.jpeg(), "paper.jpg").id
    attach(first.id, [identity])
    clean = db.session.scalars(select(Attachment.file_id)).one()
    attach(second.id, [clean])
    assert db.session.scalars(select(Attachment.file_id)).all() == [clean, clean]
    assert db.session.scalars(select(Attachment.is_clean)).all() == [True, True]


def test_unsent_files_go_after_a_month_with_their_clean_copies(consultation) -> None:
    stage(telling_files.jpeg(), "a.jpg")
    kept = make_submission(consultation)
    attach(kept.id, [stage(telling_files.jpeg(), "b.jpg").id])
    assert (purge_staged(now() + timedelta(days=30)), len(stored())) == (0, 4)
    assert (purge_staged(now() + timedelta(days=32)), len(stored())) == (2, 2)


@pytest.fixture
def scanned(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A service with a scanner; `away` takes the scanner from it."""
    settings = app.config["SETTINGS"]
    with scanner() as address:
        place = SimpleNamespace(**{name: getattr(settings, name) for name in ("files", "instance")})
        for name in ("secret_key", "public_url", "secure", "testing"):
            setattr(place, name, getattr(settings, name))
        place.clamd = address
        monkeypatch.setitem(app.config, "SETTINGS", place)
        yield place


def states() -> set[str]:
    return set(scans.states([file.id for file in stored()]).values())


def test_file_is_scanned_by_a_job_after_it_was_received(app, consultation, scanned) -> None:
    sent(consultation, EICAR)
    assert states() == {"not_scanned"}
    db.session.commit()
    assert run_jobs(app).count("scan_file") == 2
    assert states() == {"infected"}
    assert [signature for _file, signature in scans.infected()] == ["Eicar-Test-Signature"] * 2


def test_scanner_that_is_down_holds_up_nothing_and_reads_later(app, consultation, scanned) -> None:
    address, scanned.clamd = scanned.clamd, "127.0.0.1:1"
    submission = sent(consultation, b"some words")
    db.session.commit()
    run_jobs(app)
    assert (submission.reference != "", states()) == (True, {"not_scanned"})
    tasks.scan_waiting()
    assert states() == {"not_scanned"}
    scanned.clamd = address
    tasks.scan_waiting()
    assert states() == {"clean"}


def test_file_that_the_scanner_refuses_holds_up_no_other(app, consultation, scanned) -> None:
    facts = {"name": "a.txt", "media_type": "text/plain", "purpose": PURPOSE}
    for data in (b"x" * 2_000_000, b"gone", b"some words", EICAR):
        made = files.store(data, **facts)
        db.session.commit()
        if data == b"gone":
            made.path.unlink()
    tasks.scan_waiting()
    found = scans.states([file.id for file in stored()]).values()
    assert Counter(found) == {"not_scanned": 2, "clean": 1, "infected": 1}


def test_anonymous_file_is_scanned_by_the_round_and_by_no_job(app, consultation, scanned) -> None:
    sent(consultation, b"some words", level="anonymous")
    db.session.commit()
    assert "scan_file" not in run_jobs(app)
    tasks.scan_waiting()
    assert states() == {"clean"}


def test_choice_of_the_clean_copy_needs_one(consultation) -> None:
    identity = stage(BROKEN, "a.pdf").id
    attachments.choose_clean(identity, wanted=True)
    assert attachments.checks_of([identity])[identity].wants_clean is False
