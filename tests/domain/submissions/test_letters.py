"""Comments from letters: the table, its index, what an item is about."""

import csv
import json
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from consult.domain.plans.importer import SourceFile, read_plan
from consult.domain.submissions.importer import LetterFacts, read_letter, read_letter_index
from consult.domain.submissions.importer.letters import LetterTarget, target_of
from consult.machinery.tables import TRACKED
from tests.factories.documents import cell, document, paragraph, run, table

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
CLOSES_AT = datetime.fromisoformat(MANIFEST["consultation"]["closes_at"])


def letter_facts(**changes):
    facts = {"channel": "letter", "language": "ru", "received_at": CLOSES_AT}
    return LetterFacts(**(facts | changes))


def letter(
    *rows,
    headings=("№", "Пункт проекта", "Редакция проекта", "Предлагаемая редакция", "Обоснование"),
):
    book = openpyxl.Workbook()
    for row in (("Письмо",), (), headings, *rows):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("printed", "target"),
    [
        ("п. 1.2", ("measure", "1.2", "", ())),
        ("п. 1.5, графа «Индикатор»", ("measure", "1.5", "indicator", ())),
        ("2.3 и 2.5", ("measure", "2.3", "", ("2.5",))),
        ("Раздел 8", ("section", "8", "", ())),
        ("2-бөлім", ("section", "2", "", ())),
        ("По всему проекту", ("plan", "", "", ())),
        ("бүкіл жоба бойынша", ("plan", "", "", ())),
        ("жобаның 2.3-тармағы", ("measure", "2.3", "", ())),
        ("7.5-тармақ, «Орындау мерзімі» бағаны", ("measure", "7.5", "deadline", ())),
        ("про всё", None),
    ],
)
def test_target_of_an_item_as_letters_name_it(printed, target):
    assert target_of(printed) == (target and LetterTarget(*target))


WORD_LETTERS = sorted(path.name for path in (DATA / "letters").glob("*.docx"))


@pytest.mark.parametrize("name", WORD_LETTERS)
def test_read_letter_when_table_stands_in_a_word_letter(name):
    facts, _ = read_letter_index((DATA / "letters" / "index.csv").read_bytes(), "index.csv")
    found = read_letter((DATA / "letters" / name).read_bytes(), name, facts[name])
    with (DATA / "letters" / "points.csv").open(encoding="utf-8", newline="") as file:
        points = [
            point
            for point in csv.DictReader(file)
            if point["comment_code"].startswith(f"{facts[name].reg_no}-")
        ]
    assert len(points) == MANIFEST["files"][f"letters/{name}"]["points"]
    read = [
        {field: getattr(row, field) for field in points[0]}
        | {"extra_targets": ";".join(row.extra_targets)}
        for row in found.rows
    ]
    assert read == points


def test_read_letter_when_word_letter_has_a_cell_merged_downwards():
    name = "letter_01_shared_table_ru.docx"
    found = read_letter((DATA / "letters" / name).read_bytes(), name, letter_facts())
    assert {row.organisation_name for row in found.rows} == {"Коалиция НПО «Общий стол»"}


def test_read_letter_when_quoted_wording_differs_in_a_word_letter():
    name = "letter_02_northern_shield_ru.docx"
    plan = read_plan([SourceFile("p.docx", (DATA / "plan_v1_ru.docx").read_bytes())])
    wordings = {measure.number: measure.text["ru"] for measure in plan.measures}
    data = (DATA / "letters" / name).read_bytes()
    found = read_letter(data, name, letter_facts(), wordings=wordings)
    assert [(one.code, one.facts["measure"]) for one in found.findings] == [
        ("W_QUOTED_WORDING_DIFFERS", "3.7")
    ]


def test_read_letter_when_points_stand_in_several_word_tables():
    head = ("№", "Пункт проекта", "Предлагаемая редакция")
    data = document(
        table(("Кому", "Министерство юстиции", "Астана"))
        + table(head, ("1", "1.1", "Первое"))
        + paragraph("И ещё:")
        + table(head, ("1", "2.1", "Второе"))
        + paragraph("Руководитель")
    )
    found = read_letter(data, "l.docx", letter_facts(reg_no="A/1"))
    assert [(row.comment_code, row.text) for row in found.rows] == [
        ("A/1-1", "Первое"), ("A/1-2", "Второе"),
    ]  # fmt: skip
    assert [(one.code, one.facts) for one in found.findings] == [("W_SEVERAL_TABLES", {"count": 2})]


def test_read_letter_when_word_letter_has_tracked_changes():
    insertion = f'<w:ins w:id="1" w:author="А">{run("новое")}</w:ins>'
    data = document(
        table(
            ("№", "Пункт проекта", "Предлагаемая редакция"),
            ("1", "1.1", cell(paragraph(run("старое ") + insertion))),
        )
    )
    asked = read_letter(data, "l.docx", letter_facts())
    assert [(str(one.level), one.code) for one in asked.findings] == [("ask", "E_TRACKED_CHANGES")]
    for way, text in (("accept", "старое новое"), ("reject", "старое")):
        found = read_letter(data, "l.docx", letter_facts(), accepted=[TRACKED[way]])
        assert [row.text for row in found.rows] == [text]
        assert not any(one.stops for one in found.findings)


@pytest.mark.parametrize(
    "name", ["letter_03_steppe_chair_ru.xlsx", "letter_05_dialogue_61_kk.xlsx"]
)
def test_read_letter_when_sample_is_read(name):
    facts, _ = read_letter_index((DATA / "letters" / "index.csv").read_bytes(), "index.csv")
    expected = MANIFEST["files"][f"letters/{name}"]
    found = read_letter((DATA / "letters" / name).read_bytes(), name, facts[name])
    targets = [[row.target_number or row.target_type] for row in found.rows]
    assert (targets, [one.code for one in found.findings]) == (expected["targets"], [])
    assert [row.comment_code for row in found.rows] == [
        f"{expected['reg_no']}-{point}" for point in range(1, expected["points"] + 1)
    ]


def test_read_letter_when_points_are_of_many_kinds():
    data = letter(
        (1, "п. 2.1", "Создать орган", "…с участием НПО", "Так надёжнее"),
        (2, "2.3 и 2.5", "Отсутствует", "Дополнить", "Следы исчезают"),
        (3, "6.4", "Провести фестиваль", "Исключить", None),
        (4, "неизвестно где", "-", "Что-то", None),
    )
    found = read_letter(
        data,
        "l.xlsx",
        letter_facts(),
        wordings={"2.1": "Создать независимый орган", "6.4": "Провести  фестиваль"},
    )
    assert [(row.kind, row.text, row.proposed_wording, row.rationale) for row in found.rows] == [
        ("amendment", "Так надёжнее", "…с участием НПО", ""),
        ("addition", "Дополнить", "", "Следы исчезают"),
        ("objection", "Исключить", "", ""),
    ]
    assert [(one.code, one.cells) for one in found.findings] == [
        ("W_QUOTED_WORDING_DIFFERS", ("C4",)),
        ("W_POINT_NAMES_SEVERAL_MEASURES", ("B5",)),
        ("E_POINT_UNKNOWN", ("B7",)),
    ]


def test_read_letter_when_there_is_no_table():
    found = read_letter(letter((1, "2.1"), headings=("a", "b")), "l.xlsx", letter_facts())
    assert [one.code for one in found.findings] == ["E_NO_HEADER"]
