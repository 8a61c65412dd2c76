"""Attaching files: staged, refused with a reason, looked into, cleaned, sent along."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.submissions import quota
from consult.domain.submissions.file_models import FileCheck
from consult.domain.submissions.models import Attachment, Submission
from consult.kernel.database import db
from consult.machinery.files import StoredFile
from tests.factories import packages, telling_files
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

BROKEN = b"%PDF-1.4\ntrailer\n%%EOF\n"
OPEN = "Name and organisation published"


def upload(*files: tuple[bytes, str]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(data), name) for data, name in files]


def attach(visitor: Visitor, slug: str, *files: tuple[bytes, str]) -> Visitor:
    write_point(visitor, slug)
    return visitor.press("Attach", files=upload(*files))


def sent(app: Flask) -> tuple[Attachment, list[StoredFile]]:
    """The one attachment that was sent, and every stored file there is, the oldest first."""
    with app.app_context():
        attachment = db.session.scalars(select(Attachment)).one()
        stored = db.session.scalars(select(StoredFile).order_by(StoredFile.created_at)).all()
        return attachment, list(stored)


def bytes_on_disk(app: Flask) -> bytes:
    folder: Path = app.config["SETTINGS"].files
    with app.app_context():
        known = {one.hex for one in db.session.scalars(select(StoredFile.id))}
    return b"".join(path.read_bytes() for path in folder.glob("*/*") if path.name in known)


def test_good_files_stay_when_another_is_refused(app: Flask, visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    files = upload((telling_files.pdf(), "letter.pdf"), (b"MZ\x00", "virus.pdf"))
    visitor.press("Attach", 422, files=files)
    assert "“virus.pdf” is not of a kind that is taken." in visitor.text
    visitor.open(f"/en/c/{slug}/comment/points")
    assert "letter.pdf" in visitor.text
    tell_about(visitor, OPEN)
    assert "letter.pdf" in visitor.text
    visitor.press("Send")
    with app.app_context():
        name = db.session.scalars(
            select(StoredFile.name).join(Attachment, Attachment.file_id == StoredFile.id)
        ).one()
        assert name == "letter.pdf"


def test_what_was_found_is_shown_before_sending(visitor: Visitor, slug: str) -> None:
    attach(visitor, slug, (telling_files.docx(), "letter.docx"))
    assert "Author: CANARY-author" in visitor.text
    tell_about(visitor)
    for line in (
        "Author: CANARY-author",
        "Last changed by: CANARY-editor",
        "Comments in the margin by: CANARY-critic",
        "Tracked changes by: CANARY-inserter",
        "Place of the photo: 43.23833, 76.90000",
        "Others see it as attachment-1.docx.",
    ):
        assert line in visitor.text


def test_under_a_withheld_name_only_the_clean_copy_is_kept(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (telling_files.docx(), "Letter of CANARY-fund.docx"))
    tell_about(visitor)
    visitor.press("Send")
    attachment, stored = sent(app)
    assert [(one.id, one.name) for one in stored] == [(attachment.file_id, "attachment-1.docx")]
    assert (attachment.is_clean, attachment.cleaned_id) == (True, None)
    kept = bytes_on_disk(app)
    assert (b"CANARY" in packages.everything_in(kept, "docx"), len(kept) > 0) == (False, True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FileCheck)) == 0
    assert "CANARY" not in visitor.text


def test_at_an_open_level_the_file_stands_beside_its_clean_copy(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (telling_files.docx(), "letter.docx"))
    tell_about(visitor, OPEN)
    assert "Organisers get the file as it is, ministries the clean copy." in visitor.text
    visitor.press("Send")
    attachment, stored = sent(app)
    assert {one.id for one in stored} == {attachment.file_id, attachment.cleaned_id}
    assert attachment.is_clean is False


def test_author_may_choose_the_clean_copy_at_an_open_level(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (telling_files.docx(), "letter.docx"))
    tell_about(visitor, OPEN)
    visitor.press("Use only the clean copy")
    assert "Only the clean copy is sent." in visitor.text
    visitor.press("Use the file as it is").press("Use only the clean copy").press("Send")
    attachment, stored = sent(app)
    assert [(one.id, one.name) for one in stored] == [(attachment.file_id, "letter.docx")]
    assert attachment.is_clean is True


def test_pdf_with_a_script_is_sent_as_its_clean_copy_at_every_level(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (telling_files.pdf(active=True), "form.pdf"))
    assert "Program code inside the file: JavaScript" in visitor.text
    tell_about(visitor, OPEN)
    assert "only its clean copy is sent" in visitor.text
    visitor.press("Send")
    assert sent(app)[0].is_clean is True
    assert b"JavaScript" not in packages.everything_in(bytes_on_disk(app), "pdf")


def test_file_that_cannot_be_cleaned_is_not_sent_under_a_withheld_name(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (BROKEN, "letter.pdf"))
    tell_about(visitor)
    assert "It cannot be cleaned and so it cannot be sent under a withheld name." in visitor.text
    visitor.press("Send", 422)
    assert "“letter.pdf” cannot be cleaned of what tells who made it." in visitor.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0
    visitor.press(": letter.pdf")
    visitor.open(f"/en/c/{slug}/comment/check").press("Send")
    assert visitor.heading == "Your comments are registered"


def test_file_that_cannot_be_read_is_kept_as_it_is_at_an_open_level(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (BROKEN, "letter.pdf"))
    tell_about(visitor, OPEN)
    visitor.press("Send")
    attachment, _stored = sent(app)
    assert (attachment.is_clean, attachment.cleaned_id) == (False, None)
    assert bytes_on_disk(app) == BROKEN


def test_removed_file_is_deleted_with_its_clean_copy(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    attach(visitor, slug, (telling_files.jpeg(), "photo.jpg"))
    visitor.press(": photo.jpg")
    assert "The file is removed." in visitor.soup.get_text()
    assert "photo.jpg" not in visitor.text
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []


def test_file_of_somebody_else_cannot_be_removed(app: Flask, visitor: Visitor, slug: str) -> None:
    attach(visitor, slug, (telling_files.jpeg(), "photo.jpg"))
    with app.app_context():
        identity = db.session.scalars(select(FileCheck.file_id)).one()
    stranger = Visitor(app)
    write_point(stranger, slug)
    token = stranger.soup.find("input", {"name": "csrf_token"})["value"]
    address = f"/en/c/{slug}/comment/files/{identity}/remove"
    stranger.client.post(address, data={"csrf_token": token})
    with app.app_context():
        assert db.session.get(StoredFile, identity) is not None


def test_document_type_in_a_document_is_refused(visitor: Visitor, slug: str) -> None:
    bomb = packages.repacked(
        telling_files.docx(),
        {"word/settings.xml": lambda part: b'<!DOCTYPE x [<!ENTITY a "aa">]>' + part},
    )
    write_point(visitor, slug)
    visitor.press("Attach", 422, files=upload((bomb, "bomb.docx")))
    assert "“bomb.docx” is packed in a way that is not safe to open." in visitor.text


def test_sixth_file_is_refused(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    files = upload(*((b"words", f"{place}.txt") for place in range(6)))
    visitor.press("Attach", 422, files=files)
    assert "At most 5 files can be attached." in visitor.text


def test_eleven_megabytes_are_refused(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    big = BROKEN + b" " * (11 * 1024 * 1024) + b"%%EOF"
    visitor.press("Attach", 422, files=upload((big, "big.pdf")))
    assert "“big.pdf” is larger than 10 MB." in visitor.text


def test_organisation_that_used_its_room_is_told(
    app: Flask, visitor: Visitor, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        organisation = make_organisation()
        user = make_user([], organisation=organisation)
        submission = db.session.scalars(select(Submission)).first()
        assert submission is None
    sign_in(visitor, user)
    monkeypatch.setattr(quota, "used_by", lambda ids: dict.fromkeys(ids, 500 * 1024 * 1024))
    write_point(visitor, slug)
    visitor.press("Attach", 422, files=upload((b"words", "a.txt")))
    assert "Your organisation has sent 500 MB of files; no more can be kept." in visitor.text
