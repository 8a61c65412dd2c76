"""Sentences with a number take the form that the language has for it."""

import pytest

from consult.domain.reports.exporters.counting import counted
from consult.domain.reports.exporters.wording import Wording

WORDS = {
    "c.one": "%(num)s замечание",
    "c.few": "%(num)s замечания",
    "c.many": "%(num)s замечаний",
    "c.other": "%(num)s замечаний",
}


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 замечание"), (3, "3 замечания"), (11, "11 замечаний"), (21, "21 замечание")],
)
def test_russian_number_takes_its_own_form(number, said):
    assert counted(Wording(WORDS, "ru"), "c", number) == said


def test_language_of_two_forms_takes_the_last_for_many():
    assert counted(Wording(WORDS, "kk"), "c", 5) == "5 замечаний"
