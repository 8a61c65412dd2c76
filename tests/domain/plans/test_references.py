"""Recommendation numbers and responsible bodies in cells."""

import pytest

from consult.domain.plans.importer.executors import parse_abbreviations, parse_executors
from consult.domain.plans.importer.fields import field_of
from consult.domain.plans.importer.references import References, parse_references


@pytest.mark.parametrize(
    ("cell", "numbers", "unread"),
    [
        ("пп. 95.2, 95.19", ("95.2", "95.19"), ()),
        ("рек. 95.30", ("95.30",), ()),
        ("95.9–95.10; 95.9", ("95.9", "95.10"), ()),
        ("95.33-ұсыным", ("95.33",), ()),
        ("—", (), ()),
        ("95.9-96.2, 95.1-95.99", (), ("95.9-96.2", "95.1-95.99")),
        ("95.1–95.60", tuple(f"95.{number}" for number in range(1, 61)), ()),
        ("95.1–95.61", (), ("95.1–95.61",)),
    ],
)
def test_parse_references_when_written_freely(cell, numbers, unread):
    assert parse_references(cell) == References(numbers, unread)


def test_parse_executors_when_brackets_and_breaks_mix():
    known = parse_abbreviations(["МТК – Министерство транспорта", "МЮ – Министерство юстиции"])
    read = parse_executors(
        "МЮ (созыв); MBД\nакимат (область, район) (по согласованию), МТК",
        "ru",
        {"МТК": "MTC"},
        known,
    )
    assert [(one.code, one.printed, one.role) for one in read] == [
        ("MOJ", "МЮ", "lead"),
        ("MIA", "MBД", "co"),
        (None, "акимат (область, район)", "by_agreement"),
        ("MTC", "МТК", "co"),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("№ п/п", "number"),
        ("Р/с №", "number"),
        ("НАИМЕНОВАНИЕ МЕРОПРИЯТИЯ", "measure"),
        ("Ожидаемый результат", "indicator"),
        ("Результат", "completion_form"),
        ("Cрoк исполнения:", "deadline"),
        ("Исходное значение (2010 г.)", "baseline"),
        ("Ответственные за исполнение органы", "responsible"),
        ("Пункт", "recommendation"),
        ("Пункт проекта", None),
        ("План действий", None),
    ],
)
def test_field_of_when_headings_vary(heading, field):
    assert field_of(heading) == field
