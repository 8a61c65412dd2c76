"""The life of a consultation by the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consult.domain.consultations import operations, queries, refusals
from consult.domain.consultations.checklist import NotReady
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import local_day
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import in_three, make_consultation
from tests.factories.ready import BY, ZONE, ready

WHY = LocalisedText(ru="Просили участники", kk="Қатысушылар сұрады", en="Participants asked")


def kinds(consultation):
    return [change.kind for change in queries.changes_of(consultation.id)]


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


def events(consultation):
    statement = select(AuditEvent).where(AuditEvent.consultation_id == consultation.id)
    return db.session.scalars(statement).all()
