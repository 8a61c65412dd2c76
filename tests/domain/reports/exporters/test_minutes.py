"""Minutes of round tables: one paper each, only who may be recognised, decision and answer."""

import io
import zipfile

import docx
import pypdf
import pytest

from consult.domain.reports.policy import shows
from tests.domain.reports import paper_samples, samples
from tests.domain.reports.exporters.conftest import ROWS


def spoken(audience):
    """Codes of the proposals at the first and the second meeting that the audience may tell."""
    rows = [row for row in samples.rows(ROWS) if row.channel == "round_table"]
    shown = [
        [r.comment_code for r in part if shows("meeting", audience, r.consent)]
        for part in (rows[::2], rows[1::2])
    ]
    return shown, [len(rows[::2]), len(rows[1::2])]


def papers(made):
    with zipfile.ZipFile(made.path) as archive:
        return {name: archive.read(name) for name in sorted(archive.namelist())}


def proposals(data):
    """The numbers and codes of the last table."""
    table = docx.Document(io.BytesIO(data)).tables[-1]
    cells = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    return [(cell[0], next(line for line in cell[1].split("\n") if "/" in line)) for cell in cells]


@pytest.mark.parametrize("audience", ["public", "organiser"])
def test_each_meeting_has_its_paper_with_numbered_proposals(printed_paper, audience):
    made = papers(printed_paper("minutes", "docx", "ru", audience))
    assert list(made) == ["minutes-01-2011-03-20-ru.docx", "minutes-02-2011-03-25-ru.docx"]
    shown, _counts = spoken(audience)
    for data, codes in zip(made.values(), shown, strict=True):
        assert proposals(data) == [(str(place), code) for place, code in enumerate(codes, 1)]


def test_record_is_named_to_organisers_only(printed_paper):
    for audience, named in (("organiser", True), ("ministry", False), ("public", False)):
        for data in papers(printed_paper("minutes", "docx", "ru", audience)).values():
            texts = [
                cell.text
                for table in docx.Document(io.BytesIO(data)).tables
                for row in table.rows
                for cell in row.cells
            ]
            assert (paper_samples.RECORD in texts) is named


def test_proposals_that_may_not_be_told_are_counted(printed_paper):
    shown, counts = spoken("public")
    made = papers(printed_paper("minutes", "pdf", "en", "public"))
    for data, codes, count in zip(made.values(), shown, counts, strict=True):
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        assert f"{count - len(codes)} proposals are not listed here" in " ".join(text.split())


def test_report_without_round_tables_says_so(printed_paper, words_of):
    made = printed_paper("minutes", "docx", "en", count=0)
    texts = [paragraph.text for paragraph in docx.Document(str(made.path)).paragraphs]
    assert words_of("en")["told.no_meetings"] in texts


def test_same_report_gives_the_same_bytes(printed_paper):
    first, second = (printed_paper("minutes", "pdf", again=again) for again in (0, 1))
    assert first.sha256 == second.sha256
