"""What a cell of a workbook may hold."""

import io

import openpyxl
import pytest
import xlsxwriter

from consult.kernel.cells import cell_text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("<r><t>forged</t></r>", "<r><t>forged</t></r> "),
        ("<r>\x00</r>", "<r></r> "),
        ("<r> & < </r>", "<r> & < </r> "),
        ("=1+1", "=1+1"),
        ("\ufffe nothing \x0b", " nothing \n"),
    ],
)
def test_cell_holds_the_words_and_nothing_else(text: str, held: str) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.add_worksheet().write_string(0, 0, cell_text(text))
    book.close()
    cell = openpyxl.load_workbook(target).worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == (held, "s")
