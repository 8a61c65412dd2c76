"""The work sheet goes out, is filled in and comes back: exactly what was edited changes (X-04)."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.worksheet.word import write_document
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.web.worksheet_words import worksheet_words
from tests.domain.responses.worksheet.conftest import Desk, column, filled, noted
from tests.factories.reading import statements
from tests.factories.reports import make_answer, published

SPOKEN = {"code": {}, "short": {"disposition.rejected": "Отклонено"}}


def answer_of(code: str) -> Response | None:
    statement = select(Response).join(Response.comment).where(Response.comment.has(code=code))
    return db.session.scalar(statement)


def test_untouched_sheet_changes_nothing(desk: Desk) -> None:
    with desk.app.app_context():
        make_answer(desk.comments[0], "rejected", ground="legal", state="draft")
        found = desk.review(desk.export())
    assert (found.changes, found.conflicts, found.refused, found.deleted) == ([], [], [], [])
    assert found.unchanged == 6


def test_sheet_holds_whatever_stands_in_the_database(desk: Desk) -> None:
    with desk.app.app_context():
        make_answer(
            desk.comments[0],
            "accepted",
            state="draft",
            reasons=LocalisedText(ru="<r>&<</r>"),
            change=LocalisedText(ru="=1+1\x0b\ufffe"),
        )
        hostile = db.session.get_one(Comment, desk.comments[1].id)
        hostile.text = "".join(map(chr, range(1, 0xD800))) + "слово " * 10_000
        db.session.commit()
        data = desk.export()
        found = desk.review(data)
    assert (found.changes, found.conflicts, found.refused) == ([], [], [])
    page = load_workbook(BytesIO(data)).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "<r>&<</r> " in {cell.value for cell in cells}


def test_comment_that_no_cell_holds_says_where_the_rest_is_read(desk: Desk) -> None:
    with desk.app.app_context():
        long = db.session.get_one(Comment, desk.comments[1].id)
        long.text, long.proposed_wording, long.rationale = ("ә" * 20_000,) * 3
        db.session.commit()
        data = desk.export("kk")
        assert desk.review(data).unchanged == 6
        goes_on = worksheet_words("kk")["goes_on"] % {"code": long.code}
    page = load_workbook(BytesIO(data)).worksheets[0]
    told = [str(cell.value) for row in page.iter_rows() for cell in row]
    (cut,) = [text for text in told if len(text) > 20_000]
    assert (len(cut) <= 32_000, cut.rstrip().endswith(f"…\n{goes_on}")) == (True, True)


def test_three_edits_one_stale_one_added_one_deleted(desk: Desk) -> None:
    with desk.app.app_context():
        first, second, third, stale, gone, _untouched = (one.code for one in desk.comments)
        data = desk.export()
        make_answer(desk.comments[3], "noted", state="draft", reasons=LocalisedText(ru="Их слова"))

        def work(page: Any, rows: dict[str, int]) -> None:
            for code in (first, second, third, stale):
                noted(page, rows[code], f"Слова к {code}")
            added = page.max_row + 1
            page.cell(added, column("comment")).value = "Ещё одно замечание"
            noted(page, added)
            page.delete_rows(rows[gone])

        file = filled(data, work)
        found = desk.review(file)
        assert [edit.row.code for edit in found.changes] == [first, second, third]
        assert [edit.row.code for edit in found.conflicts] == [stale]
        assert [(cell.column, cell.before, cell.after) for cell in found.conflicts[0].cells] == [
            ("reasons_ru", "Их слова", f"Слова к {stale}")
        ]
        assert [(one.code, one.row) for one in found.refused] == [("E_WORK_ROW_ADDED", 8)]
        assert found.deleted == [gone]
        assert found.unchanged == 1
        saved = desk.save(file)
        assert saved.answers == 3
        kept = answer_of(first)
        assert kept is not None
        assert (kept.state, kept.disposition, kept.prepared_by) == ("draft", "noted", "Writer")
        assert kept.reasons == LocalisedText(ru=f"Слова к {first}")
        theirs = answer_of(stale)
        assert theirs is not None
        assert theirs.reasons == LocalisedText(ru="Их слова")
        assert answer_of(gone) is None
        count = len(db.session.scalars(select(ResponseRevision)).all())
        assert count == 3
        assert [edit.row.code for edit in desk.review(file).changes] == []


def test_stale_row_that_nobody_edited_is_no_conflict(desk: Desk) -> None:
    with desk.app.app_context():
        data = desk.export()
        make_answer(desk.comments[0], "noted", state="draft")
        found = desk.review(data)
    assert (found.changes, found.conflicts, found.unchanged) == ([], [], 6)


def test_sheet_saved_again_by_libreoffice_still_imports(desk: Desk, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc")
    with desk.app.app_context():
        make_answer(
            desk.comments[1],
            "partly",
            state="draft",
            reasons=LocalisedText(kk="Бірінші жол\nекінші жол", ru="  =1+1 не формула"),
            part_accepted=LocalisedText(ru="срок"),
        )
        edited = desk.comments[0].code
        data = filled(desk.export(), lambda page, rows: noted(page, rows[edited]))
        source = tmp_path / "in" / "sheet.xlsx"
        source.parent.mkdir()
        source.write_bytes(data)
        command = [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
        command += ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        found = desk.review((tmp_path / "sheet.xlsx").read_bytes())
    assert [edit.row.code for edit in found.changes] == [edited]
    assert (found.conflicts, found.refused, found.deleted) == ([], [], [])
    assert found.unchanged == 5


@pytest.mark.parametrize("language", ["kk", "ru", "en", "code", "short"])
def test_result_is_read_in_any_language_and_as_a_code(desk: Desk, language: str) -> None:
    with desk.app.app_context():
        code = desk.comments[0].code
        spoken = SPOKEN[language] if language in SPOKEN else worksheet_words(language)
        word = spoken.get("disposition.rejected", "rejected")

        def work(page: Any, rows: dict[str, int]) -> None:
            page.cell(rows[code], column("disposition")).value = f" {word.upper()} "

        found = desk.review(filled(desk.export("kk"), work))
    assert [edit.row.answer["disposition"] for edit in found.changes] == ["rejected"]


def test_number_of_a_version_may_be_a_number(desk: Desk) -> None:
    with desk.app.app_context():
        code = desk.comments[0].code

        def work(page: Any, rows: dict[str, int]) -> None:
            page.cell(rows[code], column("disposition")).value = "accepted"
            page.cell(rows[code], column("promised_version")).value = 2

        desk.save(filled(desk.export(), work))
        kept = answer_of(code)
        assert kept is not None
        assert (kept.disposition, kept.promised_version) == ("accepted", 2)


def test_texts_in_languages_that_the_sheet_does_not_hold_stay(desk: Desk) -> None:
    with desk.app.app_context():
        texts = LocalisedText(kk="мерзім", ru="срок")
        make_answer(desk.comments[0], "partly", state="draft", part_accepted=texts)
        code = desk.comments[0].code

        def work(page: Any, rows: dict[str, int]) -> None:
            page.cell(rows[code], column("part_accepted")).value = "срок и исполнитель"

        desk.save(filled(desk.export("ru"), work))
        kept = answer_of(code)
        assert kept is not None
        assert kept.part_accepted == LocalisedText(kk="мерзім", ru="срок и исполнитель")
        assert kept.signer_post == LocalisedText()


def test_sheet_shows_authors_as_ministries_may_see_them(desk: Desk) -> None:
    with desk.app.app_context():
        from tests.factories.comments import make_submission

        for level in ("withheld_ministries", "withheld_public"):
            sent = make_submission(desk.consultation, author_name=f"Name {level}", level=level)
            published(
                desk.consultation,
                submission=sent,
                text="Call Sanzhar at home.",
                publication="published_redacted",
                redactions=[{"field": "text", "start": 5, "end": 12}],
            )
        book = load_workbook(BytesIO(desk.export()))
    text = "\n".join(
        str(cell.value)
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    )
    assert "withheld_ministries" not in text
    assert "Sanzhar" not in text
    assert "Call █████ at home." in text


def test_only_answer_cells_are_open_and_lists_are_offered(desk: Desk) -> None:
    with desk.app.app_context():
        page = load_workbook(BytesIO(desk.export())).worksheets[0]
    assert page.protection.sheet
    assert not page.protection.password
    locked = [bool(page.cell(3, place).protection.locked) for place in range(1, 19)]
    assert locked == [True] * 4 + [False] * 11 + [True] * 3
    hidden = {name for name, size in page.column_dimensions.items() if size.hidden}
    assert hidden == {"P"}
    assert page.column_dimensions["P"].max == 18
    assert {str(one.sqref) for one in page.data_validations.dataValidation} == {
        "E3:E8", "F3:F8", "L3:L8", "M3:M8",
    }  # fmt: skip
    assert page.print_title_rows == "$2:$2"
    assert page.page_setup.orientation == "landscape"


def test_queries_do_not_grow_with_the_sheet(desk: Desk) -> None:
    with desk.app.app_context():
        data = desk.export()
        few = filled(data, lambda page, rows: noted(page, rows[desk.comments[0].code]))

        def every(page: Any, rows: dict[str, int]) -> None:
            for one in desk.comments:
                noted(page, rows[one.code])

        many = filled(data, every)
        with statements() as one:
            desk.review(few)
        with statements() as six:
            desk.review(many)
    assert len(one) == len(six)


def test_word_twin_comes_back_with_exactly_what_was_edited(desk: Desk) -> None:
    with desk.app.app_context():
        make_answer(desk.comments[1], "noted", state="draft", reasons=LocalisedText(ru="Раз\nдва"))
        edited, gone = desk.comments[0].code, desk.comments[5].code
        document = Document(BytesIO(desk.export("ru", writer=write_document)))
        table = document.tables[0]
        rows = {row.cells[column("comment_code") - 1].text: row for row in table.rows}
        rows[edited].cells[column("disposition") - 1].text = "Отклонено"
        rows[edited].cells[column("reasons_ru") - 1].text = "Отклонено:\nтак решено"
        table._tbl.remove(rows[gone]._tr)
        target = BytesIO()
        document.save(target)
        found = desk.review(target.getvalue())
    assert [(cell.column, cell.after) for cell in found.changes[0].cells] == [
        ("disposition", "rejected"),
        ("reasons_ru", "Отклонено:\nтак решено"),
    ]
    assert (found.conflicts, found.refused, found.deleted) == ([], [], [gone])
    assert found.unchanged == 4
