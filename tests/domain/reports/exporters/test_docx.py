"""The report in Word: page, columns, language and texts."""

import re

import docx

from consult.domain.reports.exporters.cleaning import printable
from consult.domain.reports.policy import view_rows
from tests.domain.reports import samples

CODE = re.compile(r"UPR-2011/\d{4}-\d")
ROWS = 60
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_docx_has_the_columns_the_language_and_fixed_widths(exported):
    path = exported("docx", "kk").path
    document = docx.Document(str(path))
    section = document.sections[0]
    assert [round(section.page_width.mm), round(section.page_height.mm)] == [297, 210]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [20, 10, 15, 15]
    table = document.tables[-1]
    assert [round(column.width.mm) for column in table.columns] == [10, 48, 40, 62, 22, 55, 30]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert document.core_properties.language == "kk-KZ"
    assert document.core_properties.keywords == "ab" * 32


def test_docx_texts_equal_the_cleaned_texts(exported):
    table = docx.Document(str(exported("docx", "ru", "organiser").path)).tables[-1]
    rows = [
        row
        for row in table._tbl.tr_lst
        if CODE.search("".join(t.text or "" for t in row.iter(f"{{{W}}}t")))
    ]
    cells = [[p.text for p in row.tc_lst[3].p_lst] for row in rows]
    wanted = [
        printable(row.points.text).split("\n") for row in view_rows(samples.rows(ROWS), "organiser")
    ]
    found = [cell[1 : 1 + len(lines)] for cell, lines in zip(cells, wanted, strict=True)]
    assert found == wanted
