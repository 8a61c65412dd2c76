"""Publishing: gaps and who answers for them, two persons, names that may not be public."""

import pytest
from sqlalchemy import select

from consult.domain.moderation.models import ModerationDecision
from consult.domain.people.actors import Actor, Grant, system
from consult.domain.reports import operations, queries
from consult.domain.reports.models import Report
from consult.domain.reports.refusals import Gaps, Leaks, NotCompiled, SamePublisher
from consult.domain.reports.vocabulary import FORMATS
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Attachment
from consult.kernel.database import db
from consult.machinery import files
from consult.web.report_words import report_words
from tests.factories.comments import make_comment, make_submission
from tests.factories.people import make_user
from tests.factories.reports import answering as closed
from tests.factories.reports import make_answer, make_report, published

BY = system("test")


@pytest.fixture
def at(app):
    with app.app_context():
        yield app


def organiser(consultation):
    user = make_user([("organiser", consultation)])
    return Actor(user.id, user.name, grants=frozenset({Grant("organiser", consultation.id)}))


def test_unanswered_comment_stops_publishing_until_somebody_answers_for_it(at):
    consultation = closed()
    answered, open_one = published(consultation), published(consultation)
    make_answer(answered)
    make_comment(consultation, publication="spam")
    published(consultation, withdrawn_at=consultation.closes_at)
    report = make_report(consultation)
    assert queries.contents_of(report).gaps.unanswered == (open_one.code,)
    with pytest.raises(Gaps) as refused:
        operations.publish_report(report, by=BY, override_reason=" ")
    assert refused.value.facts == {"unanswered": 1, "promises": 0, "changes": 0}
    operations.publish_report(
        report, by=BY, override_reason="The day was set.", override_by="A. B."
    )
    assert (report.state, report.override_by, report.override_reason) == (
        *("published", "A. B.", "The day was set."),
    )
    assert consultation.state == "report_published"


def test_full_report_is_published_without_an_override(at):
    consultation = closed()
    make_answer(published(consultation))
    report = make_report(consultation)
    operations.publish_report(report, by=BY, override_reason="not needed")
    assert (report.state, report.override_by, report.override_reason) == ("published", "", "")


def test_accepted_comment_without_a_change_is_named(at):
    consultation = closed()
    kept, empty = published(consultation), published(consultation)
    make_answer(kept, "accepted")
    make_answer(empty, "accepted", change={})
    report = make_report(consultation)
    assert queries.contents_of(report).gaps.promises == (empty.code,)
    with pytest.raises(Gaps):
        operations.publish_report(report, by=BY)


def test_who_asked_for_a_report_does_not_publish_it(at):
    consultation = closed()
    asked, other = organiser(consultation), organiser(consultation)
    report = make_report(consultation, by=asked)
    with pytest.raises(SamePublisher):
        operations.publish_report(report, by=asked)
    operations.publish_report(report, by=other)
    assert report.approved_by_id == other.user_id


def test_newer_report_supersedes_the_published_one(at):
    consultation = closed()
    first = make_report(consultation, published=True)
    second = make_report(consultation, published=True)
    db.session.expire_all()
    assert (first.state, second.state, second.number) == ("superseded", "published", 2)
    assert queries.public_report(consultation.slug, 1)[1].id == first.id


def test_publishing_twice_is_refused(at):
    report = make_report(closed(), published=True)
    with pytest.raises(NotCompiled):
        operations.publish_report(report, by=BY)


SECRETS = {
    "name": "Абзацев Юлий",
    "organisation": "Фонд Дальний Маяк",
    "cosigner": "Союз Тихих Вод",
    "email": "abz@mayak.example",
    "login": "tihiy@vhod.example",
    "account": "Юлия Учётная",
    "file name": "Письмо Маяка.docx",
    "note": "Звонил автор, просил не называть",
}


def withheld(consultation, level):
    """A comment of a withheld author with everything that is known beside it."""
    user = make_user(email=SECRETS["login"], name=SECRETS["account"])
    submission = make_submission(
        consultation,
        level=level,
        author_name=SECRETS["name"],
        organisation_name=SECRETS["organisation"],
        cosigners=f"Другой Союз\n{SECRETS['cosigner']}",
        contact_email=SECRETS["email"],
        user_id=user.id,
    )
    stored = files.store(b"x", name=SECRETS["file name"], media_type="text/plain", purpose="t")
    db.session.flush()
    db.session.add(Attachment(submission_id=submission.id, position=1, file_id=stored.id))
    comment = published(consultation, submission=submission)
    for note in (SECRETS["note"], "да", comment.text):
        db.session.add(
            ModerationDecision(comment_id=comment.id, action="publish", note=note, by_name="x")
        )
    db.session.commit()


@pytest.mark.parametrize("level", WITHHELD)
def test_whatever_is_known_of_a_withheld_author_stops_publishing(at, level):
    consultation = closed()
    withheld(consultation, level)
    bad = {
        kind: published(consultation, text=f"Сказано: {secret.upper()} — и что же?").code
        for kind, secret in SECRETS.items()
    }
    published(consultation, text="Да, нет, может быть: docx, письмо, автор, союз.")
    leaks = queries.contents_of(make_report(consultation)).gaps.leaks
    assert sorted(leaks) == sorted(bad.values())


def test_what_a_named_author_gave_for_publication_stops_nothing(at):
    consultation = closed()
    make_submission(
        consultation,
        author_name=SECRETS["name"],
        organisation_name=SECRETS["organisation"],
        cosigners=SECRETS["cosigner"],
    )
    for kind in ("name", "organisation", "cosigner"):
        published(consultation, text=f"Как сказал {SECRETS[kind]}.")
    assert queries.contents_of(make_report(consultation)).gaps.leaks == ()


@pytest.mark.parametrize("form", FORMATS)
def test_file_with_a_hidden_name_is_not_given_and_not_kept(at, form, tmp_path):
    consultation = closed()
    published(consultation, text="Как говорил Абзацев Юлий, срок мал.")
    report = make_report(consultation)
    make_submission(consultation, author_name="Абзацев Юлий", level="withheld_public")
    target = tmp_path / f"report.{form}"
    with pytest.raises(Leaks):
        operations.write_file(report, target, "ru", "public", form, words=report_words)
    assert list(tmp_path.iterdir()) == []
    operations.write_file(report, target, "ru", "organiser", form, words=report_words)
    assert target.is_file()


def test_name_that_was_not_to_be_public_stops_publishing(at):
    consultation = closed()
    hidden = make_submission(consultation, author_name="Абзацев Ю. Я.", level="withheld_public")
    published(consultation, submission=hidden)
    bad = published(consultation, text="Как говорил АБЗАЦЕВ  Ю.Я., срок мал.")
    report = make_report(consultation)
    assert queries.contents_of(report).gaps.leaks == (bad.code,)
    with pytest.raises(Leaks):
        operations.publish_report(report, by=BY, override_reason="I take it upon myself")
    assert db.session.scalar(select(Report.state)) == "compiled"
