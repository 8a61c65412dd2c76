"""The page of many requests: counts, the checks by hand, the file."""

import csv
import io
from datetime import UTC, datetime

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.surges import surge_of, surges_of
from consult.machinery import traffic
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation("open")
        make_plan(made)
        return made


@pytest.fixture
def organiser(visitor: Visitor, consultation: Consultation) -> Visitor:
    with visitor.app.app_context():
        user = make_user([("organiser", consultation)])
    return sign_in(visitor, user)


def test_counts_stand_on_the_page_and_in_the_file(
    organiser: Visitor, consultation: Consultation
) -> None:
    for _ in range(7):
        traffic.gathered.add(consultation.id, datetime.now(UTC), "accepted")
    page = organiser.open(f"/en/organise/{consultation.slug}/surge")
    assert "At most 7 forms in a minute." in page.text
    assert page.soup.select_one("svg.app-minutes") is not None
    file = organiser.client.get(f"/en/organise/{consultation.slug}/surge.csv")
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["accepted"] for row in rows] == ["7"]


def test_checks_are_switched_on_and_off_by_hand(
    organiser: Visitor, consultation: Consultation
) -> None:
    page = organiser.open(f"/en/organise/{consultation.slug}/surge")
    page.press("Switch the checks on")
    with organiser.app.app_context():
        surge = surge_of(consultation.id)
        assert surge is not None
        assert not surge.automatic
    page.press("Switch the checks off")
    with organiser.app.app_context():
        assert surge_of(consultation.id) is None
        assert [one.ended_by for one in surges_of(consultation.id)] == ["Aigul Sample"]


def test_quiet_hours_draw_nothing(organiser: Visitor, consultation: Consultation) -> None:
    page = organiser.open(f"/en/organise/{consultation.slug}/surge")
    assert "At most 0 forms in a minute." in page.text
    assert page.soup.select_one("svg.app-minutes") is None
