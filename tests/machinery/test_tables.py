"""Reading of uploaded tables: what is read, what is refused, and with which limits."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from consult.machinery.archives import MAX_MEMBERS
from consult.machinery.table_child import number_text
from consult.machinery.tables import Unreadable, cell_name, column_number, read_table_file


def workbook(fill=lambda _: None):
    book = openpyxl.Workbook()
    fill(book.active)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data, extra=None, replace=None):
    """The zip file once more, with members added or their bytes replaced."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, lambda content: content)(old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def refusal(data, name="table.xlsx"):
    with pytest.raises(Unreadable) as refused:
        read_table_file(data, name)
    return refused.value.code


def test_read_table_file_when_cells_have_many_types():
    def fill(sheet):
        sheet["A1"], sheet["B1"], sheet["C1"] = "текст", 2.1, "=1+1"
        sheet["D1"] = 2.1
        sheet["D1"].number_format = "0.00"
        sheet["A2"] = 0.05
        sheet["A2"].number_format = "0%"
        sheet.merge_cells("A3:C4")
        sheet["A3"] = "общее"

    sheet = read_table_file(workbook(fill), "x.xlsx")[0]
    shown = {
        cell.name: (cell.text, cell.is_numeric, cell.is_formula) for cell in sheet.cells.values()
    }
    assert shown == {
        "A1": ("текст", False, False),
        "B1": ("2.1", True, False),
        "C1": ("=1+1", False, True),
        "D1": ("2.10", True, False),
        "A2": ("5 %", True, False),
        "A3": ("общее", False, False),
    }
    assert (sheet.merged, sheet.last_row) == (((3, 1, 4, 3),), 3)


def test_read_table_file_when_one_cell_is_far_away():
    sheet = read_table_file(workbook(lambda sheet: sheet.cell(1_048_576, 16_384, "x")), "x.xlsx")[0]
    assert [cell.name for cell in sheet.cells.values()] == ["XFD1048576"]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "E_MACROS"),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, "E_MACROS"),
        ({"../evil.xml": b"<a/>"}, "E_ARCHIVE_UNSAFE"),
        ({"inner.zip": b"PK"}, "E_ARCHIVE_UNSAFE"),
        ({"xl/x.xml": b"<!DOCTYPE a><a/>"}, "E_XML_ENTITIES"),
        ({"xl/x.xml": "<!DOCTYPE a><a/>".encode("utf-16")}, "E_XML_ENTITIES"),
        ({"xl/x.xml": b" " * 70_000 + b"<!ENTITY a 'b'>"}, "E_XML_ENTITIES"),
        ({"xl/x.bin": b"0" * 51_000_000}, "E_TOO_BIG_UNPACKED"),
        ({"xl/x.bin": b"0" * 11_000_000}, "E_TOO_BIG_UNPACKED"),
        ({f"xl/x{number}.xml": b"<a/>" for number in range(MAX_MEMBERS)}, "E_TOO_MANY_MEMBERS"),
    ],
)
def test_read_table_file_when_archive_is_hostile(extra, code):
    assert refusal(repacked(workbook(), extra)) == code


def test_read_table_file_when_macro_part_is_renamed():
    def declare(content):
        return content.replace(
            b"</Types>",
            b'<Override PartName="/xl/a.bin" '
            b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        )

    assert (
        refusal(repacked(workbook(), {"xl/a.bin": b"x"}, {"[Content_Types].xml": declare}))
        == "E_MACROS"
    )


def test_read_table_file_when_sheet_is_broken():
    assert (
        refusal(repacked(workbook(), replace={"xl/workbook.xml": lambda _: b"<broken"}))
        == "E_NOT_OOXML"
    )
    assert refusal(workbook()[:900]) == "E_NOT_OOXML"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E_EMPTY"),
        (b" \n", "E_EMPTY"),
        (b"\x89PNG\r\n", "E_NOT_OOXML"),
        (b'a,b\n"x,y\n', "E_CSV_BROKEN"),
        (b"a\x00b,c", "E_NOT_TEXT"),
    ],
)
def test_read_table_file_when_text_is_no_table(data, code):
    assert refusal(data, "t.csv") == code


@pytest.mark.parametrize(
    "data",
    [
        'п,р\r\nа,"б\nв"\r\n'.encode(),
        'п;р\nа;"б\nв"\n'.encode("utf-8-sig"),
        'п\tр\nа\t"б\nв"\n'.encode("utf-16"),
    ],
)
def test_read_table_file_when_csv_is_saved_differently(data):
    sheet = read_table_file(data, "t.csv")[0]
    assert ({cell.name: cell.text for cell in sheet.cells.values()}, sheet.notes) == (
        {"A1": "п", "B1": "р", "A2": "а", "B2": "б\nв"},
        (),
    )


def test_read_table_file_when_encoding_must_be_guessed():
    sheet = read_table_file("Пункт;Позиция\n97.1;да\n".encode("cp1251"), "t.csv")[0]
    note = sheet.notes[0]
    assert (note.level, note.code, note.facts) == (
        "ask",
        "W_ENCODING_GUESSED",
        {"encoding": "windows-1251", "delimiter": ";", "rows": 1},
    )
    assert sheet.cells[2, 1].text == "97.1"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2.1, "General", "2.1"),
        (2.1, "0.00", "2.10"),
        (3.0, "General", "3"),
        (1200.5, "#,##0.0", "1200.5"),
        (0.05, "0.0%", "5.0 %"),
    ],
)
def test_number_text_when_formats_differ(value, form, text):
    assert number_text(value, form) == text


def test_cell_name_when_column_is_beyond_z():
    assert (cell_name(7, 28), column_number("AB")) == ("AB7", 28)
