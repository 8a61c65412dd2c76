"""The workbook of a meeting on the organiser's pages: template, upload, preview, import."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from consult.domain.roundtables.presence import attendance_of
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.machinery.files import StoredFile
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.roundtables import make_table
from tests.visitor import Visitor

START = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)


@pytest.fixture
def meeting(app: Flask):
    with app.app_context():
        consultation = make_consultation("open", prefix="UPR-2026")
        make_plan(consultation)
        table = make_table(consultation, starts_at=START, ends_at=START.replace(hour=10))
        organiser = make_user([("organiser", consultation)])
        yield consultation, table, organiser


@pytest.fixture
def page(meeting) -> str:
    consultation, table, _organiser = meeting
    return f"/en/organise/{consultation.slug}/round-tables/{table.reference}"


@pytest.fixture
def visitor(app: Flask, meeting) -> Visitor:
    return sign_in(Visitor(app), meeting[2])


def filled(visitor: Visitor, page: str, *rows, people=("Листков А.",), language="ru"):
    visitor.open(f"{page}/sheet-{language}.xlsx")
    book = load_workbook(BytesIO(visitor.response.get_data()))
    attendance, statements = book.worksheets[:2]
    for place, name in enumerate(people, start=5):
        for column, value in zip("BEG", (name, "KZ-35", "да"), strict=True):
            attendance[f"{column}{place}"] = value
    for place, row in enumerate(rows, start=5):
        for column, value in zip("BCDEGHJK", row, strict=True):
            statements[f"{column}{place}"] = value
    data = BytesIO()
    book.save(data)
    return data.getvalue()


GOOD = ("10:35", "Листков А.", "частное лицо", "1.1", "вопрос", "Когда?", "рус.", "да")
HIDDEN = ("10:40", "Канарейкин Я.", "ОО «Канарейка»", "2.1", "сведения", "Так.", "рус.", "нет")


def upload(visitor: Visitor, page: str, data: bytes, **typed) -> Visitor:
    visitor.open(f"{page}/import")
    for label, value in typed.items():
        visitor.fill(label.replace("_", " "), value)
    return visitor.press("Read the file", file=(BytesIO(data), "meeting.xlsx"))


def comments() -> int:
    return int(db.session.scalar(select(func.count(Comment.id))) or 0)


def test_filled_template_is_looked_at_then_imported(visitor, page, meeting) -> None:
    data = filled(visitor, page, GOOD, HIDDEN, people=("Листков А.", "Строкин Б."))
    upload(visitor, page, data)
    assert visitor.heading == "What was read"
    assert "2 statements read" in visitor.text
    assert comments() == 0
    visitor.press("Import")
    assert "2 statements were imported." in visitor.response.get_data(as_text=True)
    assert visitor.heading == "Attendance"
    assert "Строкин Б." in visitor.text
    assert comments() == 2
    upload(visitor, page, data)
    assert "There is nothing new in this file." in visitor.text


def test_name_without_consent_is_kept_nowhere(visitor, page, meeting) -> None:
    upload(visitor, page, filled(visitor, page, GOOD, HIDDEN)).press("Import")
    texts = [
        str(value)
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table))
        for value in row
    ]
    assert [text for text in texts if "Канарей" in text] == []
    waiting = select(StoredFile).where(StoredFile.purpose.startswith("meeting"))
    assert db.session.scalars(waiting).all() == []


def test_wrong_row_is_named_and_nothing_is_imported(visitor, page) -> None:
    wrong = (*GOOD[:3], "9.9", *GOOD[4:])
    upload(visitor, page, filled(visitor, page, GOOD, wrong))
    assert "This stops the import" in visitor.text
    assert "The plan under discussion has no item “9.9”" in visitor.text
    assert "meeting.xlsx, sheet “Выступления”, row 6" in visitor.text
    assert visitor.soup.main.find("button", string="Import") is None
    visitor.post(f"{page}/import/check", {}, status=400)
    assert comments() == 0


def test_given_number_is_kept_and_a_foreign_one_refused(visitor, page) -> None:
    data = filled(visitor, page, GOOD)
    file = (BytesIO(data), "meeting.xlsx")
    visitor.open(f"{page}/import").fill("Registration number (optional)", "OTHER/7")
    visitor.press("Read the file", 422, file=file)
    assert "Enter a number of this consultation, like UPR-2026/0003." in visitor.text
    again = {"Registration_number_(optional)": "UPR-2026/0007"}
    upload(visitor, page, data, **again).press("Import")
    assert db.session.scalars(select(Comment.code)).all() == ["UPR-2026/0007-1"]


def test_sheet_of_another_day_is_taken_when_it_is_confirmed(visitor, page, meeting) -> None:
    data = filled(visitor, page, GOOD)
    meeting[1].starts_at = START.replace(day=18)
    meeting[1].ends_at = START.replace(day=18, hour=10)
    db.session.commit()
    upload(visitor, page, data)
    assert "choose the right meeting" in visitor.text
    visitor.open(f"{page}/import").choose("This is the right meeting")
    visitor.press("Read the file", file=(BytesIO(data), "meeting.xlsx")).press("Import")
    assert comments() == 1


def test_other_file_is_refused_in_one_sentence(visitor, page) -> None:
    upload(visitor, page, b"not a workbook")
    assert "This stops the import" in visitor.text
    assert comments() == 0


def test_template_is_in_the_language_asked_for(visitor, page) -> None:
    for language, name in (("kk", "Қатысушылар"), ("ru", "Участники"), ("en", "Participants")):
        visitor.open(f"{page}/sheet-{language}.xlsx")
        book = load_workbook(BytesIO(visitor.response.get_data()))
        assert book.sheetnames[0] == name


def test_attendance_is_added_corrected_and_taken_off(visitor, page, meeting) -> None:
    visitor.open(f"{page}/attendance").fill("Name of the person", "Листков А.")
    visitor.choose("The person agreed to be named").fill("Region", "KZ-35").press("Add")
    assert "Added to the list." in visitor.response.get_data(as_text=True)
    visitor.follow("Correct").fill("Name of the person", "Листков Б.").press("Save")
    assert [one.name for one in attendance_of(meeting[1].id).rows] == ["Листков Б."]
    visitor.follow("Correct").press("Take off the list")
    assert "Nobody is on the list yet" in visitor.text


def test_somebody_who_did_not_agree_is_counted_without_a_name(visitor, page, meeting) -> None:
    visitor.open(f"{page}/attendance").fill("Name", "Нельзян О.").fill("Language", "kk").press(
        "Add"
    )
    (one,) = attendance_of(meeting[1].id).rows
    assert (one.name, one.language, one.may_be_named) == ("", "kk", False)
    assert "Нельзян" not in visitor.text


def test_name_is_asked_for_when_it_may_be_written(visitor, page) -> None:
    visitor.open(f"{page}/attendance").choose("The person agreed to be named").press("Add", 422)
    assert "Enter the name." in visitor.text


def test_form_sent_twice_adds_one_person(visitor, page, meeting) -> None:
    visitor.open(f"{page}/attendance")
    key = visitor.soup.find("input", {"name": "key"})["value"]
    for _time in range(2):
        visitor.open(f"{page}/attendance").press("Add", key=key)
    assert attendance_of(meeting[1].id).total == 1


def test_numbers_are_taken_and_beside_the_announced_one(visitor, page, meeting) -> None:
    meeting[1].attended = 13
    db.session.commit()
    numbers = {"rows-0-category": "NGOs", "rows-0-count": "9", "rows-1-category": "Press"}
    visitor.open(f"{page}/attendance/numbers").press("Save the numbers", 422, **numbers)
    assert "Give both: the category and the number of people." in visitor.text
    visitor.press("Save the numbers", **{"rows-1-count": "3"})
    assert "12 came, by the record" in visitor.text
    assert "13 people were announced, 12 are on the list." in visitor.text


def test_attendance_of_published_minutes_stands(visitor, page, meeting) -> None:
    meeting[1].state = "minutes_published"
    db.session.commit()
    visitor.open(f"{page}/attendance")
    assert visitor.soup.main.find("form") is None
