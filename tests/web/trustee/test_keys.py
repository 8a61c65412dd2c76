"""The page of a trustee's key, the role that goes with it, and the passphrase of the tool."""

import io
import json
import re

import pytest
from flask import Flask
from nacl.pwhash import argon2id

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.trustees import owner_of
from consult.kernel.database import db
from tests.factories.people import make_user, sign_in
from tests.factories.trustees import make_trustee, tool
from tests.visitor import Visitor
from tests.web.trustee.room import Room, run


@pytest.fixture
def room(app: Flask, tmp_path) -> Room:
    return Room(app, tmp_path)


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


@pytest.fixture
def quick(monkeypatch):
    """The tool as a module, with a passphrase that is stretched less."""
    found = tool()
    monkeypatch.setattr(found, "OPERATIONS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(found, "MEMORY", argon2id.MEMLIMIT_MIN)
    return found


def test_key_with_a_passphrase_opens_only_with_it(quick, tmp_path, monkeypatch, capsys) -> None:
    key = str(tmp_path / "trustee-key.json")

    def said(phrase: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("CONSULT_TRUSTEE_PASSPHRASE", phrase)
        code = quick.main(list(words))
        found = capsys.readouterr()
        return code, found.out + found.err

    right = "a long quiet sentence"
    assert said(right, "keygen", "--for", "c/1", "--out", key)[0] == 0
    assert "seed" not in json.loads((tmp_path / "trustee-key.json").read_text())
    assert (tmp_path / "trustee-key.json").stat().st_mode & 0o777 == 0o600
    mark = said(right, "fingerprint", key)
    assert mark == said("", "fingerprint", str(tmp_path / "trustee-key.public.json"))
    wrong = said("another sentence", "fingerprint", key)
    assert wrong == (1, "Refused: the passphrase is wrong.\n")
    other = str(tmp_path / "b.json")
    assert "12 letters" in said("short", "keygen", "--for", "c/1", "--out", other)[1]
    assert "never overwritten" in said(right, "keygen", "--for", "c/1", "--out", key)[1]
