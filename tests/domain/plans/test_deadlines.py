"""Deadlines as intervals and recurrence in three languages."""

import pytest

from consult.domain.plans.importer.deadlines import parse_deadline, plan_period
from consult.domain.plans.importer.parsed import Deadline

PERIOD = plan_period("План на 2011–2014 годы")


def flat(deadline: Deadline):
    spans = " ".join(f"{start or ''}..{end or ''}" for start, end in deadline.intervals)
    return f"{spans} {deadline.recurrence} {deadline.flag}".strip()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ежегодно, начиная с 2012 года", "2012-01-01..2014-12-31 annual"),
        ("2012 жылдан бастап жыл сайын", "2012-01-01..2014-12-31 annual"),
        ("annually from 2012", "2012-01-01..2014-12-31 annual"),
        ("2–3 кварталы 2012 года", "2012-04-01..2012-09-30 none"),
        ("II-III кв. 2012 г.", "2012-04-01..2012-09-30 none"),
        ("ІІІ квартал 2012", "2012-07-01..2012-09-30 none"),
        ("01.12.2012", "2012-12-01..2012-12-01 none"),
        ("апрель–сентябрь 2012 года", "2012-04-01..2012-09-30 none"),
        ("2012 жылғы қаңтар – желтоқсан", "2012-01-01..2012-12-31 none"),
        ("2 квартал, 4 квартал 2012 г.", "2012-04-01..2012-06-30 2012-10-01..2012-12-31 none"),
        ("не позднее 1 марта 2012 г.", "..2012-03-01 none"),
        ("first half of 2012", "2012-01-01..2012-06-30 none"),
        ("ежегодно в декабре", "2011-01-01..2014-12-31 annual W_DEADLINE_SEASON"),
        ("до 30 февраля 2012", "unparsed W_DEADLINE_UNPARSED"),
        ("2 и 4 квартал 2012 г.", "unparsed W_DEADLINE_UNPARSED"),
        ("within 30 days of receipt", "unparsed W_DEADLINE_UNPARSED"),
        ("1 15 марта 2012", "unparsed W_DEADLINE_UNPARSED"),
    ],
)
def test_parse_deadline_when_written_freely(printed, expected):
    assert flat(parse_deadline(printed, PERIOD)) == expected


def test_parse_deadline_when_plan_has_no_period():
    assert flat(parse_deadline("ежегодно", plan_period("План"))) == ".. annual"
