"""Paper forms of a round table, typed in with their scan."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db
from consult.kernel.dates import in_zone
from tests.factories import packages
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.roundtables import make_table
from tests.visitor import Visitor
from tests.web.organise.test_comments_import import PDF

ANOTHER = "Register, then another point of the same form"


@pytest.fixture
def table(app: Flask) -> RoundTable:
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation)
        made = make_table(consultation)
        return table_by_reference(consultation.slug, made.reference)


@pytest.fixture
def organiser(app: Flask, visitor: Visitor, table: RoundTable) -> Visitor:
    with app.app_context():
        user = make_user([("organiser", table.consultation)])
    return sign_in(visitor, user)


def page(table: RoundTable) -> str:
    return f"/en/organise/{table.consultation.slug}/comments/new"


def type_in(organiser: Visitor, table: RoundTable) -> Visitor:
    """Fill in one point of a paper form, but for the meeting and the scan."""
    organiser.open(page(table)).choose("Round table")
    at = f"{in_zone(table.starts_at, table.zone):%Y-%m-%dT%H:%M}"
    organiser.fill("When it came", at).choose("An individual")
    organiser.fill("Name of the author", "А. Пример").choose("Name withheld from the public")
    organiser.fill("About", "measure:1.2").choose("Objection")
    return organiser.fill("Comment", "Слишком дорого").choose("Russian")


def scan() -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(PDF), "form.pdf")]


def test_paper_form_is_registered_under_its_meeting_with_its_scan(
    app: Flask, organiser: Visitor, table: RoundTable
) -> None:
    type_in(organiser, table).press("Register", files=scan(), table=table.reference)
    assert "Registered as UPR-2011/" in organiser.text
    with app.app_context():
        made = db.session.scalars(select(Submission)).one()
        facts = (made.channel, made.region_code, made.round_table_id, made.entered_by_name != "")
        assert facts == ("round_table", "KZ-35", table.id, True)
        statement = db.session.scalars(select(Statement)).one()
        assert (statement.source, statement.said_at) == ("paper", table.starts_at)
        comment = db.session.scalars(select(Comment)).one()
    slug = table.consultation.slug
    organiser.open(f"/en/organise/{slug}/comments/{comment.id}").follow("attachment-1.pdf")
    given = packages.everything_in(organiser.response.data, "pdf")
    assert (b"CANARY" in given, b"Visible" in given) == (False, True)


def test_paper_form_needs_a_scan_or_a_source(
    app: Flask, organiser: Visitor, table: RoundTable
) -> None:
    type_in(organiser, table).press("Register", 422, table=table.reference)
    assert "Attach a scan or enter the reference" in organiser.text
    organiser.fill("Reference of the source", "Folder 3, sheet 12").press("Register")
    assert "Registered as UPR-2011/" in organiser.text


def test_paper_form_needs_its_meeting(app: Flask, organiser: Visitor, table: RoundTable) -> None:
    type_in(organiser, table).press("Register", 422, files=scan())
    assert "Choose the round table." in organiser.text
    with app.app_context():
        assert db.session.scalars(select(Submission)).all() == []


def test_another_point_of_the_same_form_keeps_author_and_scan(
    app: Flask, organiser: Visitor, table: RoundTable
) -> None:
    type_in(organiser, table).press(ANOTHER, files=scan(), table=table.reference)
    assert organiser.control("Name of the author")["value"] == "А. Пример"
    assert "The scan of the same form goes along: attachment-1.pdf" in organiser.text
    organiser.fill("About", "measure:2.1").choose("Support").fill("Comment", "Хорошо")
    organiser.press("Register")
    with app.app_context():
        rows = db.session.scalars(select(Submission).order_by(Submission.part)).all()
        facts = [(row.reg_no, row.author_name, row.level) for row in rows]
        assert facts == [("UPR-2011/0001", "А. Пример", "withheld_public")] * 2
        files = db.session.scalars(select(Attachment.file_id)).all()
        assert (len(files), len(set(files))) == (2, 1)


def test_form_sent_twice_is_registered_once(
    app: Flask, organiser: Visitor, table: RoundTable
) -> None:
    key = "8c2f6a52-7a4e-4f2b-9a55-0f8a3a0f8a11"
    for _turn in range(2):
        more = {"table": table.reference, "source_ref": "Sheet 1", "key": key}
        type_in(organiser, table).press("Register", **more)
    with app.app_context():
        assert len(db.session.scalars(select(Comment)).all()) == 1


def test_point_of_another_consultation_is_not_known(
    app: Flask, organiser: Visitor, table: RoundTable
) -> None:
    organiser.open(f"{page(table)}?same=8c2f6a52-7a4e-4f2b-9a55-0f8a3a0f8a11", 404)
    organiser.open(f"{page(table)}?same=what", 404)
