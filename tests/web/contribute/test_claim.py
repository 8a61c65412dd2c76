"""Whose name is used is told, may dispute, and sees the outcome; addresses are confirmed."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor
from tests.web.contribute.test_sending import write_point

NAME = "ОО «Право на жизнь»"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation(prefix="UPR-2011")
        make_plan(made)
        return made


@pytest.fixture
def ngo(app: Flask) -> Organisation:
    with app.app_context():
        return make_organisation(
            name=LocalisedText(ru=NAME, kk="«Өмір құқығы» ҚБ", en="Right to Life"),
            contact_email="office@ngo.example",
            languages="ru",
        )


def send(
    visitor: Visitor,
    consultation: Consultation,
    name: str,
    level: str = "Only the organisation published",
) -> Visitor:
    write_point(visitor, consultation.slug, text="A secret of the text.")
    visitor.follow("Go on")
    visitor.choose("For an organisation").fill("Name of the organisation", name).choose(level)
    visitor.fill("Your e-mail", "writer@ngo.example")
    return visitor.choose("I have read the privacy notice").press("Continue").press("Send")


def letters(app: Flask, kind: str) -> list[Letter]:
    with app.app_context():
        return list(db.session.scalars(select(Letter).where(Letter.kind == kind)))


def link_in(letter: Letter, page: str) -> str:
    found = re.search(rf"http://localhost(/\w\w/{page}/\S+)", letter.body)
    assert found is not None
    return found[1].replace("/ru/", "/en/")


def one(app: Flask) -> tuple[str, str]:
    with app.app_context():
        sent = db.session.scalars(select(Submission)).one()
        return sent.claimed, sent.verification


@pytest.mark.usefixtures("ngo")
@pytest.mark.parametrize(
    ("typed", "likeness"),
    [("оо право на жизнь", "exact"), ("OO «Прaво на жизнь»", "alike"), ("ОО «Закон»", "")],
)
def test_name_without_membership_is_noted_and_told(
    app: Flask, visitor: Visitor, consultation: Consultation, typed: str, likeness: str
) -> None:
    send(visitor, consultation, typed)
    assert visitor.heading == "Your comments are registered"
    assert one(app)[0] == likeness
    told = letters(app, "name_used")
    assert [letter.recipient for letter in told] == (["office@ngo.example"] if likeness else [])
    assert all("secret" not in letter.body and "writer" not in letter.body for letter in told)


def test_member_of_the_organisation_is_not_told(
    app: Flask, consultation: Consultation, ngo: Organisation
) -> None:
    with app.app_context():
        user = make_user(organisation=ngo)
    visitor = sign_in(Visitor(app), user)
    write_point(visitor, consultation.slug)
    visitor.follow("Go on")
    visitor.choose("For an organisation").fill("Your organisation", "Right to Life")
    visitor.choose("Only the organisation published").choose("I have read the privacy notice")
    visitor.press("Continue").press("Send")
    assert one(app) == ("", "organisation_confirmed")
    assert letters(app, "name_used") == []


@pytest.mark.usefixtures("ngo")
def test_dispute_is_labelled_for_staff_and_public_and_its_outcome_shown(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    send(visitor, consultation, NAME)
    link = link_in(letters(app, "name_used")[0], "organisation-named")
    office = Visitor(app).open(link)
    assert "A secret of the text" not in office.text
    assert one(app)[0] == "exact"
    office.press("We did not send this")
    assert "You said on" in office.text
    assert one(app)[0] == "disputed"
    with app.app_context():
        comment = db.session.scalars(select(Comment)).one()
        comment.publication = "published"
        db.session.commit()
        code, identity = comment.code, comment.id
        moderator = make_user([("moderator", consultation)])
        assert "claim.disputed" in db.session.scalars(select(AuditEvent.action)).all()
    public = Visitor(app).open(f"/en/c/{consultation.slug}/measures/1.1")
    assert code in public.text
    assert "The named organisation says it did not send this." in public.text
    staff = sign_in(Visitor(app), moderator)
    staff.open(f"/en/organise/{consultation.slug}/comments/{identity}")
    assert "The named organisation says it did not send this" in staff.text
    office.open(link).press("We sent this")
    assert one(app)[0] == "recognised"


@pytest.mark.usefixtures("ngo")
def test_look_alike_is_shown_to_staff_with_code_points(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    send(visitor, consultation, "ОО «Прaво на жизнь»")
    with app.app_context():
        moderator = make_user([("moderator", consultation)])
        identity = db.session.scalars(select(Comment.id)).one()
    staff = sign_in(Visitor(app), moderator)
    staff.open(f"/en/organise/{consultation.slug}/moderation?sender=claimed")
    assert "Name looks like that of a registered organisation" in staff.text
    staff.open(f"/en/organise/{consultation.slug}/comments/{identity}")
    assert "a U+0061 LATIN SMALL LETTER A" in staff.text
    assert all(name in staff.text for name in (NAME, "ОО «Прaво на жизнь»"))


@pytest.mark.usefixtures("ngo")
def test_dispute_tells_the_public_nothing_where_the_name_is_withheld(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    send(visitor, consultation, NAME, level="Name withheld from the public")
    link = link_in(letters(app, "name_used")[0], "organisation-named")
    Visitor(app).open(link).press("We did not send this")
    with app.app_context():
        db.session.scalars(select(Comment)).one().publication = "published"
        db.session.commit()
    public = Visitor(app).open(f"/en/c/{consultation.slug}/measures/1.1")
    assert "A secret of the text" in public.text
    assert "named organisation" not in public.text


def test_address_is_confirmed_by_a_button_and_once(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    send(visitor, consultation, "ОО «Закон»")
    link = link_in(letters(app, "receipt")[0], "address-confirmed")
    reader = Visitor(app).open(link)
    assert one(app)[1] == "unverified"
    reader.press("Confirm the address")
    assert "The address is confirmed." in reader.text
    assert one(app)[1] == "email_confirmed"
    Visitor(app).open(link[:-1] + ("a" if link[-1] != "a" else "b"), status=404)
    with app.app_context():
        actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("submission.address_confirmed") == 1
