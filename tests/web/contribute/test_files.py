"""Attaching files: staged, refused with a reason, sent along."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.submissions.models import Attachment
from consult.kernel.database import db
from consult.machinery.files import StoredFile
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

PDF = b"%PDF-1.4\ntrailer\n%%EOF\n"


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        return str(consultation.slug)


def upload(*files: tuple[bytes, str]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(data), name) for data, name in files]


def test_good_files_stay_when_another_is_refused(app: Flask, visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    files = upload((PDF, "letter.pdf"), (b"MZ\x00", "virus.pdf"))
    visitor.press("Attach", 422, files=files)
    assert "“virus.pdf” is not of a kind that is taken." in visitor.text
    visitor.open(f"/en/c/{slug}/comment/points")
    assert "letter.pdf" in visitor.text
    tell_about(visitor)
    assert "letter.pdf" in visitor.text
    visitor.press("Send")
    with app.app_context():
        name = db.session.scalars(select(StoredFile.name).join(Attachment)).one()
        assert name == "letter.pdf"


def test_staged_file_can_be_removed(app: Flask, visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.press("Attach", files=upload((PDF, "letter.pdf")))
    visitor.press(": letter.pdf")
    assert "The file is removed." in visitor.soup.get_text()
    assert "letter.pdf" not in visitor.text


def test_sixth_file_is_refused(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    files = upload(*((PDF, f"{place}.pdf") for place in range(6)))
    visitor.press("Attach", 422, files=files)
    assert "At most 5 files can be attached." in visitor.text


def test_eleven_megabytes_are_refused(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    big = PDF + b" " * (11 * 1024 * 1024) + b"%%EOF"
    visitor.press("Attach", 422, files=upload((big, "big.pdf")))
    assert "“big.pdf” is larger than 10 MB." in visitor.text
