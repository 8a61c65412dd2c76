"""The worked example as dossier, synopsis, minutes and open data: whole, in three languages."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pypdf
import pytest

from consult.app import create_app
from consult.demo import upr_2011
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports import operations, queries
from consult.domain.reports.variants import VARIANTS
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES
from consult.web.report_words import report_words
from tests.conftest import copy_of, make_settings

pytestmark = pytest.mark.committed
DATA = Path(__file__).parents[2] / "data"
FILES = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
WEB = FILES["comments_web.csv"]
HIDDEN = [*WEB["names_that_must_not_be_public"], *WEB["strings_that_must_not_be_public"]]
SET_IN = ("kk",)
"""Languages whose PDFs are set here: the one with the most letters, for the sake of time."""
PAPERS = ("synopsis", "minutes", "open_data", "dossier")


@pytest.fixture
def report(example, tmp_path):
    """The report of the worked example, in a copy of its database."""
    with copy_of(example, tmp_path / "instance") as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with app.app_context():
            yield queries.latest_of(consultation_by_slug(upr_2011.SLUG).id)
            db.session.remove()
            db.engine.dispose()


def words_in(data):
    """The words of a file, of the members of a zip, or of the pages of a PDF."""
    if data.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [words_in(archive.read(name)) for name in archive.namelist()]
    return re.sub("<[^>]+>", "", "\n".join(parts))


@pytest.mark.walk
def test_papers_of_the_worked_example_are_whole_and_private(report, tmp_path):
    count = report.rows
    made = {}
    for variant in PAPERS:
        for form in VARIANTS[variant].formats:
            for language in LANGUAGES if form != "pdf" else SET_IN:
                target = tmp_path / f"{variant}-{language}.{form}"
                args = (report, target, language, "public", form)
                made[variant, form, language] = operations.write_file(
                    *args, words=report_words, variant=variant
                )
    for (variant, form, language), file in made.items():
        text = " ".join(words_in(file.path.read_bytes()).split())
        assert [word for word in HIDDEN if word in text] == [], (variant, form, language)
        assert file.rows == count
    _sums(made, count)
    _open_data(made["open_data", "zip", "ru"].path, report)
    with zipfile.ZipFile(made["minutes", "docx", "kk"].path) as archive:
        assert len(archive.namelist()) == len(list(queries.lists_of(report)("meetings")))


def _sums(made, count):
    for language in LANGUAGES:
        total = report_words(language)["total"]
        for variant in ("synopsis", "dossier"):
            if language in SET_IN:
                text = words_in(made[variant, "pdf", language].path.read_bytes())
                sums = re.findall(rf"^{total} (?:\d+ )?(\d+) 100[.,]0 ?%", text, re.MULTILINE)
                assert sums == [str(count)] * 7, (variant, language)
            tables = docx.Document(str(made[variant, "docx", language].path)).tables
            last = [[cell.text for cell in table.rows[-1].cells] for table in tables]
            assert [row[-2] for row in last if row[0] == total] == [str(count)] * 7


def _open_data(path, report):
    with zipfile.ZipFile(path) as archive:
        text = archive.read("comments.csv").decode("utf-8-sig")
        changes = archive.read("changes.csv").decode("utf-8-sig")
        package = json.loads(archive.read("datapackage.json"))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    frozen = list(queries.rows_of(report)())
    assert [row["comment_code"] for row in rows] == [row.comment_code for row in frozen]
    assert Counter(row["outcome"] for row in rows) == Counter(row.outcome for row in frozen)
    numbers = {row["number"] for row in csv.DictReader(io.StringIO(changes, newline=""))}
    assert numbers == {str(line.number) for line in queries.lists_of(report)("changes")}
    for resource in package["resources"]:
        if resource["name"] == "comments":
            assert resource["rows"] == len(rows)
