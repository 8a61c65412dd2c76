"""One snapshot of the worked example as 45 files: they agree, and none says what it may not."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from consult.app import create_app
from consult.demo import upr_2011
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports import operations, queries
from consult.domain.reports.variants import VARIANTS
from consult.domain.reports.vocabulary import AUDIENCES, FORMATS
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES
from consult.web.report_words import report_words
from tests.conftest import copy_of, make_settings

pytestmark = pytest.mark.committed
CODE = re.compile(r"UPR-2011/\d{4}-\d+")
DATA = Path(__file__).parents[2] / "data"
FILES = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
WEB = FILES["comments_web.csv"]
TABLES = ("master", "disagreements", "comparative", "portal", "summary_of_opinions")
WHOLE = ("master", "portal", "summary_of_opinions")
READ_IN = "kk"
"""Language whose PDFs are read for every reader: the one with the most letters."""
SPAM = set(WEB["spam"])
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@pytest.fixture
def report(example, tmp_path):
    """The published report of the worked example, in a copy of its database."""
    with copy_of(example, tmp_path / "instance") as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with app.app_context():
            yield queries.latest_of(consultation_by_slug(upr_2011.SLUG).id)
            db.session.remove()
            db.engine.dispose()


def from_csv(path):
    table = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    return list(table)[:-1]


def from_xlsx(path):
    book = openpyxl.load_workbook(path, read_only=True)
    lines = book[book.sheetnames[2]].iter_rows(min_row=2, values_only=True)
    return [found.group() for line in lines if (found := CODE.search(line[2] or ""))]


def from_docx(path):
    rows = docx.Document(str(path)).tables[-1]._tbl.tr_lst
    cells = (
        "\n".join(t.text or "" for t in row.tc_lst[2].iter(TEXT))
        for row in rows
        if len(row.tc_lst) > 2
    )
    return [found.group() for cell in cells if (found := CODE.search(cell))]


@cache
def pdf_text(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def codes(form, path):
    if form == "csv":
        return [row["comment_code"] for row in from_csv(path)]
    if form == "json":
        return [row["comment_code"] for row in json.loads(path.read_bytes())["rows"]]
    if form == "pdf":
        return re.findall(r"№ \d+ · (UPR-2011/\d{4}-\d+)", pdf_text(path))
    return {"xlsx": from_xlsx, "docx": from_docx}[form](path)


def everything(path):
    if path.suffix == ".pdf":
        return pdf_text(path)
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.walk
def test_forty_five_files_of_one_snapshot_agree(report, tmp_path):
    wanted = [row.comment_code for row in queries.rows_of(report)()]
    listed = {line["comment_code"] for line in from_csv_index()}
    assert set(wanted) == listed - SPAM
    assert len(wanted) == 319
    made = {}
    for form in FORMATS:
        for language in LANGUAGES:
            for audience in AUDIENCES:
                target = tmp_path / f"{language}-{audience}.{form}"
                args = (report, target, language, audience, form)
                made[form, language, audience] = operations.write_file(*args, words=report_words)
    assert len(made) == 45
    for (form, language, audience), file in made.items():
        assert file.rows == 319
        if form != "pdf" or _is_read(language, audience):
            assert codes(form, file.path) == wanted, (form, language, audience)
    _same_bytes(report, made, tmp_path)
    _sums_agree(made)
    _nothing_private(made)


@pytest.mark.walk
def test_public_tables_of_the_family_hold_every_comment_and_no_secret(report, tmp_path):
    wanted = [row.comment_code for row in queries.rows_of(report)()]
    hidden = [*WEB["names_that_must_not_be_public"], *WEB["strings_that_must_not_be_public"]]
    for variant in TABLES:
        for form in VARIANTS[variant].formats:
            target = tmp_path / f"{variant}.{form}"
            args = (report, target, "ru", "public", form)
            made = operations.write_file(*args, words=report_words, variant=variant)
            text = everything(made.path)
            spaced = " ".join(text.split())
            assert [word for word in hidden if word in spaced] == [], (variant, form)
            if variant in WHOLE and form != "xlsx":
                assert set(CODE.findall(text)) == set(wanted), (variant, form)
    again = tmp_path / "again.csv"
    operations.write_file(
        report, again, "ru", "public", "csv", words=report_words, variant="portal"
    )
    assert again.read_bytes() == (tmp_path / "portal.csv").read_bytes()


def from_csv_index():
    with (DATA / "comment_index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _is_read(language, audience):
    """Whether a PDF is read back: it is slow; all languages and readers are set alike."""
    return language == READ_IN or (language, audience) == ("ru", "public")


def _same_bytes(report, made, tmp_path):
    for form in FORMATS:
        args = (report, tmp_path / f"again.{form}", "ru", "public", form)
        again = operations.write_file(*args, words=report_words)
        assert again.sha256 == made[form, "ru", "public"].sha256, form


def _sums_agree(made):
    for audience in AUDIENCES:
        data = [
            json.loads(made["json", language, audience].path.read_bytes()) for language in LANGUAGES
        ]
        statistics = data[0]["statistics"]
        assert [one["statistics"] == statistics for one in data] == [True] * 3
        sums = {
            table["code"]: sum(row["comments"] for row in table["rows"] if not row["subtotal"])
            for table in [*statistics["tables"], statistics["outcomes"]]
            if not table["multiple"]
        }
        assert set(sums.values()) == {319}, (audience, sums)
        outcomes = {row["code"]: row["comments"] for row in statistics["outcomes"]["rows"]}
        rows = Counter(row["outcome"] for row in from_csv(made["csv", "ru", audience].path))
        assert rows == Counter({code: n for code, n in outcomes.items() if n})
        assert {cross["comments"] for cross in statistics["crosses"]} == {319}
        assert {sum(cross["totals"]) for cross in statistics["crosses"]} == {319}


def _nothing_private(made):
    known = everything(made["csv", "ru", "organiser"].path)
    assert [name for name in WEB["names_that_must_not_be_public"] if name in known] != []
    hidden = [*WEB["names_that_must_not_be_public"], *WEB["strings_that_must_not_be_public"]]
    for (form, language, audience), file in made.items():
        if audience == "public" and (form != "pdf" or _is_read(language, audience)):
            text = " ".join(everything(file.path).split())
            assert [word for word in hidden if word in text] == [], (form, language)
