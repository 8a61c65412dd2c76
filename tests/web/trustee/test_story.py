"""Two trustees, an author and everybody else: from the key to the opened identity, and back."""

import io
import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions import sealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.sealing_models import Unsealing
from consult.domain.submissions.trustee_reading import accesses_of
from consult.domain.submissions.trustees import owner_of
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from consult.machinery.sessions import SessionRow
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.factories.trustees import TOOL, make_trustee
from tests.visitor import Visitor

POINT = Point(Target("measure", "1.1"), "amendment", "ru", "Срок слишком поздний.")
AUTHOR = About(
    author_kind="organisation",
    level="withheld_ministries",
    organisation_name="Canary Foundation",
    contact_email="canary@ngo.example",
)


def run(folder, *words: str, code: int = 0) -> str:
    """Run the tool as a process of its own, as trustees do."""
    done = subprocess.run(
        [sys.executable, str(TOOL), *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


class Room:
    """A consultation with trustees who are signed in, and a sealed submission."""

    def __init__(self, app: Flask, folder, names=("Alma", "Berik", "Vera")) -> None:
        self.app, self.folder = app, folder
        with app.app_context():
            consultation = make_consultation()
            make_plan(consultation)
            self.slug, self.id = consultation.slug, consultation.id
            self.trustees = {name: make_trustee(consultation, folder, name) for name in names}
            self.reference = self.send()
        self.visitors = {
            name: sign_in(Visitor(app), trustee.user) for name, trustee in self.trustees.items()
        }

    def send(self) -> str:
        consultation = db.session.get_one(Consultation, self.id)
        sending = Sending("key", secret="what the browser holds")
        done = submit_comments(consultation, [POINT], AUTHOR, by=VISITOR, sending=sending)
        self.code = done.secrets.code
        return str(kept(done.submission).reference)

    def ask(self, name: str = "Alma") -> str:
        """Ask for the identity; returns the address of the request."""
        page = self.visitors[name].open(f"/en/trustee/{self.slug}").follow("Ask to open")
        page.choose("Protection of the author").fill("Reason", "The author is threatened.")
        return page.press("Ask the other trustees").path

    def download(self, name: str, address: str, file: str, status: int = 200) -> bytes:
        visitor = self.visitors[name]
        visitor.check = False
        if file == "outer-box.json":
            visitor.open(f"{address}/{file}", status)
        else:
            visitor.open(address).press("Download the sealed identity", status)
        data = visitor.response.get_data()
        visitor.check = True
        if status == 200:
            (self.folder / file).write_bytes(data)
        return data

    def second(self, name: str, address: str) -> Visitor:
        """Open the outer box as a trustee and hand the inner one in."""
        self.download(name, address, "outer-box.json")
        run(self.folder, "second", "outer-box.json", str(self.trustees[name].private))
        return self.hand_in(name, address, (self.folder / "inner-box.json").read_bytes())

    def hand_in(self, name: str, address: str, data: bytes, status: int = 200) -> Visitor:
        visitor = self.visitors[name].open(address)
        file = (io.BytesIO(data), "inner-box.json")
        return visitor.press("Agree and hand in the box", status, box=file)


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


def test_key_is_added_and_taken_back_on_its_page(room: Room, app: Flask) -> None:
    with app.app_context():
        consultation = db.session.get_one(Consultation, room.id)
        new = make_trustee(consultation, room.folder, "Gulnar", key=False)
        owner = owner_of(consultation, new.user.id)
    visitor = sign_in(Visitor(app), new.user)
    page = visitor.open(f"/en/trustee/{room.slug}/key")
    assert f"keygen --for {owner}" in page.text
    private = (io.BytesIO(new.private.read_bytes()), "key.json")
    page.press("Add my public key", 422, key=private)
    assert "This file holds a private key. It was not stored." in page.text
    public = (io.BytesIO(new.public.read_bytes()), "key.public.json")
    page.press("Add my public key", key=public)
    mark = run(room.folder, "fingerprint", str(new.private)).strip()
    assert re.fullmatch(r"(?:[0-9A-F]{4} ?){10}", mark)
    assert mark in page.text
    assert "Does not fit" in page.open(f"/en/trustee/{room.slug}").text
    page.open(f"/en/trustee/{room.slug}/key").press("Take my key back", 422)
    assert "Tick that you know" in page.text
    page.choose("I know that older submissions").press("Take my key back")
    assert "keygen --for" in page.text


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


def test_trustee_holds_no_other_role(room: Room, app: Flask) -> None:
    with app.app_context():
        consultation = db.session.get_one(Consultation, room.id)
        organiser = make_user([("organiser", consultation)])
        moderator = make_user([("moderator", consultation)])
    visitor = sign_in(Visitor(app), organiser)
    for email, role in ((moderator.email, "Trustee"), (trustee_email(room), "Moderator")):
        visitor.open(f"/en/organise/{room.slug}/people").fill("E-mail address", email)
        visitor.choose(role).press("Add the person", 422)
        assert "A trustee holds no other role in the same consultation." in visitor.text


def trustee_email(room: Room) -> str:
    return str(room.trustees["Alma"].user.email)


def test_key_with_a_passphrase_opens_only_with_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CONSULT_TRUSTEE_PASSPHRASE", "a long quiet sentence")
    run(tmp_path, "keygen", "--for", "c/1")
    assert "seed" not in json.loads((tmp_path / "trustee-key.json").read_text())
    assert (tmp_path / "trustee-key.json").stat().st_mode & 0o777 == 0o600
    mark = run(tmp_path, "fingerprint", "trustee-key.json")
    assert mark == run(tmp_path, "fingerprint", "trustee-key.public.json")
    monkeypatch.setenv("CONSULT_TRUSTEE_PASSPHRASE", "another sentence")
    said = run(tmp_path, "fingerprint", "trustee-key.json", code=1)
    assert said == "Refused: the passphrase is wrong.\n"
    monkeypatch.setenv("CONSULT_TRUSTEE_PASSPHRASE", "short")
    assert "12 letters" in run(tmp_path, "keygen", "--for", "c/1", "--out", "b.json", code=1)
    assert "never overwritten" in run(tmp_path, "keygen", "--for", "c/1", code=1)
