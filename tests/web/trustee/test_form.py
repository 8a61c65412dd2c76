"""The form at the level of the trustees, from the first page on: nothing of the author stays."""

from flask import Flask
from sqlalchemy import select

from consult.domain.submissions.models import Draft, Submission
from consult.domain.submissions.sealing import is_sealed
from consult.kernel.database import db
from consult.kernel.references import digest
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.sealing import dump, found_in
from tests.factories.trustees import make_trustee
from tests.visitor import Visitor

LEVEL = "Name withheld from ministries"
CANARIES = ("Canary Name", "canary@ngo.example")


def prepare(app: Flask, folder) -> str:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        for name in ("First", "Second"):
            make_trustee(consultation, folder, name)
        return str(consultation.slug)


def write(visitor: Visitor, slug: str) -> Visitor:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1")
    visitor.choose("Amendment").fill("Your comment", "Too late.").choose("Russian")
    visitor.press("Save this point").follow("Go on")
    visitor.choose("For myself").fill("Your name", CANARIES[0]).choose(LEVEL)
    visitor.fill("Your e-mail", CANARIES[1]).choose("I have read the privacy notice")
    visitor.press("Continue")
    assert visitor.heading == "Check your answers", visitor.text
    return visitor


def test_name_and_address_stay_nowhere_after_sending(app: Flask, tmp_path) -> None:
    visitor = write(Visitor(app), prepare(app, tmp_path))
    with app.app_context():
        assert found_in(dump(), CANARIES) == []
    visitor.press("Send")
    assert visitor.heading == "Your comments are registered"
    with app.app_context():
        assert found_in(dump(), CANARIES) == []
        row = db.session.scalars(select(Submission)).one()
        assert (row.level, is_sealed(row.id)) == ("withheld_ministries", True)
        assert db.session.scalars(select(Letter)).all() == []


def test_account_of_the_sender_is_linked_with_nothing_that_was_sent(app: Flask, tmp_path) -> None:
    slug = prepare(app, tmp_path)
    with app.app_context():
        user = make_user(name="Member", organisation=make_organisation("NGO-9"))
    visitor = write(sign_in(Visitor(app), user), slug).press("Send")
    assert visitor.heading == "Your comments are registered"
    with app.app_context():
        row = db.session.scalars(select(Submission)).one()
        names = [str(row.id), row.reference, digest(row.reference)]
        lines = dump().splitlines()
        linked = [one for one in lines if str(user.id) in one and any(n in one for n in names)]
        assert (linked, row.user_id) == ([], None)
        drafts = db.session.execute(select(Draft.user_id, Draft.submission_id)).all()
        assert [one for one in drafts if None not in one] == []
