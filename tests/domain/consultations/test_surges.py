"""Surges begin and end by the count or by hand; counters hold nothing personal for long."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.surge_models import Surge
from consult.domain.consultations.surges import begin_surge, end_surge, surge_of, watch
from consult.domain.people.actors import system
from consult.kernel.database import db
from consult.machinery import traffic
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation

WORKER = system("worker")


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        return make_consultation("open")


def send(consultation: Consultation, count: int, at: datetime | None = None) -> None:
    for _ in range(count):
        traffic.gathered.add(consultation.id, at or datetime.now(UTC), "accepted")
    traffic.flush()


@pytest.mark.parametrize(("sent", "begins"), [(9, False), (10, True)])
def test_surge_begins_at_the_threshold(
    app: Flask, consultation: Consultation, sent: int, begins: bool
) -> None:
    with app.app_context():
        send(consultation, sent, datetime.now(UTC).replace(second=30))
        watch(10, by=WORKER)
        watch(10, by=WORKER)
        assert (surge_of(consultation.id) is not None) == begins
        events = db.session.scalars(select(AuditEvent.action)).all()
        assert events.count("surge.began") == int(begins)


def test_automatic_surge_ends_after_quiet_minutes_and_one_by_hand_does_not(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        other = make_consultation("open")
        begin_surge(consultation.id, by=WORKER, automatic=True)
        begin_surge(other.id, by=WORKER)
        watch(10, by=WORKER)
        assert surge_of(consultation.id) is not None
        long_ago = datetime.now(UTC) - timedelta(minutes=16)
        db.session.execute(update(Surge).values(began_at=long_ago))
        watch(10, by=WORKER)
        assert surge_of(consultation.id) is None
        assert surge_of(other.id) is not None
        end_surge(other.id, by=WORKER)
        assert surge_of(other.id) is None


def test_quiet_minutes_are_counted_by_day(app: Flask, consultation: Consultation) -> None:
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with app.app_context():
        send(consultation, 1, at)
        send(consultation, 3, at + timedelta(minutes=1))
        send(consultation, 5, at + timedelta(minutes=2))
        send(consultation, 2, at + timedelta(minutes=59))
        traffic.fold_quiet(at + timedelta(minutes=60))
        traffic.fold_quiet(at + timedelta(minutes=60))
        found = traffic.minutes(consultation.id, at - timedelta(days=1))
        assert {minute: counts["accepted"] for minute, counts in found.items()} == {
            at.replace(hour=0): 4,
            at + timedelta(minutes=2): 5,
            at + timedelta(minutes=59): 2,
        }
