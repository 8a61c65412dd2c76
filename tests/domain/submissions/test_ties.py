"""What is left beside the row of a submission whose author hides, or shows, more than before."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import func, select

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import drafts
from consult.domain.submissions.claim_models import AddressConfirmation, NameClaim
from consult.domain.submissions.consent import change_level
from consult.domain.submissions.editing import edit_comment
from consult.domain.submissions.models import Draft
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import secrets_from
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.withdrawing import withdraw_consent
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from consult.machinery.idempotency import IdempotencyKey
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user
from tests.factories.roundtables import make_table

SECRET = "the token of a browser"
TOKEN = secrets_from(SECRET).token
FUND = "Silent Steppe Fund"


@pytest.fixture
def consultation(app):
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2026")
        make_plan(consultation)
        make_organisation(name={"en": FUND}, contact_email="fund@example.kz", languages="en")
        yield consultation


def sent(consultation, level="named", **sending):
    """Send in the name of the registered fund, from an account that is not its member."""
    by = Actor(user_id=make_user().id)
    draft = drafts.open_draft(consultation, by=by)
    about = About(
        author_kind="organisation",
        level=level,
        organisation_name=FUND,
        contact_email="writer@example.kz",
    )
    how = Sending(key="key", secret=SECRET, draft=draft.row, **sending)
    point = Point(Target("measure", "1.1"), "objection", "en", "Too late.")
    return submit_comments(consultation, [point], about, by=by, sending=how).submission


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def at_the_meeting(consultation):
    start = now() - timedelta(hours=1)
    return make_table(consultation, starts_at=start, ends_at=start + timedelta(hours=4))


def test_hiding_cuts_what_names_the_author_beside_the_row(consultation):
    submission = sent(consultation)
    assert (rows(NameClaim), rows(AddressConfirmation), rows(Letter)) == (1, 0, 2)
    changed = change_level(submission, "anonymous", by=VISITOR, token=TOKEN)
    assert (rows(NameClaim), rows(AddressConfirmation), rows(Letter)) == (0, 0, 0)
    assert changed.claimed == ""
    db.session.expire_all()
    assert db.session.scalars(select(Draft.user_id)).all() == [None]


def test_log_does_not_name_the_organisation_whose_name_was_used(consultation):
    sent(consultation)
    told = select(AuditEvent.payload).where(AuditEvent.action == "claim.told")
    assert db.session.scalars(told).all() == [{}]


def test_hiding_leaves_the_day_of_statement_and_key(consultation):
    submission = sent(consultation, event=at_the_meeting(consultation))
    changed = change_level(submission, "anonymous", by=VISITOR, token=TOKEN)
    db.session.expire_all()
    statement = db.session.scalars(select(Statement)).one()
    key = db.session.scalars(select(IdempotencyKey)).one()
    kept = {statement.said_at, statement.received_at, key.created_at}
    assert kept == {changed.received_at}


@pytest.mark.parametrize("level", ["named", "withheld_public"])
def test_author_who_changed_a_point_can_hide_afterwards(consultation, level):
    submission = sent(consultation, level)
    point = Point(Target("measure", "1.1"), "objection", "en", "Far too late.")
    edit_comment(submission.comments[0].id, point, by=VISITOR, token=TOKEN)
    changed = change_level(submission, "anonymous", by=VISITOR, token=TOKEN)
    db.session.expire_all()
    assert (changed.level, changed.comments[0].edited_at) == ("anonymous", changed.received_at)


def test_statement_of_an_unlinked_author_keeps_only_the_day(consultation):
    submission = sent(consultation, "anonymous", event=at_the_meeting(consultation))
    statement = db.session.scalars(select(Statement)).one()
    assert {statement.said_at, statement.received_at} == {submission.received_at}


def test_erasing_cuts_the_account_and_the_letters(consultation):
    submission = sent(consultation)
    withdraw_consent(submission.id, by=VISITOR, proof=TOKEN)
    db.session.expire_all()
    assert rows(Letter) == 0
    assert db.session.scalars(select(Draft.user_id)).all() == [None]


def test_log_keeps_the_day_when_a_hidden_author_erases(consultation):
    submission = sent(consultation, "anonymous")
    before = rows(AuditEvent)
    withdraw_consent(submission.id, by=VISITOR, proof=TOKEN)
    later = select(AuditEvent.at).where(AuditEvent.seq > before)
    moments = [at.astimezone(UTC) for at in db.session.scalars(later)]
    assert moments
    assert {(at.hour, at.minute, at.second) for at in moments} == {(0, 0, 0)}


def test_name_shown_later_is_told_to_its_organisation(consultation):
    submission = sent(consultation, "anonymous")
    assert rows(Letter) == 0
    taken = About(author_kind="organisation", level="named", organisation_name=FUND)
    changed = change_level(submission, "named", by=VISITOR, token=TOKEN, identity=taken)
    assert changed.claimed == "exact"
    assert db.session.scalars(select(Letter.recipient)).all() == ["fund@example.kz"]


def test_name_that_is_shown_more_openly_is_told_once(consultation):
    submission = sent(consultation, "withheld_public")
    change_level(submission, "named", by=VISITOR, token=TOKEN)
    assert rows(NameClaim) == 1
