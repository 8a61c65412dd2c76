"""Who is told about a change of a consultation, and once."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from consult.domain.consultations import operations, queries
from consult.domain.consultations.models import ConsultationChange
from consult.domain.submissions import announcements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery.outbox import Letter
from tests.factories.comments import make_submission
from tests.factories.people import make_organisation, make_user
from tests.factories.ready import BY, ready

WHY = LocalisedText(ru="Просили участники", kk="Қатысушылар сұрады", en="Participants asked")


@pytest.mark.usefixtures("context")
class TestNotices:
    def test_extension_is_told_to_organisers_and_writers_once(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        organiser = make_user([("organiser", consultation)], language="kk")
        make_submission(consultation, contact_email="writer@example.kz", language="en")
        make_submission(consultation, contact_email="writer@example.kz", language="en")
        make_submission(consultation)
        later = consultation.closes_at + timedelta(days=10)
        operations.extend(consultation, later, reason=WHY, by=BY)
        change = queries.changes_of(consultation.id)[-1]
        assert announcements.announce(change.id) == 2
        assert announcements.announce(change.id) == 0
        found = letters(consultation)
        assert [letter.recipient for letter in found] == sorted(
            [organiser.email, "writer@example.kz"]
        )
        english = next(letter for letter in found if letter.language == "en")
        assert "Participants asked" in english.body
        assert f"/en/c/{consultation.slug}" in english.body

    def test_opening_is_told_to_the_register_when_wanted(self):
        make_organisation("O77", contact_email="o77@example.kz", languages="kk;ru")
        consultation = ready()
        operations.open_consultation(consultation, by=BY, invite=True)
        change = db.session.scalars(
            select(ConsultationChange).where(ConsultationChange.consultation_id == consultation.id)
        ).one()
        assert announcements.announce(change.id, invite=True) == 1
        assert [(one.recipient, one.language) for one in letters(consultation)] == [
            ("o77@example.kz", "kk")
        ]

    def test_announcement_keeps_that_the_register_is_told_at_the_opening(self):
        make_organisation("O78", contact_email="o78@example.kz", languages="ru")
        consultation = ready()
        operations.schedule(consultation, by=BY, invite=True)
        consultation.opens_at = now() - timedelta(seconds=1)
        db.session.flush()
        operations.tick(by=BY)
        waiting = db.session.execute(
            text(
                "select args->>'invite' as invite, args->>'change_id' as change_id "
                "from procrastinate_jobs where task_name = 'announce_change' order by id desc"
            )
        ).first()
        assert waiting.invite == "true"
        change = db.session.get(ConsultationChange, uuid.UUID(waiting.change_id))
        assert (change.kind, change.facts) == ("opened", {})


def letters(consultation):
    statement = select(Letter).where(Letter.consultation_id == consultation.id)
    return db.session.scalars(statement.order_by(Letter.recipient)).all()
