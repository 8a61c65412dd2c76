"""Trustees: whose keys are taken, who may be one, what everybody sees of them."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.people.actors import VISITOR, Actor, system
from consult.domain.people.models import RoleGrant
from consult.domain.people.operations import grant_role, revoke_role
from consult.domain.people.refusals import TrusteeApart
from consult.domain.submissions import boxes, sealing, trustees
from consult.domain.submissions.sealing_models import SealedKey
from consult.domain.submissions.sealing_refusals import KeyRefused
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from tests.factories.consultations import make_consultation
from tests.factories.people import make_organisation, make_user
from tests.factories.sealing import about, send, sender, two_trustees
from tests.factories.trustees import make_trustee, tool


@pytest.fixture
def opened(app: Flask, tmp_path):
    with two_trustees(app, tmp_path) as made:
        yield made


def test_without_two_keys_nothing_is_sealed_nor_offered(app: Flask, tmp_path) -> None:
    with app.app_context():
        consultation = make_consultation()
        make_trustee(consultation, tmp_path, "First")
        assert not trustees.can_seal(consultation.id)
        second = make_trustee(consultation, tmp_path, "Second")
        assert trustees.can_seal(consultation.id)
        second.user = db.session.merge(second.user)
        second.user.disabled_at = now()
        db.session.flush()
        assert not trustees.can_seal(consultation.id)
        assert sealing.take_out(consultation.id, [sender(consultation, "A")]).identities == ()


def test_taken_back_key_seals_nothing_more(opened) -> None:
    consultation, pair, folder = opened
    third = make_trustee(consultation, folder, "Third")
    trustees.revoke_key(consultation, by=pair[0].actor)
    receipt = send(consultation, about())
    held = select(SealedKey).where(SealedKey.submission_id == receipt.submission.id)
    names = {key.id: key.user_id for key in trustees.live_keys(consultation.id)}
    assert set(names.values()) == {pair[1].user.id, third.user.id}
    assert {row.outer_id for row in db.session.scalars(held)} == set(names)


def refused(consultation, data: bytes, by: Actor) -> str:
    with pytest.raises(KeyRefused) as found:
        trustees.add_key(consultation, data, by=by)
    return str(found.value.facts["reason"])


def test_keys_of_others_and_private_keys_are_refused(opened, tmp_path) -> None:
    consultation, pair, folder = opened
    new = make_trustee(consultation, folder, "Third", key=False)
    assert refused(consultation, new.private.read_bytes(), new.actor) == "private_key"
    assert refused(consultation, pair[0].public.read_bytes(), new.actor) == "wrong_owner"
    assert refused(consultation, b"\xff\x00 not a key", new.actor) == "not_a_key"
    forged = json.loads(pair[0].public.read_text())
    forged["for"] = trustees.owner_of(consultation, new.user.id)
    assert refused(consultation, json.dumps(forged).encode(), new.actor) == "not_a_key"
    assert refused(consultation, new.public.read_bytes(), pair[0].actor) == "has_key"
    with pytest.raises(Forbidden):
        trustees.add_key(consultation, new.public.read_bytes(), by=VISITOR)


def test_one_key_does_not_serve_two_accounts(opened) -> None:
    consultation, pair, folder = opened
    new = make_trustee(consultation, folder, "Third", key=False)
    owner = trustees.owner_of(consultation, new.user.id)
    copy = folder / "copy.public.json"
    tool().main(["public", str(pair[0].private), "--for", owner, "--out", str(copy)])
    assert refused(consultation, copy.read_bytes(), new.actor) == "taken"


def test_public_list_and_changes_name_trustees_and_fingerprints(opened) -> None:
    consultation, pair, _folder = opened
    marks = [json.loads(one.public.read_text())["key"] for one in pair]
    listed = [(one.name, one.fingerprint) for one in trustees.public_list(consultation.id)]
    assert listed == [
        ("First", boxes.fingerprint(marks[0])),
        ("Second", boxes.fingerprint(marks[1])),
    ]
    trustees.revoke_key(consultation, by=pair[1].actor)
    changes = [(one.what, one.name) for one in trustees.public_changes(consultation)]
    assert changes == [("key_added", "First"), ("key_added", "Second"), ("key_revoked", "Second")]
    assert [one.name for one in trustees.public_list(consultation.id)] == ["First"]


def test_role_that_is_taken_away_is_a_public_change_and_ends_the_key(opened) -> None:
    consultation, pair, _folder = opened
    granted = select(RoleGrant).where(
        RoleGrant.user_id == pair[0].user.id, RoleGrant.consultation_id == consultation.id
    )
    revoke_role(db.session.scalars(granted).one(), by=system("command"))
    last = trustees.public_changes(consultation)[-1]
    assert (last.what, last.name) == ("role_revoked", "First")
    assert [one.name for one in trustees.public_list(consultation.id)] == ["Second"]
    assert not trustees.can_seal(consultation.id)


def test_administrators_and_voices_of_the_state_are_no_trustees(opened) -> None:
    consultation, _pair, _folder = opened
    ministry = make_organisation("MIN-1", "ministry")
    cases = {
        "administrator": make_user(is_administrator=True),
        "state_body": make_user(organisation=ministry),
        "role": make_user([("facilitator", consultation)]),
    }
    for reason, user in cases.items():
        with pytest.raises(TrusteeApart) as refusal:
            grant_role(user, consultation, "trustee", by=system("command"))
        assert refusal.value.facts["reason"] == reason
