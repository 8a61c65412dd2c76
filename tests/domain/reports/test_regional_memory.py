"""Counting by region once a minute where there are many comments, each time where there are few."""

import pytest

from consult.domain.reports import regional_memory
from consult.domain.reports.regional_memory import MINUTE, recent_figures
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan


@pytest.fixture
def consultation(app):
    with app.app_context():
        held = make_consultation("answering")
        make_plan(held)
        write(held)
        yield held


def write(consultation):
    sent = make_submission(consultation, region_code="KZ-35")
    make_comment(consultation, submission=sent, publication="published")


def seen(consultation):
    return recent_figures(consultation, "public").total.comments


def test_few_comments_are_counted_each_time(consultation):
    assert seen(consultation) == 1
    write(consultation)
    assert seen(consultation) == 2


def test_many_comments_are_counted_once_a_minute(consultation, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(regional_memory, "LARGE", 1)
    monkeypatch.setattr(regional_memory.time, "monotonic", lambda: clock[0])
    assert seen(consultation) == 1
    write(consultation)
    assert seen(consultation) == 1
    clock[0] += MINUTE
    assert seen(consultation) == 2
