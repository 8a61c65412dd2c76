"""The comment form: measures filled in, and readable by the import of letters."""

import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from openpyxl import load_workbook

from consult.domain.submissions.importer.letters import LetterFacts, read_letter
from tests.factories.reading import make_open
from tests.visitor import Visitor

FACTS = LetterFacts("letter", "ru", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_filled_form_can_be_imported(app: Flask, visitor: Visitor, language: str) -> None:
    consultation = make_open(app)
    answer = visitor.client.get(f"/{language}/c/{consultation.slug}/comment-form.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["B"][4:]] == ["1.1", "1.2", "2.1", "2.2"]
    sheet["D6"], sheet["E6"], sheet["F6"] = "«Name the staff»", "Visits stop", "Open Door"
    target = io.BytesIO()
    book.save(target)
    read = read_letter(target.getvalue(), "form.xlsx", FACTS)
    assert read.findings == ()
    assert [
        (row.target_number, row.proposed_wording, row.text, row.organisation_name)
        for row in read.rows
    ] == [("1.2", "«Name the staff»", "Visits stop", "Open Door")]


def test_empty_form_holds_no_comment(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    data = visitor.client.get(f"/ru/c/{consultation.slug}/comment-form.xlsx").data
    assert [finding.code for finding in read_letter(data, "form.xlsx", FACTS).findings] == [
        "E_NO_ROWS"
    ]
