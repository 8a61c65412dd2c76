"""Two trustees, an author and everybody else: from the key to the opened identity, and back."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions import sealing, unsealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.sealing_models import Unsealing
from consult.domain.submissions.trustee_reading import accesses_of
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from consult.machinery.sessions import SessionRow
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.trustee.room import Room, run


@pytest.fixture
def room(app: Flask, tmp_path) -> Room:
    return Room(app, tmp_path)


def test_two_trustees_open_an_identity_and_the_author_sees_it(room: Room, app: Flask) -> None:
    address = room.ask("Alma")
    assert "Another trustee has to agree" in room.visitors["Alma"].text
    page = room.visitors["Berik"].open("/en/trustee/").follow("Requests")
    page = page.follow(room.reference)
    assert "The author is threatened." in page.text
    assert "You have agreed" in room.second("Berik", address).text
    package = room.download("Alma", address, "sealed-identity.json")
    assert b"Canary" not in package
    said = run(room.folder, "open", "sealed-identity.json", str(room.trustees["Alma"].private))
    assert "Organisation as written: Canary Foundation" in said
    assert "E-mail address: canary@ngo.example" in said
    room.visitors["Alma"].open(address).press("Finish")
    with app.app_context():
        asked = db.session.scalars(select(Unsealing)).one()
        assert (asked.state, asked.inner_box) == ("closed", None)
        steps = [(one.step, one.ground) for one in accesses_of(asked.submission_id)]
        log = select(AuditEvent.action).where(AuditEvent.action.like("unsealing.%"))
        assert len(db.session.scalars(log).all()) == 4
        assert audit.verify()[2] is None
    assert steps == [(step, "protection") for step in ("asked", "seconded", "delivered")]


def test_author_reads_and_saves_who_opened_the_identity(room: Room, app: Flask) -> None:
    author = Visitor(app)
    look_up(author, room)
    assert "Nobody. No trustee has asked to open it." in author.text
    room.second("Berik", room.ask("Alma"))
    look_up(author, room)
    assert "A trustee asked to open your identity" in author.text
    author.check = False
    author.follow("Save this list as a file")
    record = author.response.get_data(as_text=True)
    assert "A second trustee agreed" in record
    with app.app_context():
        log = select(AuditEvent).where(AuditEvent.action == "unsealing.seconded")
        event = db.session.scalars(log).one()
        assert f"Entry {event.seq} of the log, hash {event.hash.hex()}" in record
    assert [name in record for name in room.trustees] == [False, False, False]


def look_up(author: Visitor, room: Room) -> None:
    author.open("/en/receipt").fill("Reference", room.reference).fill("Receipt code", room.code)
    author.press("Show")


def test_the_second_cannot_open_what_the_asker_gets(room: Room) -> None:
    address = room.ask("Alma")
    room.second("Berik", address)
    room.download("Alma", address, "sealed-identity.json")
    for name in ("Berik", "Vera"):
        key = str(room.trustees[name].private)
        said = run(room.folder, "open", "sealed-identity.json", key, code=1)
        assert said == "Refused: this inner box was not made for your key.\n"


def test_opened_box_that_is_forgotten_is_removed(room: Room, app: Flask) -> None:
    room.second("Berik", room.ask("Alma"))
    with app.app_context():
        assert unsealing.close_forgotten(now()) == 0
        assert unsealing.close_forgotten(now() + timedelta(days=15)) == 1
        asked = db.session.scalars(select(Unsealing)).one()
        assert (asked.state, asked.inner_box) == ("closed", None)
        assert unsealing.close_forgotten(now() + timedelta(days=15)) == 0


def test_asker_cannot_second_nor_fetch_before_a_second(room: Room) -> None:
    address = room.ask("Alma")
    alma = room.visitors["Alma"]
    alma.check = False
    alma.open(f"{address}/outer-box.json", 403)
    alma.post(f"{address}/identity.json", csrf(alma, address), 409)
    assert "Agree and hand in the box" not in alma.open(address).text
    berik = room.visitors["Berik"]
    berik.check = False
    berik.post(f"{address}/identity.json", csrf(berik, address), 404)


def csrf(visitor: Visitor, address: str) -> dict[str, str]:
    token = visitor.open(address).soup.find("input", attrs={"name": "csrf_token"})
    if token is None:
        slug = address.split("/")[3]
        token = visitor.open(f"/en/trustee/{slug}/key").soup.find(attrs={"name": "csrf_token"})
    return {"csrf_token": str(token["value"])}


def test_wrong_box_is_refused_in_words(room: Room) -> None:
    address = room.ask("Alma")
    page = room.hand_in("Berik", address, b'{"format": "consult-inner-box/1", "box": "AAAA"}', 422)
    assert "This file is not the opened box of this request." in page.text
    assert "Waits for a second trustee" in page.open(address).text


def test_refusal_needs_a_reason_and_closes_the_request(room: Room, app: Flask) -> None:
    address = room.ask("Alma")
    berik = room.visitors["Berik"].open(address)
    berik.press("Refuse", 422)
    assert "Write why you refuse." in berik.text
    berik.open(address).fill("Reason for refusing", "No danger is shown.").press("Refuse")
    assert "The identity stays closed" in berik.text
    assert "No danger is shown." in room.visitors["Alma"].open(address).text
    room.visitors["Vera"].check = False
    room.visitors["Vera"].open(f"{address}/outer-box.json", 409)
    with app.app_context():
        row = db.session.scalars(select(Submission).filter_by(reference=room.reference)).one()
        assert [one.step for one in accesses_of(row.id)] == ["asked", "refused"]


def test_asking_needs_a_ground_and_a_reason_and_happens_once(room: Room) -> None:
    alma = room.visitors["Alma"].open(f"/en/trustee/{room.slug}/submissions/{room.reference}")
    alma.press("Ask the other trustees", 422)
    assert "Choose the ground." in alma.text
    room.ask("Alma")
    alma.open(f"/en/trustee/{room.slug}").follow("Ask to open")
    alma.choose("A legal duty").fill("Reason", "Again.").press("Ask the other trustees", 422)
    assert "You asked for this identity already." in alma.text


def test_letters_tell_trustees_only_that_something_waits(room: Room, app: Flask) -> None:
    address = room.ask("Alma")
    room.second("Berik", address)
    with app.app_context():
        letters = db.session.scalars(select(Letter).order_by(Letter.created_at)).all()
        words = " ".join(letter.subject + letter.body for letter in letters)
        told = sorted(letter.recipient for letter in letters)
    emails = {name: trustee.user.email for name, trustee in room.trustees.items()}
    assert told == sorted(emails.values())
    assert room.reference not in words
    assert "protection" not in words.lower()


def test_who_did_not_prove_themselves_lately_does_so_first(room: Room, app: Flask) -> None:
    address = room.ask("Alma")
    room.second("Berik", address)
    with app.app_context():
        earlier = func.clock_timestamp() - timedelta(minutes=16)
        db.session.execute(update(SessionRow).values(confirmed_at=earlier))
        db.session.commit()
    alma = room.visitors["Alma"].open(address).press("Download the sealed identity")
    assert "/account/confirm" in alma.path
    with app.app_context():
        assert db.session.scalars(select(Unsealing.state)).one() == "seconded"


def test_destroyed_identity_is_told_by_page_and_tool(room: Room, app: Flask) -> None:
    address = room.ask("Alma")
    room.second("Berik", address)
    package = json.loads(room.download("Alma", address, "sealed-identity.json"))
    with app.app_context():
        row = db.session.scalars(select(Submission).filter_by(reference=room.reference)).one()
        sealing.destroy(row, by=VISITOR, cause="period_over")
        db.session.commit()
        assert audit.verify()[2] is None
    room.visitors["Alma"].check = False
    room.visitors["Alma"].open(address).press("Download the sealed identity", 409)
    room.visitors["Alma"].check = True
    assert "Destroyed" in room.visitors["Alma"].open(f"/en/trustee/{room.slug}").text
    (room.folder / "gone.json").write_text(json.dumps(package | {"identity": ""}))
    said = run(room.folder, "open", "gone.json", str(room.trustees["Alma"].private), code=1)
    assert said == "Refused: this identity was destroyed. Nobody can open it any more.\n"


def test_box_of_another_submission_is_noticed_by_the_tool(room: Room) -> None:
    address = room.ask("Alma")
    facts = json.loads(room.download("Berik", address, "outer-box.json"))
    (room.folder / "swapped.json").write_text(json.dumps(facts | {"submission": "OTHERONE"}))
    key = str(room.trustees["Berik"].private)
    said = run(room.folder, "second", "swapped.json", key, code=1)
    assert f"the box belongs to submission {room.reference}, not to OTHERONE" in said


@pytest.mark.parametrize(
    "role", ["organiser", "moderator", "auditor", "facilitator", "administrator"]
)
def test_no_role_of_the_state_gets_a_box(room: Room, app: Flask, role: str) -> None:
    address = room.ask("Alma")
    with app.app_context():
        consultation = db.session.get_one(Consultation, room.id)
        roles = [] if role == "administrator" else [(role, consultation)]
        user = make_user(roles, is_administrator=role == "administrator")
        both = make_user([("trustee", consultation)], is_administrator=True)
    for somebody in (user, both):
        visitor = sign_in(Visitor(app), somebody)
        for path in (address, f"{address}/outer-box.json", f"/en/trustee/{room.slug}"):
            visitor.open(path, 404)
