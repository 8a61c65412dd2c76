"""Pages about people: roles of a consultation, the register, the administrator's accounts."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.people.models import Invitation, Membership, Organisation, RoleGrant, User
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def consultation(app: Flask) -> Any:
    with app.app_context():
        make_body("MOJ")
        return make_consultation()


@pytest.fixture
def organiser(app: Flask, visitor: Visitor, consultation: Any) -> Visitor:
    with app.app_context():
        user = make_user([("organiser", consultation)], name="Olga Organiser")
    return sign_in(visitor, user)


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    with app.app_context():
        user = make_user(is_administrator=True, email="admin@example.kz", name="Adam Admin")
    return sign_in(Visitor(app), user)


def page_of(consultation: Any) -> str:
    return f"/en/organise/{consultation.slug}/people"


def grants(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.execute(select(User.email, RoleGrant.role).join(User.grants))
        return sorted((email, role) for email, role in rows)


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return len(db.session.scalars(select(model)).all())


def test_account_gets_the_role_at_once(app: Flask, organiser: Visitor, consultation: Any) -> None:
    with app.app_context():
        make_user(email="mira@example.kz")
    organiser.open(page_of(consultation)).fill("E-mail address", "Mira@example.kz")
    organiser.choose("Moderator").press("Add the person")
    assert ("mira@example.kz", "moderator") in grants(app)
    with app.app_context():
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.kind, letter.recipient) == ("role_granted", "mira@example.kz")


def test_stranger_is_invited_with_role_and_body(
    app: Flask, organiser: Visitor, consultation: Any
) -> None:
    organiser.open(page_of(consultation)).fill("E-mail address", "new@example.kz")
    organiser.choose("Ministry approver").fill("On behalf of", "Body MOJ (en)")
    organiser.press("Add the person")
    assert "new@example.kz" in organiser.text
    with app.app_context():
        invitation = db.session.scalars(select(Invitation)).one()
        assert invitation.role == "ministry_approver"
        assert db.session.get_one(Organisation, invitation.organisation_id).code == "MOJ"
        first = invitation.token_hash
    organiser.press("Send again")
    with app.app_context():
        assert db.session.scalars(select(Invitation)).one().token_hash != first
        assert len(db.session.scalars(select(Letter)).all()) == 2
    organiser.press("Take back")
    assert "new@example.kz" not in organiser.text


def test_ministry_role_without_a_body_is_refused(
    app: Flask, organiser: Visitor, consultation: Any
) -> None:
    organiser.open(page_of(consultation)).fill("E-mail address", "new@example.kz")
    organiser.choose("Ministry approver").press("Add the person", 422)
    assert "needs the body" in organiser.text
    assert organiser.control("E-mail address")["value"] == "new@example.kz"
    assert count(app, Invitation) == 0


def test_role_taken_away_ends_with_the_next_page(
    app: Flask, organiser: Visitor, consultation: Any
) -> None:
    with app.app_context():
        second = make_user([("organiser", consultation)], name="Second")
    other = sign_in(Visitor(app), second).open(page_of(consultation))
    buttons = organiser.open(page_of(consultation)).soup.select("tbody form")
    assert len(buttons) == 2
    organiser.press("Take away")
    assert len(grants(app)) == 1
    statuses = {v.client.get(page_of(consultation)).status_code for v in (other, organiser)}
    assert statuses == {200, 404}


def test_last_organiser_stays(app: Flask, organiser: Visitor, consultation: Any) -> None:
    organiser.open(page_of(consultation)).press("Take away", 409)
    assert len(grants(app)) == 1


def test_role_of_another_consultation_is_not_found(
    app: Flask, organiser: Visitor, consultation: Any
) -> None:
    with app.app_context():
        make_user([("moderator", make_consultation())])
        grant = db.session.scalar(select(RoleGrant.id).where(RoleGrant.role == "moderator"))
    organiser.open(page_of(consultation))
    token = organiser.soup.find("input", {"name": "csrf_token"})
    assert token is not None
    organiser.post(
        f"{page_of(consultation)}/{grant}/revoke", {"csrf_token": token["value"]}, status=404
    )


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_others_do_not_manage_people(
    app: Flask, visitor: Visitor, consultation: Any, role: str
) -> None:
    with app.app_context():
        user = make_user([(role, consultation)])
    sign_in(visitor, user).open(page_of(consultation), 404)
    visitor.open("/en/organise/organisations", 403)
    visitor.open("/en/organise/administration", 403)


def test_organisation_is_added_changed_confirmed(app: Flask, organiser: Visitor) -> None:
    organiser.open("/en/organise/organisations").follow("Add an organisation")
    organiser.press("Add the organisation", 422)
    assert "Enter the name in at least one language." in organiser.text
    organiser.fill("In English", "NGO Open Door").fill("Code (optional)", "O01")
    organiser.press("Add the organisation")
    assert organiser.heading == "NGO Open Door"
    organiser.press("Confirm the organisation")
    organiser.fill("BIN (optional)", "12").press("Save", 422)
    organiser.fill("BIN (optional)", "123456789012").press("Save")
    with app.app_context():
        row = db.session.scalars(select(Organisation).where(Organisation.code == "O01")).one()
        assert (row.bin, row.verified_at is not None) == ("123456789012", True)
    organiser.fill("In English", "NGO Closed Door").press("Save")
    with app.app_context():
        row = db.session.scalars(select(Organisation).where(Organisation.code == "O01")).one()
        assert (row.name.en, row.verified_at) == ("NGO Closed Door", None)


def test_name_that_looks_the_same_is_shown(app: Flask, organiser: Visitor) -> None:
    with app.app_context():
        make_organisation("O01", name={"ru": "ОО «Открытая дверь»"})
        make_organisation(None, name={"ru": "OО Oткрытая  дверь"})
    organiser.open("/en/organise/organisations?state=unverified&words=дверь")
    assert "Looks like O01" in organiser.text


def test_register_is_paged_and_filtered(app: Flask, organiser: Visitor) -> None:
    with app.app_context():
        for number in range(25):
            make_organisation(f"P{number:02}", name={"en": f"Pond {number:02} 100%_"})
    organiser.open("/en/organise/organisations?words=100%25_")
    first = [tag.get_text(strip=True) for tag in organiser.soup.select("tbody th a")]
    organiser.follow("Next page")
    second = [tag.get_text(strip=True) for tag in organiser.soup.select("tbody th a")]
    assert first + second == [f"Pond {number:02} 100%_" for number in range(25)]
    organiser.open("/en/organise/organisations?after=forged", 404)


def test_member_is_invited_and_removed(app: Flask, organiser: Visitor) -> None:
    with app.app_context():
        body = make_organisation("O01")
        make_user(name="Marat Member", organisation=body)
    organiser.open(f"/en/organise/organisations/{body.id}")
    organiser.fill("E-mail address", "friend@example.kz").press("Invite")
    assert "Invited" in organiser.text
    organiser.press("Remove")
    assert count(app, Membership) == 0


def test_administrator_closes_and_opens_an_account(app: Flask, administrator: Visitor) -> None:
    with app.app_context():
        user = make_user(name="Zara Sample")
    person = sign_in(Visitor(app), user)
    administrator.open("/en/organise/administration?words=zara").follow("Zara Sample")
    administrator.press("Close the account")
    assert person.client.get("/en/account").status_code == 302
    administrator.press("Open the account again").press("Send a link for a new password")
    with app.app_context():
        assert db.session.scalars(select(Letter.kind)).all() == ["password_reset"]


def test_last_administrator_stays(app: Flask, administrator: Visitor) -> None:
    administrator.open("/en/organise/administration").follow("Adam Admin")
    administrator.press("Take the administration away", 409)
    with app.app_context():
        assert db.session.scalar(select(User.is_administrator)) is True


def test_administrator_is_made(app: Flask, administrator: Visitor) -> None:
    with app.app_context():
        user = make_user(name="Zara Sample")
    administrator.open(f"/en/organise/administration/{user.id}").press("Make administrator")
    with app.app_context():
        assert db.session.get_one(User, user.id).is_administrator


def test_unknown_action_is_not_found(administrator: Visitor, app: Flask) -> None:
    with app.app_context():
        user = make_user()
    administrator.open(f"/en/organise/administration/{user.id}")
    token = administrator.soup.find("input", {"name": "csrf_token"})
    assert token is not None
    path = f"/en/organise/administration/{user.id}/delete"
    administrator.post(path, {"csrf_token": token["value"]}, status=404)
