"""What is left of authors who are withheld: codes, instants, accounts, order."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from consult.domain.consultations.rules import local_day, start_of_day
from consult.domain.moderation import operations as moderation
from consult.domain.people.actors import VISITOR, Actor, Grant
from consult.domain.submissions import drafts
from consult.domain.submissions.attachments import stage
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.domain.submissions.operations import (
    ReceivedElsewhere,
    Sending,
    enter_submission,
    submit_comments,
)
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.reading import on_measure
from consult.domain.submissions.rules import LEVELS
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from consult.machinery.files import StoredFile
from consult.machinery.idempotency import IdempotencyKey
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.people import make_user
from tests.factories.trustees import make_trustee

POINT = Point(Target("measure", "1.1"), "objection", "ru", "Too late.")


@pytest.fixture
def consultation(app, tmp_path):
    with app.app_context():
        made = make_consultation(prefix="UPR-2026")
        make_plan(made)
        for name in ("First", "Second"):
            make_trustee(made, tmp_path, name)
        yield made


def about(level):
    return About(
        author_kind="organisation",
        organisation_name="Example Fund",
        level=level,
        author_name="Aigerim Example",
        contact_email="aigerim@example.kz",
    )


def sent(consultation, level, *, points=(POINT,), key="k", by=VISITOR, **sending):
    how = Sending(key=key, secret=key, **sending)
    return submit_comments(consultation, points, about(level), by=by, sending=how).submission


def instants(row):
    """Every instant that stands in the columns of a row."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: value for name, value in values.items() if isinstance(value, datetime)}


@pytest.mark.parametrize("level", ["withheld_ministries", "anonymous"])
def test_no_row_of_an_unlinked_submission_tells_the_account_or_the_hour(consultation, level):
    member = Actor(user_id=make_user().id)
    draft = drafts.open_draft(consultation, by=member)
    file = stage(b"A plain text.", "text.txt")
    seen = db.session.scalar(select(AuditEvent.seq).order_by(AuditEvent.seq.desc())) or 0
    submission = sent(consultation, level, by=member, draft=draft.row, files=[file.id])
    day = start_of_day(local_day(now(), consultation.zone), consultation.zone)
    assert (submission.user_id, submission.author_name, submission.contact_email) == (None, "", "")
    assert draft.row.user_id is None
    assert db.session.scalars(select(Letter)).all() == []
    rows = [submission, *db.session.scalars(select(StoredFile))]
    rows += db.session.scalars(select(CommentBody)).all()
    rows += db.session.scalars(select(IdempotencyKey).where(IdempotencyKey.result != "")).all()
    kept = [instants(row) for row in rows]
    assert all(set(found.values()) == {day} for found in kept), kept
    comment = submission.comments[0]
    assert comment.received_at == day
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.seq > seen).order_by(AuditEvent.seq)
    ).all()
    told = {(event.actor, event.at.hour, event.at.minute) for event in events}
    assert told <= {("public", 0, 0), ("system:record", 0, 0)}
    assert events[-1].action == "submission.received"


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        ("withheld_public", ["moderation", "receipt"]),
        ("withheld_ministries", []),
        ("anonymous", []),
    ],
)
def test_decisions_write_to_nobody_who_is_unlinked(consultation, level, kinds):
    member = Actor(user_id=make_user().id)
    submission = sent(consultation, level, by=member, points=[POINT, POINT])
    moderator = Actor(name="Moderator", grants=frozenset({Grant("moderator", consultation.id)}))
    moderation.publish(
        submission.comments[0], by=moderator, expected=submission.comments[0].row_version
    )
    db.session.flush()
    assert sorted(db.session.scalars(select(Letter.kind))) == kinds


@pytest.mark.parametrize("level", LEVELS)
def test_points_of_a_withheld_author_share_nothing_in_their_codes(consultation, level):
    submission = sent(consultation, level, points=[POINT] * 12)
    codes = [comment.code for comment in submission.comments]
    assert len(set(codes)) == 12
    named = level in ("named", "org_only")
    assert [submission.reg_no in code for code in codes] == [named] * 12
    tails = [code.partition("/")[2] for code in codes]
    assert named or not any(a in b for a in tails for b in tails if a != b)


def test_open_levels_keep_account_and_moment(consultation):
    member = Actor(user_id=make_user().id)
    submission = sent(consultation, "withheld_public", by=member)
    assert submission.user_id == member.user_id
    assert now() - submission.received_at < timedelta(minutes=1)


def test_order_of_receipt_within_the_day_is_not_the_order_of_the_page(consultation):
    texts = [f"Statement {number}." for number in range(12)]
    for number, text in enumerate(texts):
        point = Point(Target("measure", "1.1"), "support", "ru", text)
        sent(consultation, "withheld_public", points=[point], key=str(number))
    db.session.execute(update(Comment).values(publication="published", published_at=now()))
    page = on_measure(measure_of(consultation).measure_id)
    found = [comment.text for comment in page.items]
    assert sorted(found) == sorted(texts)
    assert found != texts
    assert [comment.text for comment in on_measure(measure_of(consultation).measure_id).items] == (
        found
    )


def test_letter_of_somebody_withheld_from_ministries_is_kept_without_a_name(consultation):
    received = ReceivedElsewhere("letter", datetime(2026, 3, 2, 9, 15, tzinfo=UTC), "No 17")
    consultation.opens_at = datetime(2026, 3, 1, tzinfo=UTC)
    by = Actor(name="Organiser")
    enter_submission(consultation, [POINT], about("withheld_ministries"), by=by, received=received)
    kept = db.session.scalars(select(Submission)).one()
    assert (kept.author_name, kept.contact_email) == ("", "")
    assert kept.received_at == datetime(2026, 3, 1, 19, tzinfo=UTC)
