"""A key that its holder took back, because somebody else may have it, opens nothing more."""

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.submissions import trustees
from consult.kernel.database import db
from tests.web.trustee.room import Room


@pytest.fixture
def room(app: Flask, tmp_path) -> Room:
    return Room(app, tmp_path)


def take_back(room: Room, name: str) -> None:
    with room.app.app_context():
        consultation = db.session.get_one(Consultation, room.id)
        trustees.revoke_key(consultation, by=room.trustees[name].actor)
        db.session.commit()


def test_request_of_a_taken_back_key_is_given_no_box(room: Room) -> None:
    address = room.ask("Alma")
    take_back(room, "Alma")
    berik = room.visitors["Berik"]
    berik.check = False
    berik.open(f"{address}/outer-box.json", 422)


def test_identity_is_not_given_for_a_taken_back_key(room: Room) -> None:
    address = room.ask("Alma")
    room.second("Berik", address)
    take_back(room, "Alma")
    assert b"inner" not in room.download("Alma", address, "sealed-identity.json", 422)
