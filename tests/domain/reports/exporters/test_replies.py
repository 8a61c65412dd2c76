"""The replies to authors as one paper for printing (V10)."""

import re
import zipfile

import pypdf
import pytest

from consult.domain.reports import operations
from consult.domain.reports.variants import VARIANTS
from consult.domain.reports.vocabulary import AUDIENCES
from consult.kernel.database import db
from consult.web.report_words import report_words
from tests.factories.comments import make_comment, make_submission
from tests.factories.reports import answering, make_answer, make_report


def words_of(path):
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode()
    return " ".join(re.sub("<[^>]+>", " ", body).split())


@pytest.fixture
def report(app):
    with app.app_context():
        consultation = answering()
        for place, mail in enumerate(("one@example.kz", "two@example.kz"), start=1):
            sent = make_submission(
                consultation, contact_email=mail, author_name=f"Author {place}", level="named"
            )
            answered = make_comment(
                consultation, submission=sent, text=f"First of {place}", publication="published"
            )
            make_comment(
                consultation, submission=sent, text=f"Second of {place}", publication="published"
            )
            make_answer(answered, "rejected", ground="legal")
        yield make_report(consultation)
        db.session.rollback()


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_paper_holds_a_letter_for_every_author_without_addresses(report, tmp_path, form):
    target = tmp_path / f"replies.{form}"
    operations.write_file(
        report, target, "en", "organiser", form, words=report_words, variant="replies"
    )
    text = " ".join(words_of(target).split())
    assert text.count("Answer to submission") == 2
    assert "@example.kz" not in text.replace("contact@organiser.example", "")
    for words in ("Author 1", "First of 1", "Author 2", "Second of 2", "Why rejected (en)"):
        assert words in text, words
    assert text.count("Result: Rejected") == 2
    assert text.count("This point has no approved answer yet.") == 2
    first = text.index("Author 2")
    assert text.index("Second of 1") < first < text.index("First of 2")


def test_paper_is_for_organisers_only():
    allowed = {audience for audience in AUDIENCES if VARIANTS["replies"].has("pdf", audience)}
    assert allowed == {"organiser"}
