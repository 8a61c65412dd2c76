"""What the template of a meeting prints, the importer reads: in three languages, re-saved too."""

import shutil
import subprocess
from datetime import date, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from consult.domain.roundtables.importer import read_meeting, words
from consult.domain.roundtables.importer.places import Named
from consult.domain.roundtables.importer.printed import printed, printed_plan, printed_section
from consult.domain.roundtables.rules import ATTENDANCE_KINDS
from consult.domain.roundtables.template_file import TOP, TemplateFacts, write_template
from consult.machinery.records import heading

DAY = date(2026, 11, 22)
LANGUAGES = ("kk", "ru", "en")
FIRST = TOP + 2


def template(language="ru", attendance="named"):
    return write_template(
        TemplateFacts(
            language=language,
            title="Круглый стол",
            day=DAY,
            attendance=attendance,
            announced={"invited": 60, "registered": None, "attended": None},
            sections=["1", "2"],
            measures=["1.1", "1.10", "2.1"],
            help=["Help."],
            choose="Choose.",
        )
    )


def filled(language="ru", attendance="named"):
    """The template with a person, a person without consent and three statements."""
    book = load_workbook(BytesIO(template(language, attendance)))
    people, spoken = book.worksheets[:2]
    word = {name: printed(name, language) for name in ("kinds", "languages", "consent", "fields")}
    kinds = printed("organisations", language)
    if attendance == "numbers":
        write(people, 0, ("НПО", 9))
        write(people, 1, ("СМИ", 3))
    else:
        yes, no = word["consent"]["named"], word["consent"]["anonymous"]
        row = ("Листков А.", "ОО «Семь писем»", kinds["ngo"], "KZ-35", word["languages"]["kk"], yes)
        write(people, 0, row)
        write(people, 1, ("Нельзян О.", "", "", "", "", no))
    about = ("1.10", printed_section("2", language), printed_plan(language))
    parts = (word["fields"]["deadline"], "", "")
    consents = word["consent"].values()
    for place, (what, part, consent) in enumerate(zip(about, parts, consents, strict=True)):
        said = (time(10, 35 + place), "Листков А.", "ОО «Семь писем»", what, part)
        more = (word["kinds"]["question"], f"Когда? {place}", "", word["languages"]["ru"], consent)
        write(spoken, place, (*said, *more, word["consent"]["named"]))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def write(sheet, place, values):
    for column, value in enumerate(values, start=2):
        sheet.cell(FIRST + place, column).value = value


def read(data):
    return read_meeting(data, "filled.xlsx", day=DAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_template_is_read(language):
    tables = {
        "attendance": words.ATTENDANCE_HEADINGS,
        "numbers": words.ATTENDANCE_HEADINGS,
        "statements": words.STATEMENT_HEADINGS,
        "kinds": words.KINDS,
        "languages": words.LANGUAGES,
        "consent": words.CONSENT,
        "fields": words.FIELDS,
        "organisations": words.ORGANISATION_KINDS,
    }
    for name, known in tables.items():
        for code, word in printed(name, language).items():
            assert known.get(heading(word)) == code, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_template_is_read_without_a_finding(language):
    sheet = read(filled(language))
    assert list(sheet.findings) == []
    assert (sheet.day, sheet.announced) == (DAY, {"invited": 60})
    assert [(one.name, one.may_be_named) for one in sheet.people] == [
        ("Листков А.", True),
        ("", False),
    ]
    assert [line.target for line in sheet.statements] == [
        Named("measure", "1.10"),
        Named("section", "2"),
        Named("plan"),
    ]
    assert [line.speaker.level for line in sheet.statements] == ["named", "org_only", "anonymous"]
    assert [(line.field, line.read_back) for line in sheet.statements] == [
        ("deadline", True),
        ("", True),
        ("", True),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_of_numbers_is_read(language):
    sheet = read(filled(language, "numbers"))
    assert (sheet.attendance, sheet.listed) == ("numbers", 12)
    assert not sheet.stops


@pytest.mark.parametrize("attendance", ATTENDANCE_KINDS)
def test_empty_template_holds_nobody(attendance):
    sheet = read(template(attendance=attendance))
    assert (list(sheet.people), list(sheet.counts), list(sheet.statements)) == ([], [], [])
    assert not sheet.stops


def test_lists_of_the_template_offer_the_words(tmp_path):
    book = load_workbook(BytesIO(template()))
    spoken = book.worksheets[1]
    rules = {str(rule.sqref): rule.formula1 for rule in spoken.data_validations.dataValidation}
    lists = book["lists"]
    assert lists.sheet_state == "hidden"
    column = rules["E5:E204"].split("$")[1]
    assert [cell.value for cell in lists[column] if cell.value] == [
        "Весь проект",
        "Раздел 1",
        "Раздел 2",
        "1.1",
        "1.10",
        "2.1",
    ]


def test_template_saved_again_by_libreoffice_is_read(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "filled.xlsx"
    source.write_bytes(filled())
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    sheet = read((tmp_path / "filled.xlsx").read_bytes())
    assert list(sheet.findings) == []
    assert [line.at for line in sheet.statements] == [time(10, 35), time(10, 36), time(10, 37)]
    assert [line.target.number for line in sheet.statements] == ["1.10", "2", ""]
