"""Entering comments from elsewhere on the organisers' pages."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.kernel.database import db
from consult.machinery.files import StoredFile
from tests.factories import packages, telling_files
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor

HEAD = (
    "external_id,submitted_at,language,target_type,target_number,kind,text,author_kind,"
    "author_name,confidentiality,channel\n"
)
ROW = "A1,2011-03-22T11:20:05+06:00,ru,measure,1.1,amendment,Поздно,individual,А. Пример,named,phone\n"
PDF = telling_files.pdf()


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation)
        return str(consultation.slug)


@pytest.fixture
def organiser(app: Flask, slug: str) -> Visitor:
    from consult.domain.consultations.queries import consultation_by_slug

    with app.app_context():
        user = make_user([("organiser", consultation_by_slug(slug))], name="Organiser Two")
    return sign_in(Visitor(app), user)


def upload(organiser: Visitor, slug: str, text: str, name: str = "points.csv", status: int = 200):
    organiser.open(f"/en/organise/{slug}/comments/import")
    file = (io.BytesIO(text.encode()), name)
    return organiser.press("Read the file", status, file=file)


def comments(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count(Comment.id))) or 0)


def test_file_is_looked_at_then_imported_and_the_second_time_unchanged(
    app: Flask, organiser: Visitor, slug: str
) -> None:
    upload(organiser, slug, HEAD + ROW)
    assert organiser.heading == "What was read"
    assert comments(app) == 0
    organiser.press("Import")
    assert "1 comment was imported." in organiser.text
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        facts = (made.channel, made.author_name, made.entered_by_name, made.source_ref)
        assert facts == ("phone", "А. Пример", "Organiser Two", "points.csv")
    upload(organiser, slug, HEAD + ROW)
    assert "There is nothing new in this file." in organiser.text


def test_name_that_nobody_may_keep_is_gone_with_the_file(
    app: Flask, organiser: Visitor, slug: str
) -> None:
    hidden = ROW.replace("А. Пример,named", "Canary Name,anonymous")
    upload(organiser, slug, HEAD + hidden)
    with app.app_context():
        path = db.session.scalars(select(StoredFile)).one().path
    assert b"Canary" in path.read_bytes()
    organiser.press("Import")
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        assert (made.level, made.author_name, len(made.source_sha256)) == ("anonymous", "", 64)
        assert db.session.scalars(select(StoredFile)).all() == []
    assert not path.exists()


def test_bad_row_is_named_with_place_and_advice_and_nothing_is_imported(
    app: Flask, organiser: Visitor, slug: str
) -> None:
    upload(organiser, slug, HEAD + ROW + ROW.replace("A1", "A2").replace("1.1", "9.9"))
    assert "This stops the import" in organiser.text
    assert "points.csv, row 3" in organiser.text
    assert "has no item “9.9”" in organiser.text
    assert organiser.soup.main.find("button", string="Import") is None
    organiser.post(f"/en/organise/{slug}/comments/import/check", {}, status=400)
    assert comments(app) == 0


def test_letter_needs_its_facts_and_is_one_submission(
    app: Flask, organiser: Visitor, slug: str
) -> None:
    with app.app_context():
        make_organisation("O28")
        consultation = make_consultation(prefix="UPR-2012")
        make_plan(consultation, sections=8, measures=12)
        user = make_user([("organiser", consultation)])
        other = consultation.slug
    sign_in(organiser, user)
    folder = Path(__file__).parents[2] / "data" / "letters"
    data = (folder / "letter_03_steppe_chair_ru.xlsx").read_bytes()
    organiser.open(f"/en/organise/{other}/comments/import")
    organiser.press("Read the file", file=(io.BytesIO(data), "letter.xlsx"))
    assert "say by which channel and when the letter was received" in organiser.text
    organiser.open(f"/en/organise/{other}/comments/import")
    organiser.fill("How it came", "Letter").fill("When it came", "2011-04-13T12:15")
    organiser.fill("Code of the organisation", "O28")
    organiser.press("Read the file", file=(io.BytesIO(data), "letter.xlsx")).press("Import")
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        assert (made.channel, made.received_at.isoformat()) == (
            "letter",
            "2011-04-13T06:15:00+00:00",
        )
        assert comments(app) == 7


def type_in(organiser: Visitor, slug: str) -> Visitor:
    organiser.open(f"/en/organise/{slug}/comments/new")
    organiser.choose("Letter").fill("When it came", "2026-11-01T10:30")
    organiser.choose("An individual").fill("Name of the author", "А. Пример")
    organiser.choose("Name withheld from the public").fill("About", "measure:1.2")
    organiser.choose("Objection").fill("Comment", "Слишком дорого").choose("Russian")
    return organiser


def test_letter_typed_in_with_its_scan(app: Flask, organiser: Visitor, slug: str) -> None:
    type_in(organiser, slug).press("Register", files=[(io.BytesIO(PDF), "../scan.pdf")])
    assert "Registered as UPR-2011/0001." in organiser.text
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        facts = (made.channel, made.author_name, made.entered_by_name)
        assert facts == ("letter", "А. Пример", "Organiser Two")
        file = db.session.scalars(select(Attachment)).one()
    answer = organiser.client.get(f"/en/organise/{slug}/attachments/{file.id}")
    given = packages.everything_in(answer.get_data(), "pdf")
    assert (b"CANARY" in given, b"Visible" in given) == (False, True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=attachment-1.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    Visitor(app).open(f"/en/organise/{slug}/attachments/{file.id}")
    stranger = app.test_client().get(f"/en/organise/{slug}/attachments/{file.id}")
    assert stranger.status_code == 302


def test_nothing_typed_is_lost_without_a_source(app: Flask, organiser: Visitor, slug: str) -> None:
    type_in(organiser, slug).press("Register", 422)
    assert "Attach a scan or enter the reference of the letter." in organiser.text
    assert organiser.control("Comment").get_text(strip=True) == "Слишком дорого"
    assert organiser.control("When it came")["value"] == "2026-11-01T10:30"
    assert organiser.control("Name withheld from the public").has_attr("checked")
    assert comments(app) == 0


def test_moderators_and_others_may_not_enter(app: Flask, slug: str) -> None:
    from consult.domain.consultations.queries import consultation_by_slug

    with app.app_context():
        moderator = make_user([("moderator", consultation_by_slug(slug))])
    visitor = sign_in(Visitor(app), moderator)
    for page in ("import", "new"):
        visitor.open(f"/en/organise/{slug}/comments/{page}", 404)
