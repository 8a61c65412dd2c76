"""Decisions on comments: states, grounds, letters, the log, and what two moderators do at once."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import local_day
from consult.domain.moderation import operations, queries
from consult.domain.moderation.models import ModerationDecision
from consult.domain.moderation.operations import Overtaken, Verdict
from consult.domain.moderation.redaction import BadSpan, Span
from consult.domain.people.actors import Actor
from consult.domain.people.queries import actor_and_user
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, NotFound, WrongState
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user


@pytest.fixture
def consultation(app: Flask) -> Iterator[Consultation]:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
        yield made


@pytest.fixture
def moderator(consultation: Consultation) -> Actor:
    return actor_of("moderator", consultation)


def actor_of(role: str, consultation: Consultation, name: str = "Aigul Sample") -> Actor:
    found = actor_and_user(make_user([(role, consultation)], name=name).id)
    assert found is not None
    return found[1]


def reread(comment: Comment) -> Comment:
    db.session.expire_all()
    return db.session.get_one(Comment, comment.id)


def letters(consultation: Consultation) -> list[Letter]:
    statement = select(Letter).where(Letter.consultation_id == consultation.id)
    return list(db.session.scalars(statement.order_by(Letter.created_at)))


def test_publish_shows_the_comment_and_tells_the_author(
    consultation: Consultation, moderator: Actor
) -> None:
    sent = make_submission(consultation, contact_email="author@example.kz", language="en")
    comment = make_comment(consultation, submission=sent)
    operations.publish(comment, by=moderator, expected=comment.row_version)
    after = reread(comment)
    assert (after.publication, after.ground, after.redactions) == ("published", "", [])
    assert after.published_at is not None
    (letter,) = letters(consultation)
    assert (letter.recipient, letter.kind) == ("author@example.kz", "moderation")
    assert "Point 1: published." in letter.body
    assert sent.reference in letter.body
    assert comment.text not in letter.body


@pytest.mark.parametrize(("level", "waits"), [("org_only", False), ("withheld_public", True)])
def test_letter_to_a_withheld_author_waits_for_the_next_morning(
    consultation: Consultation, moderator: Actor, level: str, waits: bool
) -> None:
    sent = make_submission(consultation, contact_email="author@example.kz", level=level)
    comment = make_comment(consultation, submission=sent)
    operations.publish(comment, by=moderator, expected=comment.row_version)
    (letter,) = letters(consultation)
    due = text("select scheduled_at from procrastinate_jobs where task_name = 'send_letter'")
    tomorrow = local_day(now(), "Asia/Almaty") + timedelta(days=1)
    nine = datetime.combine(tomorrow, time(9), ZoneInfo("Asia/Almaty"))
    assert {letter.next_at, db.session.scalars(due).one()} == {nine if waits else None}


def test_publish_redacted_keeps_the_original(consultation: Consultation, moderator: Actor) -> None:
    comment = make_comment(consultation, text="Ivan stole it.")
    operations.publish_redacted(
        comment,
        [Span("text", 0, 2), Span("text", 2, 4)],
        ground="third_person_data",
        by=moderator,
        expected=1,
    )
    after = reread(comment)
    assert (after.text, after.publication) == ("Ivan stole it.", "published_redacted")
    assert after.redactions == [{"field": "text", "start": 0, "end": 4}]
    (decision,) = queries.decisions_on(comment.id)
    assert decision.redactions == after.redactions
    assert (decision.ground, decision.by_name) == ("third_person_data", "Aigul Sample")


def test_hidden_words_are_not_found_by_searching(
    consultation: Consultation, moderator: Actor
) -> None:
    comment = make_comment(consultation, text="Ivan stole it.")
    spans = [Span("text", 0, 4)]
    operations.publish_redacted(comment, spans, ground="insult", by=moderator, expected=1)
    assert "ivan" not in reread(comment).search_text
    assert "stole it." in comment.search_text
    operations.restore(comment, by=moderator, expected=comment.row_version)
    assert "ivan stole it." in reread(comment).search_text


def test_publish_redacted_refuses_spans_outside_the_words(
    consultation: Consultation, moderator: Actor
) -> None:
    comment = make_comment(consultation, text="short")
    with pytest.raises(BadSpan):
        operations.publish_redacted(
            comment, [Span("text", 0, 6)], ground="insult", by=moderator, expected=1
        )


def test_withhold_tells_the_ground(consultation: Consultation, moderator: Actor) -> None:
    sent = make_submission(consultation, contact_email="author@example.kz", language="en")
    comment = make_comment(consultation, submission=sent)
    operations.withhold(comment, ground="insult", note="see line 2", by=moderator, expected=1)
    after = reread(comment)
    assert (after.publication, after.ground) == ("withheld", "insult")
    body = letters(consultation)[0].body
    assert "Point 1: not published. Reason: Insult or incitement." in body
    assert "see line 2" not in body


@pytest.mark.parametrize("ground", ["", "criticism_of_authority"])
def test_withhold_needs_a_ground_of_the_closed_list(
    consultation: Consultation, moderator: Actor, ground: str
) -> None:
    comment = make_comment(consultation)
    with pytest.raises(Missing) as caught:
        operations.withhold(comment, ground=ground, by=moderator, expected=1)
    assert caught.value.facts == {"missing": ["ground"]}


def test_spam_and_its_restoring_tell_nobody(consultation: Consultation, moderator: Actor) -> None:
    sent = make_submission(consultation, contact_email="author@example.kz")
    comment = make_comment(consultation, submission=sent)
    operations.mark_spam(comment, by=moderator, expected=1)
    assert reread(comment).publication == "spam"
    operations.restore(comment, by=moderator, expected=2)
    assert reread(comment).publication == "received"
    assert letters(consultation) == []


def test_account_of_the_author_is_told_when_no_address_was_given(
    consultation: Consultation, moderator: Actor
) -> None:
    author = make_user(email="writer@example.kz")
    sent = make_submission(consultation, user_id=author.id)
    operations.publish(make_comment(consultation, submission=sent), by=moderator, expected=1)
    assert [letter.recipient for letter in letters(consultation)] == ["writer@example.kz"]


def test_decide_many_writes_one_letter_a_submission(
    consultation: Consultation, moderator: Actor
) -> None:
    sent = make_submission(consultation, contact_email="one@example.kz", language="en")
    other = make_submission(consultation, contact_email="two@example.kz")
    comments = [
        make_comment(consultation, submission=sent),
        make_comment(consultation, submission=sent),
        make_comment(consultation, submission=other),
    ]
    operations.decide_many(
        consultation.id, {c.id: 1 for c in comments}, Verdict("publish"), by=moderator
    )
    assert [reread(c).publication for c in comments] == ["published"] * 3
    found = letters(consultation)
    assert sorted(letter.recipient for letter in found) == ["one@example.kz", "two@example.kz"]
    body = next(letter.body for letter in found if letter.recipient == "one@example.kz")
    assert [line for line in body.splitlines() if line.startswith("Point")] == [
        "Point 1: published.",
        "Point 2: published.",
    ]


def test_decide_many_takes_no_comment_of_another_consultation(
    consultation: Consultation, moderator: Actor
) -> None:
    other = make_consultation()
    make_plan(other)
    foreign = make_comment(other)
    with pytest.raises(NotFound):
        operations.decide_many(consultation.id, {foreign.id: 1}, Verdict("publish"), by=moderator)
    assert reread(foreign).publication == "received"


def test_a_decision_is_in_the_log(consultation: Consultation, moderator: Actor) -> None:
    comment = make_comment(consultation)
    decision = operations.withhold(comment, ground="off_topic", by=moderator, expected=1)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_id == str(comment.id))
    ).one()
    assert (event.action, event.actor) == ("moderation.withheld", f"user:{moderator.user_id}")
    assert event.payload == {"decision": str(decision.id), "ground": "off_topic", "hidden": 0}
    assert event.consultation_id == consultation.id


def test_the_tallies_follow(consultation: Consultation, moderator: Actor) -> None:
    kept, hidden = make_comment(consultation), make_comment(consultation)
    operations.publish(kept, by=moderator, expected=1)
    operations.withhold(hidden, ground="spam", by=moderator, expected=1)
    make_comment(consultation)
    assert queries.counts(consultation.id) == {
        "received": 1,
        "published": 1,
        "published_redacted": 0,
        "withheld": 1,
        "spam": 0,
        "withdrawn": 0,
    }


def test_publishing_twice_is_refused(consultation: Consultation, moderator: Actor) -> None:
    comment = make_comment(consultation, publication="published")
    with pytest.raises(WrongState) as caught:
        operations.publish(comment, by=moderator, expected=1)
    assert caught.value.facts["codes"] == [comment.code]


def test_a_withdrawn_comment_is_not_decided(consultation: Consultation, moderator: Actor) -> None:
    comment = make_comment(consultation, withdrawn_at=consultation.opens_at)
    with pytest.raises(WrongState):
        operations.publish(comment, by=moderator, expected=1)


def test_the_second_moderator_sees_the_first_decision(
    consultation: Consultation, moderator: Actor
) -> None:
    comment = make_comment(consultation)
    untouched = make_comment(consultation)
    second = actor_of("moderator", consultation, name="Second Person")
    operations.withhold(comment, ground="insult", by=moderator, expected=1)
    with pytest.raises(Overtaken) as caught:
        operations.decide_many(
            consultation.id, {comment.id: 1, untouched.id: 1}, Verdict("publish"), by=second
        )
    (clash,) = caught.value.facts["clashes"]
    assert clash.comment.id == comment.id
    assert (clash.theirs.action, clash.theirs.ground) == ("withhold", "insult")
    assert reread(comment).publication == "withheld"
    assert reread(untouched).publication == "received"
    assert len(queries.decisions_on(comment.id)) == 1


def test_an_edit_of_the_author_overtakes_too(consultation: Consultation, moderator: Actor) -> None:
    comment = make_comment(consultation)
    comment = db.session.merge(comment)
    comment.text = "Other words."
    db.session.flush()
    with pytest.raises(Overtaken) as caught:
        operations.publish(comment, by=moderator, expected=1)
    assert caught.value.facts["clashes"][0].theirs is None


def test_decisions_are_append_only(consultation: Consultation, moderator: Actor) -> None:
    operations.publish(make_comment(consultation), by=moderator, expected=1)
    for statement in (
        "update moderation_decisions set ground = 'spam'",
        "delete from moderation_decisions",
    ):
        with pytest.raises(DBAPIError, match="append_only"), db.session.begin_nested():
            db.session.execute(text(statement))
    assert db.session.scalar(select(ModerationDecision.action)) == "publish"
