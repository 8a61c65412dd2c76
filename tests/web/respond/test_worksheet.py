"""A ministry downloads its work sheet, uploads it filled in, sees the changes and saves them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from consult.domain.responses.models import Response
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.domain.responses.worksheet.conftest import column, filled
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reports import make_answer, published
from tests.visitor import Visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Desk:
    """Two comments for MOJ, its writer and somebody of another body."""

    app: Flask
    slug: str
    first: Any
    second: Any
    writer: Visitor
    stranger: Visitor

    @property
    def url(self) -> str:
        """The page of the work sheet."""
        return f"/en/respond/{self.slug}/worksheet"

    def download(self) -> bytes:
        """The Russian sheet of MOJ."""
        self.writer.open(f"{self.url}/MOJ-ru.xlsx")
        assert self.writer.response.mimetype == XLSX
        return self.writer.response.data

    def upload(self, data: bytes, who: Visitor | None = None, status: int = 200) -> Visitor:
        """Send a file and go on to its changes."""
        page = (who or self.writer).open(self.url)
        page.typed["file"] = (BytesIO(data), "sheet.xlsx")
        return page.press("Show the changes", status=status)


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        first, second = published(consultation), published(consultation)
        moj, mof = make_body("MOJ"), make_body("MOF")
        writer = make_user([("ministry_contributor", consultation, moj)], name="Writer")
        stranger = make_user([("ministry_contributor", consultation, mof)])
    people = [sign_in(Visitor(app), one) for one in (writer, stranger)]
    return Desk(app, consultation.slug, first, second, *people)


def answer(page: Any, row: int, words: str) -> None:
    page.cell(row, column("disposition")).value = "Принято к сведению"
    page.cell(row, column("reasons_ru")).value = words


def stored(desk: Desk) -> dict[Any, Response]:
    with desk.app.app_context():
        found = {one.comment_id: one for one in db.session.scalars(select(Response))}
        db.session.expunge_all()
        return found


def test_changes_are_shown_before_anything_is_saved(desk: Desk) -> None:
    code = desk.first.code
    data = filled(desk.download(), lambda page, rows: answer(page, rows[code], "Учтём."))
    page = desk.upload(data)
    assert page.heading == "Changes in the work sheet"
    assert "Учтём." in page.text
    assert "Noted" in page.text
    assert stored(desk) == {}
    page.press("Save as drafts")
    assert page.heading == "Comments to answer"
    kept = stored(desk)[desk.first.id]
    assert (kept.state, kept.disposition, kept.prepared_by) == ("draft", "noted", "Writer")
    assert kept.reasons == LocalisedText(ru="Учтём.")
    assert desk.second.id not in stored(desk)


def test_conflict_shows_both_versions_and_is_not_saved(desk: Desk) -> None:
    data = desk.download()
    with desk.app.app_context():
        make_answer(desk.first, state="draft", reasons=LocalisedText(ru="Слова соседа"))
    codes = (desk.first.code, desk.second.code)

    def work(page: Any, rows: dict[str, int]) -> None:
        for code in codes:
            answer(page, rows[code], "Мои слова")

    page = desk.upload(filled(data, work))
    assert "Changed meanwhile" in page.text
    page.press("Save as drafts")
    assert "Changed meanwhile" in page.text
    assert "Слова" in page.text
    assert stored(desk)[desk.first.id].reasons == LocalisedText(ru="Слова соседа")
    assert stored(desk)[desk.second.id].reasons == LocalisedText(ru="Мои слова")


def test_conflict_that_arises_before_saving_is_not_overwritten(desk: Desk) -> None:
    code = desk.first.code
    data = filled(desk.download(), lambda page, rows: answer(page, rows[code], "Мои слова"))
    page = desk.upload(data)
    with desk.app.app_context():
        make_answer(desk.first, state="draft", reasons=LocalisedText(ru="Слова соседа"))
    page.press("Save as drafts")
    assert stored(desk)[desk.first.id].reasons == LocalisedText(ru="Слова соседа")


def test_refused_row_is_named_with_its_place(desk: Desk) -> None:
    code = desk.first.code

    def work(page: Any, rows: dict[str, int]) -> None:
        answer(page, rows[code], "Учтём.")
        page.cell(rows[code], column("disposition")).value = "Да"

    page = desk.upload(filled(desk.download(), work))
    assert f"In the answer to {code} “Да” is not one of the offered words" in page.text
    assert "sheet.xlsx, sheet “Ответы”, cells E3" in page.text or "cells E3" in page.text


def test_another_body_neither_gets_nor_brings_the_sheet(desk: Desk) -> None:
    data = desk.download()
    desk.stranger.open(f"{desk.url}/MOJ-ru.xlsx", status=404)
    page = desk.upload(data, desk.stranger, status=422)
    assert "belongs to another consultation or to another body" in page.text
    assert desk.first.code not in page.text


def test_file_that_is_no_sheet_is_refused_in_one_sentence(desk: Desk) -> None:
    page = desk.upload(b"hello", status=422)
    assert "The file cannot be read" in page.text
    empty = desk.writer.open(desk.url).press("Show the changes", status=422)
    assert "Choose a file." in empty.text


def test_commands_write_and_take_the_sheet(desk: Desk, tmp_path: Any) -> None:
    runner = desk.app.test_cli_runner()
    target = tmp_path / "moj.xlsx"
    with desk.app.app_context():
        mail = "writer@moj.example"
        moj = make_body("MOJ")
        from consult.domain.consultations.queries import consultation_by_slug

        make_user([("ministry_contributor", consultation_by_slug(desk.slug), moj)], email=mail)
    words = ["responses", "worksheet", desk.slug, "MOJ", "--language", "ru"]
    made = runner.invoke(args=[*words, "--output", str(target)])
    assert (made.exit_code, made.stdout) == (0, f"{target}: 2 rows\n")
    assert load_workbook(target).worksheets[0].max_row == 4
    code = desk.first.code
    target.write_bytes(
        filled(target.read_bytes(), lambda page, rows: answer(page, rows[code], "Учтём."))
    )
    take = ["responses", "import-worksheet", desk.slug, str(target), "--by", mail]
    dry = runner.invoke(args=[*take, "--dry-run"])
    assert (dry.exit_code, dry.stdout) == (0, "changes 1\nconflicts 0\nrefused 0\ndeleted 0\n")
    assert stored(desk) == {}
    done = runner.invoke(args=[*take, "--format", "json"])
    assert done.exit_code == 0, done.output
    assert stored(desk)[desk.first.id].reasons == LocalisedText(ru="Учтём.")
