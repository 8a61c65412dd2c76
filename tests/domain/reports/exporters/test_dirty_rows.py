"""Files are made of whatever stands in the database (REQ 85).

Every character of the basic plane and a very long text stand in every field that somebody writes:
the file says the rest of the words and names the rows that it had to change.
"""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from consult.domain.reports.document import Author, Points, ReportRow
from consult.domain.reports.exporters.export import export_report
from consult.domain.reports.policy import view_rows
from consult.domain.reports.variants import VARIANTS
from consult.kernel.cells import is_altered, printable
from consult.kernel.localised import LocalisedText
from tests.domain.reports import paper_samples, samples, variant_samples

BLOCK = 1_024
BLOCKS = 0x10000 // BLOCK
LONG = "слово " * 10_000
COUNT = BLOCKS + 1
FILES = [
    (variant.code, form)
    for variant in VARIANTS.values()
    for form in variant.formats
    if form != "pdf"
]
PAPERS = [code for code, variant in VARIANTS.items() if "pdf" in variant.formats]


def block(place: int) -> str:
    """One block of characters, or the long text after the last."""
    if place == BLOCKS:
        return LONG
    return "".join(map(chr, range(place * BLOCK, (place + 1) * BLOCK)))


def rows() -> Iterator[ReportRow]:
    """A row for each block, its characters in every field that somebody writes."""
    for place, row in enumerate(samples.rows(COUNT)):
        dirty = block(place)
        said = LocalisedText(ru=dirty)
        author = Author(dirty[:300], LocalisedText(ru=dirty[:300]), "ngo", "KZ-75")
        answer = row.answer and replace(row.answer, reasons=said, change_text=said)
        yield replace(
            row,
            points=Points(dirty, dirty[:500], dirty[:500]),
            author=author,
            answer=answer,
            publication="published",
            consent="named",
            redacted=None,
        )


def lists(part: str) -> Iterator[object]:
    return variant_samples.lists(part) if part != "meetings" else paper_samples.lists(COUNT)(part)


@pytest.fixture(scope="module")
def made(words_of, tmp_path_factory):
    """(variant, format) -> the path of the file, kept for the module."""
    kept: dict[tuple[str, str], Path] = {}

    def make(variant: str, form: str) -> Path:
        if (variant, form) not in kept:
            target = tmp_path_factory.mktemp("dirty") / f"{variant}.{form}"
            export_report(
                samples.head(COUNT, process=paper_samples.PROCESS),
                rows,
                words=words_of("ru"),
                others=words_of,
                language="ru",
                audience=VARIANTS[variant].audiences[-1],
                format=form,
                target=target,
                variant=variant,
                lists=lists,
            )
            kept[variant, form] = target
        return kept[variant, form]

    return make


def is_read(path: Path) -> bool:
    """Whether another program than the one that wrote the file reads it to its end."""
    if zipfile.is_zipfile(path) and not _is_office(path):
        with zipfile.ZipFile(path) as archive:
            return archive.namelist() != [] and archive.testzip() is None
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
            "s",
            "n",
        }
    if path.suffix == ".docx":
        return len(docx.Document(str(path)).element.body) > 1
    if path.suffix == ".pdf":
        return len(pypdf.PdfReader(path).pages) > 0
    return path.read_bytes().decode("utf-8-sig") != ""


def _is_office(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" in archive.namelist()


@pytest.mark.parametrize(("variant", "form"), FILES)
def test_file_is_made_of_whatever_stands_in_the_database(made, variant: str, form: str) -> None:
    assert is_read(made(variant, form))


@pytest.mark.walk
@pytest.mark.parametrize("variant", PAPERS)
def test_paper_is_made_of_whatever_stands_in_the_database(made, variant: str) -> None:
    assert is_read(made(variant, "pdf"))


def test_csv_and_json_hold_all_that_a_file_may_hold(made) -> None:
    wanted = [printable(row.points.text) for row in view_rows(rows(), "public")]
    data = json.loads(made("consolidated", "json").read_bytes())
    assert [row["text"] for row in data["rows"]] == wanted
    text = made("consolidated", "csv").read_bytes().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))[:-1]
    assert [line["text"].removeprefix("'") for line in lines] == [
        one.removeprefix("'") for one in wanted
    ]


def test_workbook_names_the_rows_it_changed_and_cuts_nothing(made) -> None:
    book = openpyxl.load_workbook(made("consolidated", "xlsx"))
    altered, split = (cell.value for cell in book[book.sheetnames[-1]]["A"])
    codes = [row.comment_code for row in samples.rows(COUNT)]
    dirty = [code for place, code in enumerate(codes) if is_altered(block(place))]
    assert 3 < len(dirty) < BLOCKS
    assert [code for code in codes if code in altered] == dirty
    assert [code for code in codes if code in split] == [codes[-1]]
    cells = [line[3] or "" for line in book[book.sheetnames[2]].iter_rows(values_only=True)]
    assert LONG.strip() in "".join(cells)


@pytest.mark.walk
def test_no_cell_of_a_csv_is_computed_by_a_spreadsheet(tmp_path: Path, words_of) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    said = [f"{sign}1+1" for sign in "=+-@\t\r\n\0＝＋－＠"] + ["+7 701 000 00 00", "- a list"]
    target = tmp_path / "report.csv"
    export_report(
        samples.head(len(said)),
        lambda: (
            replace(row, points=Points(text), publication="published", redacted=None)
            for row, text in zip(samples.rows(len(said)), said, strict=True)
        ),
        words=words_of("en"),
        language="en",
        audience="public",
        format="csv",
        target=target,
    )
    command = [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(target)], check=True, capture_output=True, timeout=180)
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    shown = [row[heads.index("text")].value for row in sheet.iter_rows(min_row=2)][: len(said)]
    wanted = [printable(text) for text in said]
    assert [one.lstrip("'").strip() for one in shown] == [one.strip() for one in wanted]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
