"""Dossier and synopsis read back: sums, order, languages, tags, and nothing that is not public."""

import re
import shutil
import subprocess
import zipfile

import docx
import pikepdf
import pypdf
import pytest

from consult.domain.reports.exporters.address_code import code_of
from consult.domain.reports.vocabulary import LANGUAGES
from tests.domain.reports import samples
from tests.domain.reports.exporters.conftest import ROWS

ADDRESS = "https://consult.example.kz/kk/c/upr-2011/reports/3"
CODE = re.compile(r"UPR-2011/\d{4}-\d")
LOCALES = {"kk": "kk-KZ", "ru": "ru-KZ", "en": "en-GB"}
PAPERS = ("synopsis", "dossier")
SUMS = 7
"""Tables whose last line is the total: T1, T2, T3 twice, T4, T5, results."""


def pdf_text(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def docx_text(path):
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def docx_rows(path):
    for table in docx.Document(str(path)).tables:
        yield from ([cell.text for cell in row.cells] for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", PAPERS)
def test_totals_of_every_table_are_the_number_of_comments(
    printed_paper, words_of, variant, language
):
    total = words_of(language)["total"]
    path = printed_paper(variant, "docx", language).path
    found = [row for row in docx_rows(path) if row[0] == total and re.match("100[.,]0", row[-1])]
    assert [row[-2] for row in found] == [str(ROWS)] * (SUMS + 2)
    text = pdf_text(printed_paper(variant, "pdf", language).path)
    sums = re.findall(rf"^{total} (?:\d+ )?(\d+) 100[.,]0 ?%", text, re.MULTILINE)
    assert sums == [str(ROWS)] * SUMS


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("variant", PAPERS)
def test_parts_stand_in_order_and_refusals_before_what_was_taken_up(
    printed_paper, words_of, variant, kind
):
    words = words_of("en")
    read = {"docx": docx_text, "pdf": pdf_text}[kind]
    text = " ".join(read(printed_paper(variant, kind, "en").path).split())
    parts = ("summary", "course", "participants", "said", "decided", "changed", "disputed", "next")
    places = [text.rindex(words[f"part.{part}"]) for part in parts]
    assert places == sorted(places)
    assert text.index("comments were not taken up") < text.index("comments were taken up")
    assert "Measure 2.1, now 2.1, 2.2: Split" in text
    assert "Жалобы принимает приёмная министерства" in text


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_dossier_lists_every_comment_once_in_annex_a(printed_paper, kind):
    wanted = [row.comment_code for row in samples.rows(ROWS)]
    path = printed_paper("dossier", kind).path
    if kind == "pdf":
        found = re.findall(r"№ \d+ · (UPR-2011/\d{4}-\d)", pdf_text(path))
    else:
        table = max(docx.Document(str(path)).tables, key=lambda table: len(table._tbl.tr_lst))
        cells = (row.cells[2].text for row in table.rows)
        found = [code.group() for cell in cells if (code := CODE.search(cell))]
    assert found == wanted


@pytest.mark.parametrize("variant", PAPERS)
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_public_papers_hold_no_private_word(printed_paper, variant, kind):
    read = {"docx": docx_text, "pdf": pdf_text}[kind]
    text = read(printed_paper(variant, kind).path)
    for private in ("СЕКРЕТ", "Stenogramma", "Тайнов"):
        assert private not in text


def test_dossier_names_comments_with_signs_that_cannot_be_printed(printed_paper, words_of):
    sentence = words_of("ru")["note.altered"].partition("%")[0].strip()
    assert sentence in " ".join(pdf_text(printed_paper("dossier", "pdf").path).split())


def test_dossier_prints_the_override_and_all_who_wait(printed_paper):
    facts = {"override_by": "Н. Начальников", "override_reason": "Срок доклада"}
    path = printed_paper("dossier", "docx", **facts).path
    paragraphs = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    waiting = [row.comment_code for row in samples.rows(ROWS) if row.outcome == "unanswered"]
    assert ", ".join(waiting) in paragraphs
    assert any("Н. Начальников" in text and "Срок доклада" in text for text in paragraphs)
    assert any("А. Решалов" in cell for row in docx_rows(path) for cell in row)


def test_override_is_not_told_when_there_was_none(printed_paper, words_of):
    text = docx_text(printed_paper("dossier", "docx").path)
    assert words_of("ru")["empty.override"] in text


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("variant", PAPERS)
def test_same_report_gives_the_same_bytes(printed_paper, variant, kind):
    first, second = (printed_paper(variant, kind, again=again) for again in (0, 1))
    assert first.sha256 == second.sha256


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_tagged_and_names_its_language(printed_paper, language):
    with pikepdf.open(printed_paper("dossier", "pdf", language).path) as file:
        assert str(file.Root.Lang) == LOCALES[language]
        assert bool(file.Root.MarkInfo.Marked) is True
        assert str(file.docinfo["/Keywords"]) == "ab" * 32
        assert str(file.docinfo["/Subject"]).endswith("3")
        assert len(file.open_outline().root) >= 16


def test_docx_has_properties_contents_code_and_repeated_heads(printed_paper):
    path = printed_paper("dossier", "docx", "kk", public_url=ADDRESS).path
    document = docx.Document(str(path))
    assert document.core_properties.language == "kk-KZ"
    assert document.core_properties.keywords == "ab" * 32
    body = document.element.body
    anchors = body.xpath(".//w:hyperlink/@w:anchor")
    assert anchors == [f"part{place}" for place in range(1, 17)]
    assert body.xpath(".//w:bookmarkStart/@w:name") == anchors
    grids = [table for table in document.tables if len(table.columns) == 7]
    assert all(grid.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for grid in grids)
    with zipfile.ZipFile(path) as archive:
        picture = archive.read("word/media/image1.png")
    assert picture == code_of(ADDRESS)


def test_code_of_the_address_is_left_out_before_publication(printed_paper):
    facts = {"public_url": "", "state": "compiled"}
    document = docx.Document(str(printed_paper("synopsis", "docx", **facts).path))
    assert len(document.inline_shapes) == 0


def test_large_dossier_is_a_zip_of_volumes_whose_pages_run_on(printed_paper, monkeypatch):
    monkeypatch.setattr("consult.domain.reports.exporters.booklet_pdf.VOLUME", 25)
    made = printed_paper("dossier", "pdf", again=2)
    assert made.media_type == "application/zip"
    with zipfile.ZipFile(made.path) as archive:
        texts = []
        for name in sorted(archive.namelist()):
            with archive.open(name) as member, pikepdf.open(member) as file:
                assert bool(file.Root.MarkInfo.Marked) is True
                assert file.open_metadata()["pdfuaid:part"] == "1"
            with archive.open(name) as member:
                texts.append("\n".join(p.extract_text() for p in pypdf.PdfReader(member).pages))
    found = [code for text in texts for code in re.findall(r"№ \d+ · (UPR-2011/\d{4}-\d)", text)]
    assert found == [row.comment_code for row in samples.rows(ROWS)]
    pages = [int(page) for text in texts for page in re.findall(r"стр\. (\d+), том", text)]
    assert pages == list(range(1, len(pages) + 1))


def test_empty_report_has_a_dossier_and_a_synopsis(printed_paper):
    for variant in PAPERS:
        assert printed_paper(variant, "pdf", count=0).media_type == "application/pdf"
        assert printed_paper(variant, "docx", count=0).size > 0


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("variant", PAPERS)
def test_word_document_opens_in_libreoffice(printed_paper, tmp_path, variant):
    source = printed_paper(variant, "docx").path
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, source], check=True, capture_output=True, timeout=120)
    text = pdf_text(tmp_path / "paper.pdf")
    assert samples.row(0, "").comment_code in text
