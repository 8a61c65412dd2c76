"""Every table variant says the same in every format and language, and nothing it may not say."""

import csv
import io
import zipfile
from collections import Counter

import docx
import openpyxl
import pypdf
import pytest

from consult.domain.reports.document import Points
from consult.domain.reports.exporters.disagreements import is_disputed
from consult.domain.reports.exporters.expert import COLUMNS as EXPERT
from consult.domain.reports.exporters.export import export_report
from consult.domain.reports.exporters.grid import WIDTH, Band
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.papers import PAPERS
from consult.domain.reports.policy import view_row
from consult.domain.reports.variants import VARIANTS
from tests.domain.reports import samples, variant_samples
from tests.domain.reports.exporters.read_back import (
    CODE,
    OF_ROWS,
    codes,
    everything,
    lines,
    pdf_text,
    sheet_of,
    table_of,
)

ROWS = 60
LANGUAGES = ("kk", "ru", "en")
KINDS = [(variant, kind) for variant in (*PAPERS, "expert") for kind in VARIANTS[variant].formats]


@pytest.fixture(scope="session")
def made(words_of, tmp_path_factory):
    """(variant, format, language, audience) -> the path of the file, kept for the run."""
    kept = {}

    def make(variant, kind, language="ru", audience=None, again=0, rows=None):
        audience = audience or VARIANTS[variant].audiences[-1]
        key = (variant, kind, language, audience, again)
        if key not in kept or rows:
            target = tmp_path_factory.mktemp("variant") / f"{variant}.{kind}"
            export_report(
                samples.head(ROWS),
                rows or (lambda: variant_samples.rows(ROWS)),
                words=words_of(language),
                language=language,
                audience=audience,
                format=kind,
                target=target,
                variant=variant,
                lists=variant_samples.lists,
            )
            kept[key] = target
        return kept[key]

    return make


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("variant", OF_ROWS)
def test_rows_of_the_report_stand_in_each_format_once(made, variant, kind):
    expected = [row.comment_code for row in samples.rows(ROWS)]
    assert codes(variant, kind, made(variant, kind)) == expected


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_results_add_up_to_the_statistics(made, words_of, kind):
    words = words_of("ru")
    wanted = Counter(words[f"outcome.{row.outcome}"] for row in samples.rows(ROWS))
    master = Counter(line[4] for line in lines("master", kind, made("master", kind)))
    assert master == wanted
    assert sum(wanted.values()) == ROWS
    opinions = lines("summary_of_opinions", kind, made("summary_of_opinions", kind))
    heads = Counter(words[f"conclusion.{row.outcome}"] for row in samples.rows(ROWS))
    assert Counter(line[3].split("\n")[0] for line in opinions) == heads


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_disagreements_are_what_was_not_taken_up_in_full_or_is_disputed(made, kind):
    disputed = [row.comment_code for row in variant_samples.rows(ROWS) if is_disputed(row)]
    assert 20 < len(disputed) < ROWS
    assert codes("disagreements", kind, made("disagreements", kind)) == disputed


def test_dissent_names_the_body_and_its_words(made):
    first = lines("disagreements", "xlsx", made("disagreements", "xlsx"))[0]
    assert first[4].endswith("\nНе согласны с ответом.")
    assert first[4].startswith("Министерство внутренних дел: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("variant", sorted(PAPERS))
def test_every_language_has_the_same_numbers(made, variant, kind, language):
    def first_cells(spoken):
        return [line[0] for line in lines(variant, kind, made(variant, kind, spoken))]

    if variant in ("portal", "summary_of_opinions"):
        assert len(first_cells(language)) == len(first_cells("ru")) == ROWS
    else:
        assert first_cells(language) == first_cells("ru")


@pytest.mark.parametrize(("variant", "kind"), KINDS)
def test_the_same_snapshot_gives_the_same_bytes(made, variant, kind):
    assert made(variant, kind).read_bytes() == made(variant, kind, again=1).read_bytes()


@pytest.mark.parametrize(("variant", "kind"), KINDS)
def test_nothing_hidden_stands_in_any_variant(made, variant, kind):
    audience = VARIANTS[variant].audiences[-1]
    text = everything(made(variant, kind))
    secrets = [row for row in samples.rows(ROWS) if row.publication == "published_redacted"]
    assert len(secrets) == 5
    assert [row.comment_code for row in secrets if row.points.text[:8] in text] == []
    names = {row.author.name for row in samples.rows(ROWS)}
    shown = {view_row(row, audience).author.name for row in samples.rows(ROWS)}
    assert [name for name in names - shown if name in text] == []


def test_removed_words_are_struck_out_and_added_ones_underlined_in_word(made):
    table = docx.Document(str(made("comparative", "docx"))).tables[-1]
    before, after = table.rows[1].cells[2:4]
    struck = [run.text for part in before.paragraphs for run in part.runs if run.font.strike]
    lined = [run.text for part in after.paragraphs for run in part.runs if run.font.underline]
    assert (struck, lined) == ([], ["публиковать и"])
    removed = table.rows[4].cells[2]
    assert [run.text for run in removed.paragraphs[0].runs if run.font.strike] == ["Старая мера."]


def test_removed_and_added_words_are_marked_in_the_workbook(made):
    book = openpyxl.load_workbook(made("comparative", "xlsx"), rich_text=True)
    sheet = book[book.sheetnames[1]]
    lined = [part.text for part in sheet["D2"].value if getattr(part, "font", None) and part.font.u]
    struck = [
        part.text for part in sheet["C5"].value if getattr(part, "font", None) and part.font.strike
    ]
    assert (lined, struck) == (["публиковать и"], ["Старая мера."])


def test_changes_are_told_in_words_too(made, words_of):
    words = words_of("ru")
    first, second, third, fourth = lines("comparative", "xlsx", made("comparative", "xlsx"))
    assert f"[{words['compare.added']}: публиковать и]" in first[3]
    assert first[4] == "UPR-2011/0001-1\nUPR-2011/0002-1"
    assert second[2].endswith(f"{words['compare.other_language']}\nдо 2012 года")
    assert third[2] == words["compare.not_before"]
    assert fourth[3] == words["compare.not_after"]
    assert fourth[4] == words["change_cause.none"]


def test_kazakh_comparison_shows_the_kazakh_words(made, words_of):
    path = made("comparative", "docx", "kk")
    table = docx.Document(str(path)).tables[-1]
    lined = [r.text for p in table.rows[1].cells[3].paragraphs for r in p.runs if r.font.underline]
    assert lined == ["Парламентке"]
    assert [row.cells[0].text for row in table.rows[1:]] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_portal_has_exactly_five_columns(made, words_of, kind):
    path, words = made("portal", kind), words_of("ru")
    names = ("section", "comments", "answer", "likes", "dislikes")
    heads = [words[f"column.portal_{name}"] for name in names]
    found = lines("portal", kind, path)
    assert {len(line) for line in found} == {5}
    assert len(found) == ROWS
    if kind == "csv":
        first = path.read_bytes().decode("utf-8-sig").split("\r\n")[0]
        assert next(csv.reader([first])) == heads
    elif kind == "docx":
        assert table_of(path)[0] == heads
    else:
        assert [cell.value for cell in sheet_of(path)[1]] == heads


def test_no_cell_of_the_portal_becomes_a_formula(made):
    found = lines("portal", "csv", made("portal", "csv"))
    assert [cell for line in found for cell in line if cell[:1] in ("=", "+", "@")] == []


def test_experts_workbook_merges_nothing_and_hides_its_codes(made):
    book = openpyxl.load_workbook(made("expert", "xlsx"))
    assert [sheet.sheet_state for sheet in book.worksheets[:2]] == ["visible", "hidden"]
    assert [sheet.merged_cells.ranges for sheet in book.worksheets] == [set()] * len(
        book.worksheets
    )
    assert [cell.value for cell in book.worksheets[0][1]] == [head for head, _width in EXPERT]
    ids = [line[1] for line in book["ids"].iter_rows(min_row=2, values_only=True)]
    assert ids == [row.comment_code for row in samples.rows(ROWS)]
    kinds = Counter(line[4] for line in lines("expert", "xlsx", made("expert", "xlsx")))
    assert kinds == {"te": 30, "ge": 30}


def test_paragraphs_of_recommendations_are_texts(made):
    sheet = sheet_of(made("recommendations", "xlsx"))
    cells = [(line[0].data_type, line[0].value) for line in sheet.iter_rows(min_row=2)]
    assert [value.split("\n")[0] for kind, value in cells if "UPR" in value] == [
        *("95.10", "95.1", "95.2")
    ]
    assert {kind for kind, _value in cells} <= {"s", "inlineStr"}


def test_lists_of_coverage_stand_after_the_table(made, words_of):
    words = words_of("ru")
    text = " ".join(pdf_text(made("recommendations", "pdf")).split())
    names = ("uncovered", "unrelated", "permanent")
    places = [text.index(words[f"coverage.{name}"]) for name in names]
    assert places == sorted(places)
    book = openpyxl.load_workbook(made("recommendations", "xlsx"))
    firsts = [book[name]["A2"].value.split("\n")[0] for name in book.sheetnames[2:5]]
    assert firsts == ["95.1", "2.2", "95.2"]


@pytest.mark.parametrize(
    ("language", "day"),
    [("ru", "14 марта 2011 года"), ("kk", "2011 жылғы 14 наурыз"), ("en", "14 March 2011")],
)
def test_dates_are_long(made, language, day):
    first = lines("master", "xlsx", made("master", "xlsx", language))[0]
    assert day in first[2].split("\n")


@pytest.mark.parametrize("variant", sorted(PAPERS))
def test_columns_fill_the_page(words_of, variant):
    job = Job.of(
        samples.head(1),
        lambda: samples.rows(1),
        words=words_of("ru"),
        language="ru",
        audience="public",
        variant=variant,
    )
    assert {sum(grid.widths) for grid in PAPERS[variant](job).grids} == {WIDTH}


@pytest.mark.parametrize("variant", sorted(PAPERS))
def test_report_without_anything_says_so(words_of, variant):
    job = Job.of(
        samples.head(0),
        lambda: iter(()),
        words=words_of("ru"),
        language="ru",
        audience="public",
        variant=variant,
    )
    for grid in PAPERS[variant](job).grids:
        assert [type(line) for line in grid.printed()] == [Band]


def test_markup_of_the_workbook_in_a_comment_stays_text(made):
    said = "<r><t>forged</t></r>"
    row = samples.row(0, points=Points(said), publication="published", consent="named")
    path = made("expert", "xlsx", "en", "organiser", 2, lambda: iter([row]))
    assert sheet_of(path, 0)["F2"].value == f"{said} "


def test_long_table_is_set_in_volumes(made, monkeypatch):
    from consult.domain.reports.exporters import pdf_grid

    monkeypatch.setattr(pdf_grid, "VOLUME", 40)
    path = made("master", "pdf", "ru", "ministry", 3)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        text = "".join(
            page.extract_text()
            for name in names
            for page in pypdf.PdfReader(io.BytesIO(archive.read(name))).pages
        )
    assert names == [f"upr-2011-3-master-ru-{number:02d}.pdf" for number in (1, 2)]
    assert CODE.findall(text) == [row.comment_code for row in samples.rows(ROWS)]
