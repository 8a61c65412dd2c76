"""What a work sheet may not bring back: each refusal names its row, the others are taken."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from consult.domain.responses.worksheet.comparing import NotYourSheet
from tests.domain.responses.worksheet.conftest import Desk, codes, column, filled, noted
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.reports import make_answer, published


@pytest.mark.parametrize("name", ["measure", "author", "comment", "row_version", "checksum"])
def test_changed_locked_cell_is_refused_and_named(desk: Desk, name: str) -> None:
    with desk.app.app_context():
        code = desk.comments[2].code

        def work(page: Any, rows: dict[str, int]) -> None:
            noted(page, rows[code])
            page.cell(rows[code], column(name)).value = "9"

        found = desk.review(filled(desk.export(), work))
    assert found.changes == []
    assert [(one.code, one.facts["comment"]) for one in found.refused] == [("E_WORK_LOCKED", code)]


def test_row_version_cannot_be_raised_to_pass_over_a_conflict(desk: Desk) -> None:
    with desk.app.app_context():
        code = desk.comments[0].code
        data = desk.export()
        make_answer(desk.comments[0], "noted", state="draft")

        def work(page: Any, rows: dict[str, int]) -> None:
            noted(page, rows[code])
            page.cell(rows[code], column("row_version")).value = "1"

        found = desk.review(filled(data, work))
    assert (found.changes, codes(found.refused)) == ([], ["E_WORK_LOCKED"])


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("disposition", "Принято с радостью", "E_WORK_WORD"),
        ("ground", "Так надо", "E_WORK_WORD"),
        ("reasons_ru", "=1+1", "E_WORK_FORMULA"),
        ("covered_by", 1.2, "E_WORK_NUMBER"),
        ("covered_by", "7.7", "E_WORK_MEASURE"),
        ("promised_version", "следующая", "E_WORK_VERSION"),
        ("promised_version", "²", "E_WORK_VERSION"),
        ("promised_version", "٣", "E_WORK_VERSION"),
        ("promised_version", "0", "E_WORK_VERSION"),
        ("promised_version", "2147483648", "E_WORK_VERSION"),
        ("duplicate_of", "NO-SUCH/0001-1", "E_WORK_DUPLICATE"),
        ("reasons_ru", "ё" * 20_001, "E_WORK_TOO_LONG"),
        ("disposition", None, "E_WORK_NO_RESULT"),
    ],
)
def test_cell_that_cannot_be_taken_refuses_its_row_only(
    desk: Desk, name: str, value: Any, expected: str
) -> None:
    with desk.app.app_context():
        bad, good = desk.comments[0].code, desk.comments[1].code

        def work(page: Any, rows: dict[str, int]) -> None:
            noted(page, rows[bad])
            noted(page, rows[good])
            page.cell(rows[bad], column(name)).value = value

        found = desk.review(filled(desk.export(), work))
    assert codes(found.refused) == [expected]
    assert found.refused[0].facts["comment"] == bad
    assert [edit.row.code for edit in found.changes] == [good]


def test_copied_row_is_refused_with_the_row_it_repeats(desk: Desk) -> None:
    with desk.app.app_context():
        code = desk.comments[0].code

        def work(page: Any, rows: dict[str, int]) -> None:
            noted(page, rows[code])
            added = page.max_row + 1
            for place in range(1, page.max_column + 1):
                page.cell(added, place).value = page.cell(rows[code], place).value

        found = desk.review(filled(desk.export(), work))
    assert [(one.code, one.facts["row"]) for one in found.refused] == [("E_WORK_ROW_TWICE", 3)]
    assert [edit.row.code for edit in found.changes] == [code]


def test_approved_answer_does_not_change(desk: Desk) -> None:
    with desk.app.app_context():
        make_answer(desk.comments[0], "rejected", ground="legal")
        code = desk.comments[0].code
        found = desk.review(filled(desk.export(), lambda page, rows: noted(page, rows[code])))
    assert (found.changes, codes(found.refused)) == ([], ["E_WORK_APPROVED"])


def test_sheet_of_another_body_or_consultation_is_refused(desk: Desk) -> None:
    with desk.app.app_context():
        mfa = make_body("MFA")
        other = make_consultation("answering")
        make_plan(other)
        published(other)
        stranger = make_user([("ministry_contributor", desk.consultation, mfa)])
        with pytest.raises(NotYourSheet):
            desk.review(desk.export(), writer=stranger)
        elsewhere = Desk(desk.app, other, desk.body, desk.writer)
        with pytest.raises(NotYourSheet):
            desk.review(elsewhere.export())


def test_rows_of_another_body_are_not_taken_from_an_edited_head(desk: Desk) -> None:
    with desk.app.app_context():
        data = desk.export()
        book = load_workbook(BytesIO(data))
        book["consult"]["B2"].value = "MFA"
        target = BytesIO()
        book.save(target)
        make_body("MFA")
        stranger = make_user([("ministry_contributor", desk.consultation, make_body("MFA"))])
        found = desk.review(target.getvalue(), writer=stranger)
    assert (found.changes, set(codes(found.refused))) == ([], {"E_WORK_LOCKED"})


def test_another_workbook_is_not_a_sheet(desk: Desk) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "hello"
    target = BytesIO()
    book.save(target)
    with desk.app.app_context():
        read = desk.read(target.getvalue())
    assert read.stopped
    assert codes(read.findings) == ["E_WORK_NOT_A_SHEET"]
