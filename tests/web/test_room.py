"""Little room on the disk: uploads end first, then sending; reading works, staff are alarmed."""

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from consult.machinery.space import Gauge, gauge
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

GIB = 1024**3
Leave = Callable[[int], None]


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Iterator[Leave]:
    """Leave so many bytes of a disk of a hundred GiB free."""

    def left(free: int) -> None:
        usage = shutil._ntuple_diskusage(100 * GIB, 100 * GIB - free, free)  # type: ignore[attr-defined]
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
        gauge.forget()

    yield left
    gauge.forget()


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
        return made


@pytest.mark.parametrize(
    ("free", "least", "room"),
    [(GIB, GIB, "ample"), (GIB - 1, GIB, "tight"), (GIB // 2 - 1, GIB, "none"), (0, 0, "ample"),
     (5 * GIB - 1, 50 * GIB, "tight"), (5 * GIB, 50 * GIB, "ample")],
)  # fmt: skip
def test_room_is_told_by_bytes_and_at_most_five_per_cent(
    leave: Leave, tmp_path: Path, free: int, least: int, room: str
) -> None:
    leave(free)
    assert Gauge().read(tmp_path, least) == room


def test_room_is_measured_once_a_minute(leave: Leave, tmp_path: Path) -> None:
    own = Gauge()
    leave(2 * GIB)
    assert own.read(tmp_path, GIB) == "ample"
    leave(0)
    assert own.read(tmp_path, GIB) == "ample"
    own.forget()
    assert own.read(tmp_path, GIB) == "none"


def upload(visitor: Visitor, status: int) -> Visitor:
    files: dict[str, Any] = {"files": [(io.BytesIO(b"Facts"), "facts.txt")]}
    return visitor.press("Attach", status=status, **files)


def test_uploads_end_first_and_sending_goes_on(
    visitor: Visitor, consultation: Consultation, leave: Leave
) -> None:
    leave(GIB - 1)
    write_point(visitor, consultation.slug)
    upload(visitor, 503)
    assert "Files cannot be taken just now" in visitor.text
    visitor.open(f"/en/c/{consultation.slug}/comment/points")
    tell_about(visitor).press("Send")
    assert visitor.heading == "Your comments are registered"


def test_without_room_sending_is_closed_and_the_text_kept(
    app: Flask, visitor: Visitor, consultation: Consultation, leave: Leave
) -> None:
    write_point(visitor, consultation.slug, text="Words that must not be lost.")
    tell_about(visitor)
    leave(0)
    visitor.press("Send", status=503)
    assert "Sending is closed for a short time" in visitor.text
    assert "Words that must not be lost." in visitor.text
    Visitor(app).open(f"/en/c/{consultation.slug}/plan")
    leave(2 * GIB)
    visitor.press("Send")
    assert visitor.heading == "Your comments are registered"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


@pytest.mark.parametrize(
    ("free", "words"), [(GIB - 1, "little room left"), (0, "no room left"), (2 * GIB, "")]
)
def test_staff_are_alarmed_on_the_desk(
    app: Flask, consultation: Consultation, leave: Leave, free: int, words: str
) -> None:
    with app.app_context():
        user = make_user([("organiser", consultation)])
    leave(free)
    desk = sign_in(Visitor(app), user).open("/en/organise/")
    assert ("room left" in desk.text) == bool(words)
    assert words in desk.text
