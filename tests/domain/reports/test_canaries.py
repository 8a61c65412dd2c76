"""Hidden names are found however they are spelt, and wherever in a file they stand (REQ 86)."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest

from consult.domain.reports.canaries import Canaries

BIRDS = Canaries(["Абзацев Ю. Я.", "Дальний Маяк", "ju@mayak.example", "Ива"], ["Открытая дверь"])


@pytest.mark.parametrize(
    "text",
    [
        "сказал АБЗАЦЕВ  Ю.Я., что",
        "Абзацев Ю\u00a0Я",
        "дальний\nмаяк",
        "пишите на Ju@Mayak.EXAMPLE!",
        "Даль\u200bний Маяк",
    ],
)
def test_name_is_heard_however_it_is_spelt(text: str) -> None:
    assert BIRDS.sing(text)


@pytest.mark.parametrize(
    "text", ["Ива у дороги", "дальний путь, маяк", "Абзацева Ю. Я.", "Открытая дверь", ""]
)
def test_other_words_are_not_taken_for_a_name(text: str) -> None:
    assert not BIRDS.sing(text)


def word(folder: Path) -> Path:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    for part in ("Даль", "ний ", "Маяк"):
        cell.add_run(part).bold = part == "ний "
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def properties(folder: Path) -> Path:
    document = docx.Document()
    document.core_properties.title = "Дальний Маяк"
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("x")["Z99"] = "Дальний & Маяк".replace("& ", "")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def name_of_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("Дальний Маяк")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def target_of_link(folder: Path) -> Path:
    document = docx.Document()
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    document.part.relate_to("mailto:ju@mayak.example", link, is_external=True)
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def inside(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(word(folder), "inner.docx")
    return path


def name_of_member(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Дальний Маяк.txt", "x")
    return path


def facts_of_pdf(folder: Path) -> Path:
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = "Дальний Маяк"
        made.save(folder / "a.pdf")
    return folder / "a.pdf"


def seam(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_text("а" * ((1 << 20) - 8) + " Дальний Маяк", "utf-8")
    return path


@pytest.mark.parametrize(
    "make",
    [
        word,
        properties,
        workbook,
        name_of_sheet,
        target_of_link,
        inside,
        name_of_member,
        facts_of_pdf,
        seam,
    ],
)
def test_name_is_found_wherever_it_stands_in_a_file(make, tmp_path: Path) -> None:
    assert BIRDS.sing_in(make(tmp_path))


def test_file_without_a_name_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(io.BytesIO("Открытая дверь, дальний берег".encode()).getvalue())
    assert not BIRDS.sing_in(path)
