"""The author alone changes how a name may be used; more hidden only before publication."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import queries
from consult.domain.submissions.consent import (
    CodeNeeded,
    LevelStays,
    TooLateToHide,
    change_level,
    levels_open_to,
)
from consult.domain.submissions.models import Comment, CommentBody
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Flawed, Point, Target
from consult.domain.submissions.receipts import secrets_from
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.trustees import make_trustee

SECRET = "the token of a browser"
TOKEN, CODE = secrets_from(SECRET).token, secrets_from(SECRET).code
POINTS = (
    Point(Target("measure", "1.1"), "objection", "ru", "Too late."),
    Point(Target("measure", "1.1"), "support", "ru", "Good."),
)


@pytest.fixture
def consultation(app):
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2026")
        make_plan(consultation)
        yield consultation


@pytest.fixture
def trustees(consultation, tmp_path):
    return [make_trustee(consultation, tmp_path, name) for name in ("First", "Second")]


def sent(consultation, level="named", *, by=VISITOR, **facts):
    about = About(
        **{
            "author_kind": "individual",
            "level": level,
            "author_name": "Aigerim Example",
            "contact_email": "aigerim@example.kz",
            "region_code": "KZ-75",
            **facts,
        }
    )
    sending = Sending(key="key", secret=SECRET)
    return submit_comments(consultation, POINTS, about, by=by, sending=sending).submission


def publish(submission):
    db.session.execute(update(Comment).values(publication="published"))
    return queries.submission_by_id(submission.id)


def test_author_hides_the_name_before_publication(consultation):
    submission = sent(consultation)
    codes = {comment.code for comment in submission.comments}
    changed = change_level(submission, "withheld_public", by=VISITOR, token=TOKEN)
    assert (changed.level, changed.author_name) == ("withheld_public", "Aigerim Example")
    assert codes == {"UPR-2026/0001-1", "UPR-2026/0001-2"}
    assert not codes & {comment.code for comment in changed.comments}
    assert all("0001" not in comment.search_text for comment in changed.comments)


def test_anonymous_from_now_on_leaves_neither_name_nor_hour(consultation):
    submission = sent(consultation, by=Actor(user_id=make_user().id))
    changed = change_level(submission, "anonymous", by=VISITOR, token=TOKEN)
    kept = (changed.author_name, changed.contact_email, changed.user_id, changed.verification)
    assert kept == ("", "", None, "unverified")
    assert changed.received_at == changed.entered_at
    assert changed.received_at.astimezone().microsecond == 0
    local = changed.received_at + timedelta(hours=5)
    assert (local.hour, local.minute) == (0, 0)
    assert {one.received_at for one in changed.comments} == {changed.received_at}
    assigned = db.session.scalars(select(CommentBody.assigned_at)).all()
    assert set(assigned) <= {changed.received_at}
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.actor, event.at.hour) == ("consent.changed", "public", 0)
    assert (event.payload["former"], event.payload["level"]) == ("named", "anonymous")


def test_after_publication_only_more_can_be_shown(consultation):
    submission = publish(sent(consultation, "withheld_public"))
    with pytest.raises(TooLateToHide):
        change_level(submission, "anonymous", by=VISITOR, token=TOKEN)
    codes = [comment.code for comment in submission.comments]
    changed = change_level(submission, "named", by=VISITOR, token=TOKEN)
    assert changed.level == "named"
    assert [comment.code for comment in changed.comments] == codes
    assert levels_open_to(changed) == ()


def test_levels_that_may_be_chosen_follow_the_same_rule(consultation):
    submission = sent(consultation, "withheld_public")
    assert levels_open_to(submission) == ("named", "org_only", "anonymous")
    assert levels_open_to(publish(submission)) == ("named", "org_only")


def test_nobody_but_the_author_changes_the_level(consultation, make_staff):
    submission = sent(consultation, by=Actor(user_id=make_user().id))
    for stranger in (VISITOR, make_staff("organiser"), make_staff("moderator")):
        with pytest.raises(Forbidden):
            change_level(submission, "withheld_public", by=stranger, token="no")


@pytest.fixture
def make_staff(consultation):
    def make(role):
        user = make_user([(role, consultation)])
        return Actor(user_id=user.id, grants=frozenset())

    return make


def test_account_that_sent_it_changes_the_level(consultation):
    member = Actor(user_id=make_user().id)
    submission = sent(consultation, by=member)
    assert change_level(submission, "withheld_public", by=member).level == "withheld_public"


def test_level_that_holds_and_unknown_ones_are_refused(consultation):
    submission = sent(consultation)
    with pytest.raises(LevelStays):
        change_level(submission, "named", by=VISITOR, token=TOKEN)
    with pytest.raises(Flawed):
        change_level(submission, "open", by=VISITOR, token=TOKEN)
    with pytest.raises(Flawed):
        change_level(submission, "withheld_ministries", by=VISITOR, token=TOKEN)


def test_anonymous_author_names_themselves_when_they_wish_to_be_named(consultation):
    submission = sent(consultation, "anonymous")
    with pytest.raises(Flawed):
        change_level(submission, "named", by=VISITOR, code=CODE)
    who = About("individual", "named", author_name="Aigerim Example")
    changed = change_level(submission, "named", by=VISITOR, code=CODE, identity=who)
    assert (changed.level, changed.author_name) == ("named", "Aigerim Example")


def test_sealed_author_needs_the_code_to_show_more(consultation, trustees):
    submission = sent(consultation, "withheld_ministries")
    assert (submission.author_name, submission.contact_email) == ("", "")
    with pytest.raises(CodeNeeded):
        change_level(submission, "named", by=VISITOR, token=TOKEN)
    changed = change_level(submission, "named", by=VISITOR, code=CODE)
    assert (changed.author_name, changed.contact_email) == ("Aigerim Example", "aigerim@example.kz")


def test_named_author_is_sealed_when_trustees_hold_keys(consultation, trustees):
    changed = change_level(sent(consultation), "withheld_ministries", by=VISITOR, code=CODE)
    assert (changed.level, changed.author_name) == ("withheld_ministries", "")
    again = change_level(changed, "named", by=VISITOR, code=CODE)
    assert again.author_name == "Aigerim Example"
