"""Making an account: by invitation, by asking for one, with an account that is there."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.people import operations, queries
from consult.domain.people.actors import system
from consult.domain.people.models import Invitation, Organisation, User
from consult.kernel.database import db
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import make_organisation, make_user
from tests.visitor import Visitor
from tests.web.account.test_passwords_and_links import ask, letters, link_in

LONG = "nine lanterns over the river"
EMAIL = "new.person@example.kz"


@pytest.fixture
def link(app: Flask) -> str:
    """Invite somebody as approver of a ministry and return the link of the letter."""
    with app.app_context():
        operations.invite(
            EMAIL,
            consultation=make_consultation(),
            role="ministry_approver",
            body=make_body("MOJ"),
            name="Dana Sample",
            language="en",
            by=system("test"),
        )
        db.session.commit()
    return link_in(letters(app, "invitation")[0])


def roles_of(email: str) -> list[tuple[str, str]]:
    user = queries.user_by_email(email)
    assert user is not None
    found = queries.actor_and_user(user.id)
    assert found is not None
    bodies = {row.id: row.code for row in db.session.scalars(select(Organisation))}
    return [(g.role, str(bodies.get(g.organisation_id))) for g in found[1].grants]


def test_invited_person_makes_an_account_with_the_role(
    app: Flask, visitor: Visitor, link: str
) -> None:
    for _look in range(2):
        visitor.open(link)
    assert "Ministry approver" in visitor.text
    assert visitor.control("Your name")["value"] == "Dana Sample"
    visitor.fill("Password", LONG).press("Accept")
    assert visitor.path == "/en/account/sign-in"
    with app.app_context():
        assert roles_of(EMAIL) == [("ministry_approver", "MOJ")]
    visitor.open(link, 410)
    with app.app_context():
        assert operations.sign_in(EMAIL, LONG)[0].name == "Dana Sample"


def test_staff_need_fifteen_characters(app: Flask, visitor: Visitor, link: str) -> None:
    visitor.open(link).fill("Password", "lanterns nine").press("Accept", 422)
    assert "at least 15 characters" in visitor.text
    assert visitor.control("Your name")["value"] == "Dana Sample"
    with app.app_context():
        assert queries.user_by_email(EMAIL) is None


def test_person_with_an_account_only_accepts(app: Flask, visitor: Visitor, link: str) -> None:
    with app.app_context():
        make_user(email=EMAIL)
    visitor.open(link)
    assert visitor.soup.find("input", {"type": "password"}) is None
    visitor.press("Accept")
    with app.app_context():
        assert roles_of(EMAIL) == [("ministry_approver", "MOJ")]


def test_person_whose_account_is_closed_gets_nothing(
    app: Flask, visitor: Visitor, link: str
) -> None:
    from consult.kernel.clock import now

    with app.app_context():
        make_user(email=EMAIL, disabled_at=now())
    visitor.open(link).press("Accept", 410)
    with app.app_context():
        assert db.session.scalar(select(Invitation.used_at)) is None


def test_invitation_dies_after_two_days(app: Flask, visitor: Visitor, link: str) -> None:
    with app.app_context():
        late = "update invitations set expires_at = expires_at - interval '48 hours'"
        db.session.execute(text(late))
        db.session.commit()
    visitor.open(link, 410)


def test_unknown_link_is_dead(visitor: Visitor) -> None:
    visitor.open("/en/account/accept/" + "x" * 43, 410)
    visitor.open("/en/account/reset/" + "x" * 43, 410)


def test_registering_makes_account_and_organisation(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        make_organisation("O01", name={"en": "NGO Open Door"})
    ask(visitor, EMAIL, "register")
    with app.app_context():
        assert queries.user_by_email(EMAIL) is None
    visitor.open(link_in(letters(app, "registration")[0]))
    visitor.fill("Your name", "Dana Sample").fill("Password", LONG)
    visitor.fill("Name of your organisation", "NGO Open Door").press("Make the account", 200)
    with app.app_context():
        user = queries.user_by_email(EMAIL)
        assert user is not None
        (own,) = queries.organisations_of(user.id)
        assert (own.name.en, own.code, own.verified_at) == ("NGO Open Door", None, None)


def test_registering_without_an_organisation_is_refused(app: Flask, visitor: Visitor) -> None:
    ask(visitor, EMAIL, "register")
    visitor.open(link_in(letters(app)[0])).fill("Your name", "Dana").fill("Password", LONG)
    visitor.press("Make the account", 422)
    assert "Enter the name of your organisation." in visitor.text
    with app.app_context():
        assert db.session.scalars(select(User)).all() == []
