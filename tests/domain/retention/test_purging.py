"""Each kind of data goes when its period is over, nothing earlier, and nothing that stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select

from consult.domain.consultations.models import AdoptingAct, Consultation
from consult.domain.people.actors import system
from consult.domain.plans.models import PlanVersion
from consult.domain.retention import operations, purging
from consult.domain.retention.models import PurgeRun
from consult.domain.retention.refusals import BadPeriod
from consult.domain.retention.rules import BY_CODE
from consult.domain.submissions import erasing
from consult.domain.submissions.models import Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.machinery import audit
from consult.machinery.outbox import Letter, Written, post
from tests.factories.accounts import act_as_service
from tests.factories.comments import make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user

BY = system("test")
PLANTED = {
    "author_name": "Planted Name",
    "organisation_name": "Planted Organisation",
    "contact_email": "planted@example.org",
    "code_hash": "hash",
}


@pytest.fixture(autouse=True)
def context(app: Flask, connection: Connection) -> Any:
    """Everything here runs without a request and with the rights of the service (REQ 121)."""
    act_as_service(connection)
    with app.app_context():
        yield


def ended(days: int) -> Consultation:
    """A consultation whose adopting act was recorded so many days ago."""
    consultation = make_consultation("answering")
    version: PlanVersion = make_plan(consultation)
    act = AdoptingAct(
        consultation_id=consultation.id,
        plan_version_id=version.id,
        kind="order",
        number="1",
        adopted_on=(now() - timedelta(days=days)).date(),
        signatory={"en": "x"},
        recorded_by="x",
        recorded_at=now() - timedelta(days=days),
    )
    db.session.add(act)
    db.session.flush()
    return consultation


def sent(consultation: Consultation, level: str) -> Submission:
    return make_submission(consultation, level=level, **PLANTED)


def again(submission: Submission) -> Submission:
    db.session.expire_all()
    return db.session.get_one(Submission, submission.id)


def test_withheld_name_goes_after_its_period_and_named_one_stays() -> None:
    consultation = ended(366)
    hidden, named = sent(consultation, "withheld_public"), sent(consultation, "named")
    young = sent(ended(364), "withheld_public")
    run = purging.purge(by=BY)
    assert run.failed == {}
    assert run.counts["withheld_names"] == 1
    assert (again(hidden).author_name, again(hidden).organisation_name) == ("", "")
    assert again(named).author_name == "Planted Name"
    assert again(named).contact_email == ""
    assert again(young).author_name == "Planted Name"


def test_registered_organisation_of_a_withheld_author_goes_too() -> None:
    consultation = ended(366)
    organisation = make_organisation("NGO-7")
    hidden = make_submission(consultation, level="withheld_public", organisation_id=organisation.id)
    purging.purge(by=BY)
    assert again(hidden).organisation_id is None


def test_nothing_goes_while_the_consultation_goes_on() -> None:
    hidden = sent(make_consultation("answering"), "withheld_public")
    far = now() + timedelta(days=5000)
    assert purging.purge(by=BY, moment=far).counts["withheld_names"] == 0
    assert again(hidden).author_name == "Planted Name"


def test_codes_go_after_a_year() -> None:
    submission = sent(ended(366), "named")
    assert purging.purge(by=BY).counts["receipt_codes"] == 1
    assert again(submission).code_hash == ""


@pytest.mark.parametrize(
    ("state", "age", "empty"),
    [
        ("sent", timedelta(hours=25), True),
        ("sent", timedelta(hours=23), False),
        ("failed", timedelta(days=31), True),
        ("failed", timedelta(days=29), False),
        ("queued", timedelta(days=400), False),
    ],
)
def test_letter_loses_address_and_text_only_when_it_may(
    state: str, age: timedelta, *, empty: bool
) -> None:
    letter = post(Written("Subject", "Body"), to="a@b.org", kind="x", language="en", cause="c1")
    letter.state, letter.created_at = state, now() - age
    letter.sent_at = now() - age if state == "sent" else None
    db.session.flush()
    purging.purge(by=BY)
    db.session.expire_all()
    kept = db.session.get_one(Letter, letter.id)
    shown = (kept.recipient, kept.body, kept.state)
    assert shown == (("", "", state) if empty else ("a@b.org", "Body", state))


def test_dry_run_counts_and_changes_nothing() -> None:
    hidden = sent(ended(366), "withheld_public")
    before = audit.verify()[0]
    run = purging.purge(by=BY, dry=True)
    assert run.counts["withheld_names"] == 1
    assert again(hidden).author_name == "Planted Name"
    assert db.session.scalars(select(PurgeRun)).all() == []
    assert audit.verify()[0] == before


def test_one_kind_that_fails_is_named_and_spoils_no_other(monkeypatch: Any) -> None:
    hidden = sent(ended(366), "withheld_public")

    def broken(before: datetime, dry: bool) -> int:
        raise RuntimeError

    monkeypatch.setattr(purging, "PURGES", {**purging.PURGES, "letters_sent": broken})
    run = purging.purge(by=BY)
    assert run.failed == {"letters_sent": "RuntimeError"}
    assert "letters_sent" not in run.counts
    assert again(hidden).author_name == ""


def test_purge_is_an_event_of_numbers_and_the_chain_stays_whole() -> None:
    sent(ended(366), "withheld_public")
    purging.purge(by=BY)
    *_others, last = audit.events()
    assert last.action == "retention.purged"
    assert "Planted" not in str(last.payload)
    assert audit.verify()[2] is None


def test_erased_names_are_noted_beside_the_files_for_a_later_restore(app: Flask) -> None:
    hidden = sent(ended(366), "withheld_public")
    purging.purge(by=BY)
    path = app.config["SETTINGS"].instance / erasing.LIST
    assert hidden.id in erasing.noted(path)
    hidden = again(hidden)
    hidden.author_name = "Planted Name"
    db.session.flush()
    assert erasing.erase_again(erasing.noted(path), by=BY) == 1
    assert again(hidden).author_name == ""


def test_erasing_at_the_author_s_wish_makes_them_anonymous() -> None:
    submission = sent(make_consultation("open"), "named")
    erasing.erase_identity(submission, by=BY, ground="author")
    kept = again(submission)
    assert (kept.level, kept.author_name, kept.contact_email) == ("anonymous", "", "")
    assert audit.verify()[2] is None


def test_period_that_was_set_counts() -> None:
    hidden = sent(ended(100), "withheld_public")
    administrator = system("test")
    operations.set_periods({"withheld_names": 90}, by=administrator)
    purging.purge(by=BY)
    assert again(hidden).author_name == ""


@pytest.mark.parametrize(
    ("code", "days"), [("withheld_names", 29), ("withheld_names", 3651), ("drafts", 5)]
)
def test_period_outside_its_bounds_is_refused(code: str, days: int) -> None:
    with pytest.raises(BadPeriod) as refused:
        operations.set_periods({code: days}, by=BY)
    assert refused.value.facts["least"] == BY_CODE[code].least


def test_only_administrators_set_periods() -> None:
    from consult.domain.people.queries import actor_and_user

    found = actor_and_user(make_user().id)
    assert found is not None
    with pytest.raises(Forbidden):
        operations.set_periods({"withheld_names": 90}, by=found[1])
