"""Reading of Word tables: merged cells, numbers counted by Word, tracked changes, what is around."""

import zipfile
from io import BytesIO

import pytest

from consult.machinery.tables import TRACKED, Unreadable, read_table_file
from consult.machinery.word_numbering import printed
from tests.factories.documents import (
    cell,
    document,
    levels,
    lists,
    numbered,
    paragraph,
    row,
    run,
    table,
)

LEGAL = levels(("decimal", "%1."), ("decimal", "%1.%2."))


def ins(content):
    return f'<w:ins w:id="1" w:author="А. Пример">{content}</w:ins>'


def gone(text):
    return f'<w:del w:id="2" w:author="Б. Пример"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def sheets(body, accepted=(), **parts):
    return read_table_file(document(body, **parts), "t.docx", accepted)


def texts(sheet):
    return {one.name: one.text for one in sheet.cells.values() if one.row > 0}


def column(body, accepted=(), **parts):
    """The texts of column A of the first table."""
    return [
        text for name, text in texts(sheets(body, accepted, **parts)[0]).items() if name[0] == "A"
    ]


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        read_table_file(data, "t.docx")
    return refused.value.code


def test_cells_merged_over_rows_and_columns_are_taken_once():
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    sheet = sheets(
        table(
            row(cell("вся строка", '<w:gridSpan w:val="3"/>')),
            row("1.1", cell("срок", restart), "а"),
            row("1.2", cell("не видно", goes_on), "б"),
            row("в третьем", properties='<w:gridBefore w:val="2"/>'),
        )
    )[0]
    assert texts(sheet) == {
        "A1": "вся строка", "A2": "1.1", "B2": "срок", "C2": "а", "A3": "1.2", "C3": "б",
        "C4": "в третьем",
    }  # fmt: skip
    assert (sheet.merged, sheet.inside) == (((1, 1, 1, 3), (2, 2, 3, 2)), range(1, 5))


def test_text_of_a_cell_keeps_lines_signs_and_what_stands_in_wrappers():
    link = f"<w:hyperlink>{run('ссылка')}</w:hyperlink><w:r><w:br/><w:t>а</w:t><w:tab/></w:r>"
    hyphens = "<w:r><w:t>из</w:t><w:noBreakHyphen/><w:t>за</w:t></w:r>"
    control = f"<w:sdt><w:sdtContent>{cell('в поле')}</w:sdtContent></w:sdt>"
    markup = f"<w:tr>{cell(paragraph(link) + paragraph(hyphens))}{control}</w:tr>"
    assert texts(sheets(table(markup))[0]) == {"A1": "ссылка\nа\t\nиз-за", "B1": "в поле"}


def test_nested_table_is_text_of_its_cell_and_a_text_box_is_left_out():
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('рамка')}</w:txbxContent></w:pict></w:r>"
    inner = f"<w:tc>{table(('а', 'б'))}{paragraph(box + run('после'))}</w:tc>"
    found = sheets(paragraph(box) + table(row(inner)))
    assert [texts(sheet) for sheet in found] == [{"A1": "а\nб\nпосле"}]
    assert found[0].title == ""


def test_paragraphs_around_tables_stand_in_rows_outside():
    body = paragraph("План") + paragraph() + table(("№",)) + paragraph("Таблица 2") + table(("#",))
    first, second = sheets(body + paragraph("Примечание"))
    assert {place: one.text for place, one in first.cells.items()} == {
        (-1, 1): "План", (1, 1): "№", (2, 1): "Таблица 2", (3, 1): "Примечание",
    }  # fmt: skip
    assert (first.label, second.label) == ("1: План", "2: Таблица 2")
    assert [first.is_around(number) for number in (0, 1, 2)] == [True, False, True]


def test_footnotes_stand_below_the_table():
    notes = (
        f'<w:footnote w:type="separator"><w:p>{run("–")}</w:p></w:footnote>'
        f"<w:footnote>{paragraph('МЮ – министерство')}</w:footnote>"
    )
    sheet = sheets(table(("№",)), footnotes=notes)[0]
    assert sheet.cells[2, 1].text == "МЮ – министерство"


def test_numbers_counted_by_word_restart_below_each_section():
    body = table(
        (cell(numbered("Первый")),),
        (cell(numbered("", 1)),),
        (cell(numbered("", 1)),),
        (cell(numbered("Второй")),),
        (cell(numbered("", 1)),),
    )
    sheet = sheets(body, numbering=lists(LEGAL))[0]
    assert list(texts(sheet).values()) == ["1. Первый", "1.1.", "1.2.", "2. Второй", "2.1."]
    assert all(one.is_counted for one in sheet.cells.values())


@pytest.mark.parametrize(
    ("overrides", "shown"),
    [
        ("", ["1.", "2.", "3."]),
        (
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>',
            ["1.", "5.", "6."],
        ),
    ],
)
def test_second_list_of_one_definition_goes_on_unless_it_starts_anew(overrides, shown):
    numbering = lists(LEGAL, used=(("1", ""), ("1", overrides)))
    rows = [(cell(numbered("", 0, one)),) for one in (1, 2, 2)]
    assert column(table(*rows), numbering=numbering) == shown


def test_level_that_never_restarts_counts_through():
    through = levels(("decimal", "%1."), ("decimal", "%2)"), extra='<w:lvlRestart w:val="0"/>')
    rows = [(cell(numbered("", level)),) for level in (0, 1, 0, 1)]
    assert column(table(*rows), numbering=lists(through)) == ["1.", "1)", "2.", "2)"]


def test_number_may_come_from_a_style_and_be_switched_off():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Own">'
        '<w:basedOn w:val="Base"/></w:style>'
    )
    styled = '<w:pStyle w:val="Own"/>'
    off = f'{styled}<w:numPr><w:numId w:val="0"/></w:numPr>'
    rows = [(cell(paragraph("а", how)),) for how in (styled, off, styled)]
    shown = column(table(*rows), numbering=lists(LEGAL), styles=styles)
    assert shown == ["1. а", "а", "2. а"]


def test_legal_level_prints_digits_and_bullets_print_nothing():
    mixed = levels(("upperRoman", "%1."), ("decimal", "%1.%2"), extra="<w:isLgl/>")
    rows = [(cell(numbered("", level)),) for level in (0, 1)]
    assert column(table(*rows), numbering=lists(mixed)) == ["1.", "1.1"]
    bullets = lists(levels(("bullet", "•")))
    assert column(table((cell(numbered("пункт")),)), numbering=bullets) == ["пункт"]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (4, "decimal", "4"), (4, "decimalZero", "04"), (9, "upperRoman", "IX"),
        (14, "lowerRoman", "xiv"), (28, "lowerLetter", "bb"), (3, "russianUpper", "В"),
        (2, "none", ""), (0, "lowerLetter", "0"), (99_999, "upperRoman", "99999"),
    ],
)  # fmt: skip
def test_printed_number_in_each_form(count, form, text):
    assert printed(count, form) == text


def test_tracked_changes_ask_with_counts_and_names():
    body = table((cell(paragraph(run("а") + ins(run("б")) + gone("в"))),))
    note = sheets(body)[0].notes[0]
    assert (note.level, note.code) == ("ask", "E_TRACKED_CHANGES")
    assert note.facts == {
        "insertions": 1, "deletions": 1, "authors": "А. Пример, Б. Пример",
    }  # fmt: skip


@pytest.mark.parametrize(("way", "text"), [("accept", "аб"), ("reject", "ав")])
def test_tracked_words_read_in_both_ways(way, text):
    body = table((cell(paragraph(run("а") + ins(run("б")) + gone("в"))),))
    sheet = sheets(body, [TRACKED[way]])[0]
    assert (texts(sheet), sheet.notes[0].code) == ({"A1": text}, TRACKED[way])
    assert sheet.notes[0].level == "information"


@pytest.mark.parametrize(("way", "shown"), [("accept", ["1.", "2."]), ("reject", ["1.", "2."])])
def test_tracked_rows_are_there_only_in_one_way(way, shown):
    numbers = [cell(numbered("")) for _ in range(3)]
    body = table(
        row(numbers[0], properties='<w:ins w:id="1"/>'),
        row(numbers[1]),
        row(numbers[2], properties='<w:del w:id="2"/>'),
    )
    assert column(body, [TRACKED[way]], numbering=lists(LEGAL)) == shown


@pytest.mark.parametrize(("way", "text"), [("accept", "аб"), ("reject", "а\nб")])
def test_deleted_end_of_a_paragraph_joins_it_with_the_next(way, text):
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = table((cell(paragraph("а", mark) + paragraph("б")),))
    assert column(body, [TRACKED[way]]) == [text]


def test_moved_words_stand_where_they_were_moved_to():
    moved = f"<w:moveFrom>{run('а')}</w:moveFrom>", f"<w:moveTo>{run('а')}</w:moveTo>"
    body = table((cell(paragraph(moved[0])), cell(paragraph(moved[1]))))
    assert texts(sheets(body)[0]) == {"B1": "а"}
    assert texts(sheets(body, [TRACKED["reject"]])[0]) == {"A1": "а"}


def test_hidden_text_is_left_out_with_a_warning():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайное</w:t></w:r>"
    sheet = sheets(table((cell(paragraph(run("явное") + hidden)),)))[0]
    assert (texts(sheet), [note.code for note in sheet.notes]) == (
        {"A1": "явное"},
        ["W_HIDDEN_TEXT"],
    )


def test_comment_in_the_margin_knows_its_cell_and_words():
    marked = (
        f'{run("до")}<w:commentRangeStart w:id="7"/>{run("слова")}<w:commentRangeEnd w:id="7"/>'
        '<w:r><w:commentReference w:id="7"/></w:r>'
    )
    comments = (
        '<w:comment w:id="7" w:author="Р. Пример" w:date="2011-04-20T10:00:00Z">'
        f"{paragraph('Кто?')}{paragraph('Когда?')}</w:comment>"
    )
    remark = sheets(table(("1", cell(paragraph(marked)))), comments=comments)[0].remarks[0]
    assert (remark.author, remark.text, remark.passage) == ("Р. Пример", "Кто?\nКогда?", "слова")
    assert (remark.row, remark.column, remark.at) == (1, 2, "2011-04-20T10:00:00Z")


def test_part_outside_the_file_is_named_and_a_link_is_not():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" TargetMode="External" Target="http://example.org/t.dotm" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        '<Relationship Id="b" TargetMode="External" Target="http://example.org/" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
        "</Relationships>"
    )
    buffer = BytesIO(document(table(("№",))))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", relations)
    notes = read_table_file(buffer.getvalue(), "t.docx")[0].notes
    assert [(note.code, note.facts["target"]) for note in notes] == [
        ("W_OUTSIDE_PART", "http://example.org/t.dotm")
    ]


def test_text_is_found_where_the_relations_say():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Target="/word/document2.xml" Type="http://schemas.openxmlformats.org'
        '/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    moved = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(document(table(("№",))))) as old,
        zipfile.ZipFile(moved, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name.replace("document.xml", "document2.xml"), old.read(name))
        new.writestr("_rels/.rels", relations)
    assert texts(read_table_file(moved.getvalue(), "t.docx")[0]) == {"A1": "№"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (document(paragraph("Письмо без таблицы")), "E_NO_TABLE"),
        (document("<w:tbl><w:tr>"), "E_NOT_OOXML"),
        (document(table(("а",)), numbering="<w:num>"), "E_NOT_OOXML"),
        (document(table(*[f"<w:tr>{'<w:tc/>' * 60}</w:tr>"] * 6_700)), "E_TOO_MANY_CELLS"),
    ],
)
def test_document_that_cannot_be_read_is_refused(data, code):
    assert refusal(data) == code


def test_cell_over_more_columns_than_word_has_takes_63():
    wide = row(cell("а", '<w:gridSpan w:val="999999999"/>'), "б")
    sheet = sheets(table(wide))[0]
    assert (sheet.merged, texts(sheet)) == (((1, 1, 1, 63),), {"A1": "а", "BL1": "б"})
