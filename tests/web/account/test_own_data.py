"""A person has all data of the account in a file, and may close the account."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, update

from consult.domain.consultations.models import Consultation
from consult.domain.people.credential_models import ProviderIdentity, RecoveryCode
from consult.domain.people.models import OneTimeLink, User
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.sessions import SessionRow
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def person(app: Flask) -> User:
    """Somebody with an organisation and a comment."""
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        user = make_user(organisation=make_organisation("NGO-9"))
        sent = make_submission(consultation, user_id=user.id, author_name="Aigerim Example")
        make_comment(consultation, submission=sent, text="My own words")
        return user


def data(visitor: Visitor) -> dict[str, Any]:
    visitor.open("/en/account/my-data").press("Download my data")
    found: dict[str, Any] = json.loads(visitor.response.get_data())
    return found


def test_file_holds_what_is_kept_and_nothing_of_others(app: Flask, person: User) -> None:
    with app.app_context():
        other = make_user()
        consultation = db.session.query(Consultation).first()
        assert consultation is not None
        make_comment(
            consultation,
            submission=make_submission(consultation, user_id=other.id),
            text="Words of somebody else",
        )
    found = data(sign_in(Visitor(app), person))
    assert found["account"]["address"] == person.email
    assert len(found["organisations"]) == 1
    points = [point["text"] for one in found["submissions"] for point in one["points"]]
    assert points == ["My own words"]
    assert "password_hash" not in json.dumps(found)
    assert "token" not in json.dumps(found)


def test_file_may_not_be_cached_or_shown(app: Flask, person: User) -> None:
    visitor = sign_in(Visitor(app), person)
    data(visitor)
    headers = visitor.response.headers
    assert headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert headers["Cache-Control"] == "no-store"


def test_closed_account_cannot_come_back_and_its_comments_stay(app: Flask, person: User) -> None:
    visitor = sign_in(Visitor(app), person).open("/en/account/my-data")
    visitor.choose("I know that this cannot be undone.").press("Close my account")
    assert visitor.heading == "Your account is closed and emptied."
    with app.app_context():
        kept = db.session.get_one(User, person.id)
        sent = db.session.query(Submission).filter_by(user_id=person.id).one()
        assert (kept.name, kept.password_hash, kept.email.startswith("closed-")) == ("", "", True)
        assert kept.disabled_at is not None
        assert sent.author_name == "Aigerim Example"
        assert db.session.query(Comment).filter_by(text="My own words").count() == 1
    assert "Sign in" in sign_in(Visitor(app), person).open("/en/account").heading


def test_names_go_too_when_that_is_wished(app: Flask, person: User) -> None:
    visitor = sign_in(Visitor(app), person).open("/en/account/my-data")
    visitor.choose("Take my name off my comments as well.")
    visitor.choose("I know that this cannot be undone.").press("Close my account")
    with app.app_context():
        sent = db.session.query(Comment).filter_by(text="My own words").one().submission_id
        row = db.session.get_one(Submission, sent)
        assert (row.author_name, row.user_id, row.level) == ("", None, "anonymous")


def test_closing_needs_the_tick(app: Flask, person: User) -> None:
    visitor = sign_in(Visitor(app), person).open("/en/account/my-data")
    visitor.press("Close my account", 422)
    with app.app_context():
        assert db.session.get_one(User, person.id).disabled_at is None


def test_account_with_a_role_is_not_closed_by_its_owner(app: Flask) -> None:
    with app.app_context():
        user = make_user([("organiser", make_consultation("open"))])
    visitor = sign_in(Visitor(app), user).open("/en/account/my-data")
    visitor.choose("I know that this cannot be undone.").press("Close my account", 422)
    assert "Your account has a role." in visitor.text
    with app.app_context():
        assert db.session.get_one(User, user.id).disabled_at is None


@pytest.mark.parametrize("button", ["Download my data", "Close my account"])
def test_who_did_not_prove_themselves_lately_does_so_first(
    app: Flask, person: User, button: str
) -> None:
    visitor = sign_in(Visitor(app), person).open("/en/account/my-data")
    with app.app_context():
        earlier = func.clock_timestamp() - timedelta(minutes=16)
        db.session.execute(update(SessionRow).values(confirmed_at=earlier))
        db.session.commit()
    visitor.choose("I know that this cannot be undone.").press(button)
    assert "/account/confirm" in visitor.path
    with app.app_context():
        assert db.session.get_one(User, person.id).disabled_at is None


def test_closed_account_keeps_no_way_in(app: Flask, person: User) -> None:
    with app.app_context():
        until = now() + timedelta(hours=1)
        db.session.add_all(
            [
                RecoveryCode(user_id=person.id, code_hash="0" * 64),
                ProviderIdentity(user_id=person.id, issuer="https://id.example.kz", subject="7"),
                OneTimeLink(
                    user_id=person.id, token_hash="1" * 64, purpose="reset", expires_at=until
                ),
            ]
        )
        db.session.commit()
    visitor = Visitor(app)
    sign_in(visitor, person).open("/en/account/my-data")
    visitor.choose("I know that this cannot be undone.").press("Close my account")
    with app.app_context():
        tables = (RecoveryCode, ProviderIdentity, OneTimeLink)
        assert [db.session.query(table).count() for table in tables] == [0, 0, 0]
