"""Comments from letters: the table, its index, what an item is about."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from consult.domain.submissions.importer import LetterFacts, read_letter, read_letter_index
from consult.domain.submissions.importer.letters import LetterTarget, target_of

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
