"""All five formats say the same, name nobody they may not, and come out the same twice."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from consult.domain.reports.exporters.cleaning import printable
from consult.domain.reports.exporters.csv_ import TRAILER
from consult.domain.reports.policy import view_rows
from consult.domain.reports.vocabulary import AUDIENCES, FORMATS
from tests.domain.reports import samples

CODE = re.compile(r"UPR-2011/\d{4}-\d")
ROWS = 60


def csv_rows(path):
    lines = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    return lines[:-1]


def xlsx_codes(path):
    book = openpyxl.load_workbook(path, read_only=True)
    cells = (
        row[2] or "" for row in book[book.sheetnames[2]].iter_rows(min_row=2, values_only=True)
    )
    return [found.group() for cell in cells if (found := CODE.search(cell))]


def docx_codes(path):
    table = docx.Document(str(path)).tables[-1]
    texts = ["\n".join(t.text or "" for t in row._tr.iter(f"{{{W}}}t")) for row in table.rows]
    return [CODE.search(text).group() for text in texts if CODE.search(text)]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf_text(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def pdf_codes(path):
    return re.findall(r"№ \d+ · (UPR-2011/\d{4}-\d)", pdf_text(path))


def codes(kind, path):
    if kind == "csv":
        return [row["comment_code"] for row in csv_rows(path)]
    if kind == "json":
        return [row["comment_code"] for row in json.loads(path.read_bytes())["rows"]]
    return {"xlsx": xlsx_codes, "docx": docx_codes, "pdf": pdf_codes}[kind](path)


def everything(path):
    """All text of a file, also inside its zip members; pages of a PDF as text."""
    if path.suffix == ".pdf":
        return pdf_text(path)
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_holds_the_same_rows_in_the_same_order(exported, kind, audience):
    expected = [row.comment_code for row in samples.rows(ROWS)]
    assert codes(kind, exported(kind, "ru", audience).path) == expected


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_language_holds_the_same_rows(exported, kind, language):
    assert len(codes(kind, exported(kind, language).path)) == ROWS


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(exported, kind):
    first, second = exported(kind), exported(kind, again=1)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256
    assert first.size == first.path.stat().st_size


@pytest.mark.parametrize("audience", ["public", "ministry"])
@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_hidden_stands_in_any_format(exported, kind, audience):
    text = everything(exported(kind, "ru", audience).path)
    hidden = {
        f"СЕКРЕТ{index}"
        for index in range(ROWS)
        if samples.row(index).publication == "published_redacted"
    }
    assert len(hidden) == 5
    assert [secret for secret in hidden if secret in text] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_withheld_names_stand_in_no_public_file(words_of, tmp_path, kind):
    from dataclasses import replace

    from consult.domain.reports.document import Author
    from consult.domain.reports.exporters.export import export_report
    from consult.kernel.localised import LocalisedText

    def rows():
        for index, row in enumerate(samples.rows(20)):
            secret = Author(f"Тайнов{index}", LocalisedText(ru=f"Скрытая{index}"), "ngo", "KZ-47")
            level = samples.LEVELS[2 + index % 3]
            yield replace(row, author=secret, consent=level, publication="published", redacted=None)

    target = tmp_path / f"report.{kind}"
    export_report(
        samples.head(20),
        rows,
        words=words_of("ru"),
        language="ru",
        audience="public",
        format=kind,
        target=target,
    )
    text = everything(target)
    assert re.findall(r"Тайнов\d|Скрытая\d", text) == []
    table = text if kind in ("csv", "json") else ""
    rows_part = table[table.rfind('"rows":[') :] if kind == "json" else table
    assert "KZ-47" not in rows_part


def test_xlsx_holds_strings_and_counts_but_no_formula(exported):
    book = openpyxl.load_workbook(exported("xlsx").path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    table = book[book.sheetnames[2]]
    assert {
        cell.data_type for row in table.iter_rows() for cell in row if cell.value is not None
    } == {"s"}
    assert [sheet.sheet_state for sheet in book] == ["visible"] * len(book.sheetnames)
    assert "=HYPERLINK" in table["D3"].value


def test_xlsx_cells_equal_the_cleaned_texts(exported):
    table = openpyxl.load_workbook(exported("xlsx", "ru", "organiser").path)
    cells = [
        row[3].value for row in table[table.sheetnames[2]].iter_rows(min_row=2) if row[3].value
    ]
    wanted = [printable(row.points.text) for row in view_rows(samples.rows(ROWS), "organiser")]
    found = [text in cell for text, cell in zip(wanted, cells, strict=True)]
    assert found == [True] * ROWS


def test_xlsx_splits_what_a_cell_cannot_hold(words_of, tmp_path):
    from consult.domain.reports.document import Points
    from consult.domain.reports.exporters.export import export_report

    long = "предложение " * 6000
    target = tmp_path / "long.xlsx"
    export_report(
        samples.head(1),
        lambda: iter([samples.row(0, points=Points(long), publication="published")]),
        words=words_of("en"), language="en", audience="public", format="xlsx", target=target,
    )  # fmt: skip
    book = openpyxl.load_workbook(target)
    rows = list(book["Table of comments"].iter_rows(min_row=3, values_only=True))
    assert "".join(row[3] for row in rows).endswith(long)
    assert [row[0] for row in rows] == ["1", "1 (continued)", "1 (continued)"]
    assert book["Notes"]["A1"].value.endswith(": UPR-2011/0001-1.")


def test_csv_guards_formulas_and_ends_with_the_count(exported):
    data = exported("csv").path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[-1][:2] == [TRAILER, str(ROWS)]
    assert {len(line) for line in lines} == {len(lines[0])}
    starts = {cell[0] for line in lines for cell in line if cell}
    assert starts & set("=+-@\t＝") == set()


def test_csv_texts_equal_the_cleaned_texts(exported):
    wanted = [printable(row.points.text) for row in view_rows(samples.rows(ROWS), "public")]
    found = [row["text"].removeprefix("'") for row in csv_rows(exported("csv").path)]
    assert found == wanted


def test_json_is_one_document_with_statistics_and_count(exported):
    data = json.loads(exported("json").path.read_bytes())
    assert (data["row_count"], data["statistics"]["comments"], len(data["rows"])) == (
        ROWS,
        ROWS,
        ROWS,
    )
    assert (data["language"], data["audience"]) == ("ru", "public")
    first = data["rows"][0]
    assert first["text"] == '=HYPERLINK("http://evil.example","click") (пункт 0)'
    assert first["region"] == "Павлодарская область"
    wanted = [printable(row.points.text) for row in view_rows(samples.rows(ROWS), "public")]
    assert [row["text"] for row in data["rows"]] == wanted


def test_pdf_is_tagged_in_its_language_and_archivable(exported):
    reader = pypdf.PdfReader(exported("pdf", "kk").path)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "kk-KZ"
    metadata = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in metadata or "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "pdfuaid" in metadata
    assert "/StructTreeRoot" in root


def test_pdf_prints_markup_as_text(exported):
    text = pdf_text(exported("pdf").path)
    assert "#set page(fill: red) *bold*" in text
    assert "{{7*7}}" in text


def test_docx_and_xlsx_hold_no_custom_xml_or_machine_name(exported):
    for kind in ("docx", "xlsx"):
        with zipfile.ZipFile(exported(kind).path) as archive:
            names = archive.namelist()
            assert [name for name in names if "custom" in name.lower() or "thumbnail" in name] == []
            assert {info.date_time[0] for info in archive.infolist()} == {1980}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_libreoffice_opens_the_file(exported, tmp_path, kind):
    program = shutil.which("soffice")
    if program is None:
        pytest.fail(
            "LibreOffice is not installed: apt-get install libreoffice-writer libreoffice-calc"
        )
    command = [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(exported(kind).path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = pdf_text(tmp_path / "report.pdf")
    assert "49" not in re.findall(r"\{\{7\*7\}\}|\b49\b(?= \{%)", text)
    assert "=HYPERLINK" in text


@pytest.mark.parametrize("kind", FORMATS)
def test_report_without_comments_says_so(exported, kind):
    result = exported(kind, "en", "public", 0)
    assert codes(kind, result.path) == []
    if kind in ("xlsx", "docx", "pdf"):
        assert "No comments were received." in everything(result.path)
    assert result.rows == 0


def test_failed_export_leaves_no_file(words_of, tmp_path):
    from consult.domain.reports.exporters.export import export_report

    def rows():
        yield from samples.rows(3)
        raise RuntimeError("the database went away")

    target: Path = tmp_path / "report.csv"
    with pytest.raises(RuntimeError):
        export_report(
            samples.head(3),
            rows,
            words=words_of("ru"),
            language="ru",
            audience="public",
            format="csv",
            target=target,
        )
    assert list(tmp_path.iterdir()) == []
