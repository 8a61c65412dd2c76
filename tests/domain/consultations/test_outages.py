"""Minutes in which the service was down before a closing are told to organisers."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.domain.consultations.outages import minutes_missed
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import heartbeats
from consult.machinery.heartbeats import Heartbeat
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

MINUTE = timedelta(minutes=1)


def beat_for(hours: int, *, without: range = range(0)) -> None:
    """Heartbeats of the last hours, without some minutes counted back from now."""
    at = now().replace(second=0, microsecond=0)
    for back in range(hours * 60 + 1):
        if back not in without:
            db.session.add(Heartbeat(minute=at - back * MINUTE))
    db.session.commit()


@pytest.mark.parametrize(("closes_in", "missed"), [(2, 30), (-1, 30), (-23, 0), (25, 0), (-80, 0)])
def test_minutes_of_the_day_before_the_closing_count(
    app: Flask, closes_in: int, missed: int
) -> None:
    with app.app_context():
        closes_at = now() + timedelta(hours=closes_in)
        consultation = make_consultation("open", closes_at=closes_at)
        beat_for(26, without=range(90, 120))
        assert minutes_missed(consultation, 10) == missed


def test_few_minutes_and_times_before_the_first_heartbeat_do_not_count(app: Flask) -> None:
    with app.app_context():
        consultation = make_consultation("open", closes_at=now() + timedelta(hours=1))
        assert minutes_missed(consultation, 1) == 0
        beat_for(3, without=range(60, 65))
        assert (minutes_missed(consultation, 6), minutes_missed(consultation, 5)) == (0, 5)
        heartbeats.beat()
        assert minutes_missed(consultation, 5) == 5


def test_organiser_reads_the_minutes_and_the_way_to_more_time(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation("open", closes_at=now() + timedelta(hours=1))
        make_plan(consultation)
        beat_for(3, without=range(60, 80))
        user = make_user([("organiser", consultation)])
    page = sign_in(visitor, user).open(f"/en/organise/{consultation.slug}")
    assert "the service was down for 20 minutes" in page.text
    page.follow("Move the closing to a later day")
