"""The life of a consultation by the database's clock."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from consult.domain.consultations import operations, queries, refusals
from consult.domain.consultations.checklist import NotReady, checklist
from consult.domain.consultations.models import Consultation, ConsultationChange
from consult.domain.consultations.rules import end_of_day, local_day, start_of_day
from consult.domain.people.actors import system
from consult.domain.submissions import announcements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from tests.factories.comments import make_submission
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan
from tests.factories.people import make_organisation, make_user

BY = system("command")
WHY = LocalisedText(ru="Просили участники", kk="Қатысушылар сұрады", en="Participants asked")
ZONE = "Asia/Almaty"


@pytest.fixture
def context(app):
    with app.app_context():
        yield
        db.session.rollback()


def ready(**changes):
    """A draft that may open: every text, contact, organiser and a published plan."""
    today = local_day(now(), ZONE)
    facts = {
        "summary": in_three("Shortly"),
        "deciding_body": in_three("The Government"),
        "contact_name": "Aigul",
        "contact_address": in_three("Astana"),
        "opens_at": start_of_day(today + timedelta(days=3), ZONE),
        "closes_at": end_of_day(today + timedelta(days=90), ZONE),
        "response_due_on": today + timedelta(days=180),
    }
    made = make_consultation("draft", **{**facts, **changes})
    make_plan(made)
    consultation = db.session.get(Consultation, made.id)
    body = make_body("MOJ")
    operations.set_organisers(consultation, [body.id], body.id, by=BY)
    return consultation


def outcomes(consultation, **options):
    return {
        item.code: item.outcome
        for item in checklist(consultation, **options)
        if item.outcome != "done"
    }


def facts_of(consultation, code):
    return next(item.facts for item in checklist(consultation) if item.code == code)


def kinds(consultation):
    return [change.kind for change in queries.changes_of(consultation.id)]


@pytest.mark.usefixtures("context")
class TestChecklist:
    def test_when_all_is_there(self):
        found = outcomes(ready())
        found.pop("B-06", None)
        assert found == {"B-03": "warning", "B-08": "warning"}

    def test_when_nothing_is_there(self):
        bare = operations.create(
            slug="bare", prefix="BARE-1", title=LocalisedText(ru="План"), by=BY
        )
        found = [code for code, outcome in outcomes(bare).items() if outcome == "blocking"]
        assert found == [
            "B-02",
            "B-05",
            "B-07",
            "B-09",
            "B-10",
            "B-11",
            "B-12",
            "B-13",
            "B-14",
        ]

    def test_when_a_decision_is_planned_before_the_closing(self):
        consultation = ready()
        consultation.decision_on = local_day(consultation.closes_at, ZONE)
        assert outcomes(consultation)["B-01"] == "blocking"
        consultation.decision_on += timedelta(days=1)
        assert "B-01" not in outcomes(consultation)

    def test_when_a_language_of_the_page_is_missing(self):
        consultation = ready(not_open=LocalisedText(ru="Бюджет", kk="Бюджет"))
        assert facts_of(consultation, "B-02") == {"missing": [["not_open", "en"]]}

    def test_when_the_period_is_short(self):
        consultation = ready(
            opens_at=start_of_day(date(2031, 3, 3), ZONE),
            closes_at=end_of_day(date(2031, 3, 10), ZONE),
        )
        facts = facts_of(consultation, "B-05")
        assert outcomes(consultation)["B-05"] == "blocking"
        assert (facts["days"], facts["wanted"]) == (4, 30)

    def test_when_the_minimum_is_set_below_the_floor(self):
        consultation = ready(min_working_days=3)
        assert facts_of(consultation, "B-05")["wanted"] == 10

    def test_when_the_closing_is_not_the_end_of_a_day(self):
        consultation = ready()
        consultation.closes_at -= timedelta(hours=1)
        assert facts_of(consultation, "B-07") == {"fault": "uneven"}

    def test_when_the_summary_is_long(self):
        consultation = ready(summary=LocalisedText(kk="сөз", ru="слово " * 501, en="word " * 500))
        assert facts_of(consultation, "B-10") == {"missing": [], "long": ["ru"]}

    def test_when_the_quiet_period_is_overridden_by_name(self):
        consultation = ready(quiet_period=True)
        assert outcomes(consultation)["B-16"] == "blocking"
        consultation.quiet_override = "A. Sample: court order of 3 March"
        assert "B-16" not in outcomes(consultation)

    def test_when_a_channel_has_no_contact(self):
        consultation = ready(channels=["web", "phone"], contact_phone="")
        assert facts_of(consultation, "B-12") == {"channels": ["phone"], "others": 1}

    def test_when_an_organisation_can_be_told(self):
        make_organisation("O01", contact_email="o01@example.kz")
        assert "B-08" not in outcomes(ready())


@pytest.mark.usefixtures("context")
class TestOpening:
    def test_when_ready(self):
        consultation = ready()
        planned = consultation.closes_at
        operations.open_consultation(consultation, by=BY)
        assert (consultation.state, consultation.first_closes_at) == ("open", planned)
        assert abs(consultation.opens_at - now()) < timedelta(minutes=1)
        assert kinds(consultation) == ["opened"]
        assert queries.is_open(consultation) is True

    def test_when_something_is_missing(self):
        consultation = ready(purpose=LocalisedText())
        with pytest.raises(NotReady) as refused:
            operations.open_consultation(consultation, by=BY)
        assert [item.code for item in refused.value.facts["items"]] == ["B-09"]
        assert kinds(consultation) == []

    def test_when_opened_twice(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        with pytest.raises(WrongState):
            operations.open_consultation(consultation, by=BY)

    def test_when_scheduled_and_the_hour_comes(self):
        consultation = ready()
        operations.schedule(consultation, by=BY)
        assert operations.tick(by=BY) == (0, 0)
        assert queries.is_open(consultation) is False
        consultation.opens_at = now() - timedelta(seconds=1)
        db.session.flush()
        assert queries.is_open(consultation) is True
        assert operations.tick(by=BY) == (1, 0)
        assert consultation.state == "open"
        assert sorted(kinds(consultation)) == ["opened", "scheduled"]

    def test_when_the_past_is_loaded_by_a_command(self):
        consultation = ready(
            opens_at=datetime(2011, 3, 13, 18, tzinfo=UTC),
            closes_at=datetime(2011, 4, 15, 17, 59, 59, tzinfo=UTC),
            min_working_days=20,
        )
        with pytest.raises(NotReady):
            operations.open_consultation(consultation, by=BY)
        operations.open_consultation(consultation, by=BY, historical=True)
        assert consultation.opens_at == datetime(2011, 3, 13, 18, tzinfo=UTC)
        assert operations.tick(by=BY) == (0, 1)
        assert consultation.closed_at == consultation.closes_at

    def test_create_when_the_opening_lies_in_the_past(self):
        facts = {"opens_at": datetime(2011, 3, 13, 18, tzinfo=UTC)}
        title = in_three("Plan")
        with pytest.raises(refusals.OpensInThePast):
            operations.create(slug="old", prefix="OLD", title=title, by=BY, **facts)
        made = operations.create(
            slug="old", prefix="OLD", title=title, by=BY, historical=True, **facts
        )
        assert made.state == "draft"

    @pytest.mark.parametrize(
        ("slug", "prefix"), [("new", "OK-1"), ("Big", "OK-1"), ("ok", "small"), ("-x", "OK-1")]
    )
    def test_create_when_a_name_does_not_fit(self, slug, prefix):
        with pytest.raises(refusals.UnfitName):
            operations.create(slug=slug, prefix=prefix, title=in_three("Plan"), by=BY)

    def test_create_when_the_address_is_taken(self):
        taken = ready()
        with pytest.raises(refusals.SlugTaken):
            operations.create(slug=taken.slug, prefix="X", title=in_three("Plan"), by=BY)


@pytest.mark.usefixtures("context")
class TestClosing:
    def test_when_the_last_second_runs(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        last = consultation.closes_at
        assert queries.is_open(consultation, last + timedelta(milliseconds=999)) is True
        assert queries.is_open(consultation, last + timedelta(seconds=1)) is False

    def test_when_it_is_not_over(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        with pytest.raises(refusals.NotOverYet):
            operations.close(consultation, by=BY)

    def test_when_it_is_over(self):
        made = make_consultation("open", closes_at=now() - timedelta(minutes=5))
        consultation = db.session.get(Consultation, made.id)
        assert operations.tick(by=BY) == (0, 1)
        assert (consultation.state, consultation.closed_at) == ("closed", consultation.closes_at)
        closing_day = local_day(consultation.closes_at, ZONE)
        assert consultation.response_due_on == closing_day + timedelta(weeks=12)

    def test_extend_to_a_later_day(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        first = consultation.closes_at
        later = first + timedelta(days=10)
        operations.extend(consultation, later, reason=WHY, by=BY)
        change = queries.changes_of(consultation.id)[-1]
        assert (consultation.closes_at, consultation.first_closes_at) == (later, first)
        assert change.facts == {"before": first.isoformat(), "closes_at": later.isoformat()}
        assert change.reason == WHY

    def test_extend_to_an_earlier_day(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        with pytest.raises(refusals.EarlierClosing):
            operations.extend(
                consultation, consultation.closes_at - timedelta(days=1), reason=WHY, by=BY
            )

    def test_reopen_and_cancel_need_a_reason(self):
        made = make_consultation("closed")
        consultation = db.session.get(Consultation, made.id)
        later = now() + timedelta(days=20)
        with pytest.raises(refusals.ReasonMissing):
            operations.reopen(consultation, later, reason=LocalisedText(), by=BY)
        operations.reopen(consultation, later, reason=WHY, by=BY)
        assert (consultation.state, consultation.closed_at) == ("open", None)
        with pytest.raises(refusals.ReasonMissing):
            operations.cancel(consultation, reason=LocalisedText(), by=BY)
        operations.cancel(consultation, reason=WHY, by=BY)
        assert kinds(consultation) == ["reopened", "cancelled"]

    def test_advance_when_a_step_is_left_out(self):
        consultation = db.session.get(Consultation, make_consultation("closed").id)
        with pytest.raises(WrongState):
            operations.advance(consultation, "report_published", by=BY)
        operations.start_answering(consultation, by=BY)
        operations.advance(consultation, "report_published", by=BY)
        assert consultation.state == "report_published"


@pytest.mark.usefixtures("context")
class TestEditing:
    def test_when_it_is_open(self):
        consultation = ready()
        operations.open_consultation(consultation, by=BY)
        operations.edit(consultation, {"contact_phone": "+7 7172 00 00 00"}, by=BY)
        with pytest.raises(refusals.FixedByNow) as refused:
            operations.edit(consultation, {"purpose": in_three("Another")}, by=BY)
        assert refused.value.facts == {"fields": ["purpose"], "state": "open"}

    def test_when_it_is_announced_and_would_no_longer_be_ready(self):
        consultation = ready()
        operations.schedule(consultation, by=BY)
        with pytest.raises(NotReady):
            operations.edit(consultation, {"purpose": LocalisedText()}, by=BY)

    def test_when_somebody_else_was_faster(self):
        consultation = ready()
        seen = consultation.row_version
        operations.edit(consultation, {"contact_name": "One"}, by=BY, row_version=seen)
        with pytest.raises(Conflict):
            operations.edit(consultation, {"contact_name": "Two"}, by=BY, row_version=seen)

    def test_when_nothing_changes_nothing_is_logged(self):
        consultation = ready()
        name = consultation.contact_name
        before = len(events(consultation))
        operations.edit(consultation, {"contact_name": name}, by=BY)
        assert len(events(consultation)) == before


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


def events(consultation):
    statement = select(AuditEvent).where(AuditEvent.consultation_id == consultation.id)
    return db.session.scalars(statement).all()
