"""Sealing: what stays of an author, who can open what is sealed, what a copy of all rows tells."""

import itertools
import json

import pytest
from flask import Flask
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey
from sqlalchemy import select

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import boxes, operations, registering, sealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.operations import Sending
from consult.domain.submissions.receipts import written
from consult.domain.submissions.sealing_models import SealedIdentity, SealedKey
from consult.domain.submissions.sealing_refusals import CannotOpen, WrongCode
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.audit import AuditEvent
from tests.factories.people import make_organisation, make_user
from tests.factories.sealing import (
    CANARIES,
    POINT,
    SECRET,
    about,
    dump,
    found_in,
    member_of,
    send,
    sender,
    two_trustees,
)
from tests.factories.trustees import make_trustee


@pytest.fixture
def opened(app: Flask, tmp_path):
    with two_trustees(app, tmp_path) as made:
        yield made


def test_row_keeps_level_kind_verification_and_region_only(opened) -> None:
    consultation, _pair, _folder = opened
    author, by = member_of(make_organisation("NGO-1", "accredited_ngo"))
    for number in range(4):
        make_organisation(f"ALIKE-{number}", "accredited_ngo")
    row = send(consultation, author, by).submission
    hidden = {name: getattr(row, name) for name in sealing.HIDDEN}
    assert hidden == sealing.HIDDEN
    kept = (row.level, row.organisation_kind, row.verification, row.region_code)
    assert kept == ("withheld_ministries", "accredited_ngo", "organisation_confirmed", "KZ-75")
    assert sealing.is_sealed(row.id)


def test_row_does_not_keep_a_kind_that_hardly_anybody_has(opened) -> None:
    consultation, _pair, _folder = opened
    own = make_organisation("NGO-1", "accredited_ngo")
    for number in range(3):
        make_organisation(f"ALIKE-{number}", "accredited_ngo")
    merged = make_organisation("MERGED", "accredited_ngo")
    merged.merged_into_id = own.id
    db.session.add(merged)
    db.session.commit()
    author, by = member_of(own)
    receipt = send(consultation, author, by)
    assert receipt.submission.organisation_kind == "other"
    found = sealing.open_with_code(receipt.submission, receipt.secrets.code)
    assert found.organisation_kind == "accredited_ngo"


def test_author_opens_with_the_code_and_nobody_with_another(opened) -> None:
    consultation, _pair, _folder = opened
    organisation = make_organisation("NGO-2")
    author, by = member_of(organisation)
    before = now()
    receipt = send(consultation, author, by)
    found = sealing.open_with_code(receipt.submission, receipt.secrets.code.lower())
    assert (found.author_name, found.organisation_id) == ("Canary Name", organisation.id)
    assert (found.contact_email, found.user_id) == ("canary@ngo.example", by.user_id)
    assert found.organisation_names["en"] == "NGO NGO-2"
    assert before <= found.received_at <= now()
    with pytest.raises(WrongCode):
        sealing.open_with_code(receipt.submission, written("0" * 26))


def seeds(pair) -> list[SigningKey]:
    files = [json.loads(one.private.read_text()) for one in pair]
    return [SigningKey(boxes.decoded(file["seed"])) for file in files]


def everything_openable(keys: list[SigningKey]) -> set[bytes]:
    """All that these private keys open, again and again, of what the database holds."""
    held = [bytes(row.box) for row in db.session.scalars(select(SealedKey))]
    found: set[bytes] = set()
    while held:
        box = held.pop()
        for key in keys:
            try:
                plain = SealedBox(key.to_curve25519_private_key()).decrypt(box)
            except CryptoError:
                continue
            facts = json.loads(plain)
            found.add(boxes.decoded(facts.get("key", "")))
            held.append(boxes.decoded(facts.get("box", "")))
    return found - {b""}


def test_one_trustee_alone_opens_nothing_and_two_open_it(opened) -> None:
    consultation, pair, _folder = opened
    receipt = send(consultation, about())
    box = db.session.get_one(SealedIdentity, receipt.submission.id).box
    keys = seeds(pair)
    assert [everything_openable([key]) for key in keys] == [set(), set()]
    (key,) = everything_openable(keys)
    assert boxes.open_identity(box, key)["author_name"] == "Canary Name"


def test_each_of_three_pairs_opens_it_in_both_orders(opened) -> None:
    consultation, pair, folder = opened
    trio = [*pair, make_trustee(consultation, folder, "Third")]
    receipt = send(consultation, about())
    box = db.session.get_one(SealedIdentity, receipt.submission.id).box
    held = select(SealedKey).where(SealedKey.submission_id == receipt.submission.id)
    assert len(db.session.scalars(held).all()) == 6
    for two in itertools.combinations(seeds(trio), 2):
        (key,) = everything_openable(list(two))
        assert boxes.open_identity(box, key)["author_name"] == "Canary Name"


def test_copy_of_the_database_tells_nothing_of_the_author(opened) -> None:
    consultation, _pair, _folder = opened
    author = about(author_kind="joint", cosigners="Canary Cosigner")
    user = make_user(name="Canary Account")
    receipt = send(consultation, author, Actor(user_id=user.id))
    db.session.flush()
    dumped = dump()
    assert found_in(dumped, CANARIES) == []
    own = [
        str(user.id) in line for line in dumped.splitlines() if str(receipt.submission.id) in line
    ]
    assert (True in own, len(own) > 2) == (False, True)
    log = select(AuditEvent).where(AuditEvent.actor == f"user:{user.id}")
    assert db.session.scalars(log).all() == []


def test_server_secret_and_all_code_decrypt_no_field(app: Flask, opened) -> None:
    consultation, _pair, _folder = opened
    receipt = send(consultation, about())
    row = db.session.get_one(SealedIdentity, receipt.submission.id)
    known = [app.config["SECRET_KEY"], row.submission_id.hex, receipt.submission.reference]
    hashes = [receipt.submission.code_hash, receipt.submission.edit_token_hash]
    for secret in [*known, *hashes]:
        with pytest.raises(WrongCode):
            sealing.open_with_code(receipt.submission, secret)
        with pytest.raises(CryptoError):
            boxes.open_identity(row.box, secret.encode().ljust(32, b"0")[:32])


def test_build_that_keeps_the_organisation_is_caught(opened, monkeypatch) -> None:
    """The mutant: what the checks above look for is found when the row keeps the name."""
    consultation, _pair, _folder = opened
    monkeypatch.setattr(registering, "without_identity", lambda facts: facts)
    row = send(consultation, about()).submission
    db.session.flush()
    assert row.organisation_name == "Canary Typed"
    assert found_in(dump(), CANARIES) == ["Canary Name", "Canary Typed", "canary@ngo.example"]


def test_lengths_of_boxes_do_not_tell_lengths_of_names(opened) -> None:
    consultation, _pair, _folder = opened
    short = sealing.take_out(consultation.id, [sender(consultation, "A")])
    long = sealing.take_out(consultation.id, [sender(consultation, "A" * 290)])
    assert len(short.identities[0]["box"]) == len(long.identities[0]["box"])


def test_identity_goes_back_to_the_row_for_a_more_open_level(opened) -> None:
    consultation, _pair, _folder = opened
    organisation = make_organisation("NGO-3")
    author, by = member_of(organisation)
    receipt = send(consultation, author, by)
    sealing.give_back(receipt.submission, receipt.secrets.code)
    row = receipt.submission
    assert (row.author_name, row.organisation_id) == ("Canary Name", organisation.id)
    assert (row.user_id, row.organisation_kind) == (by.user_id, "")
    assert not sealing.is_sealed(row.id)
    assert seals_left(row) == 0


def seals_left(row: Submission) -> int:
    return len(db.session.scalars(select(SealedKey).filter_by(submission_id=row.id)).all())


def test_row_that_stands_is_sealed_later(opened) -> None:
    consultation, _pair, _folder = opened
    receipt = send(consultation, about(level="withheld_public"))
    row = receipt.submission
    assert row.organisation_name == "Canary Typed"
    assert sealing.seal(row, receipt.secrets.code)
    assert {name: getattr(row, name) for name in sealing.HIDDEN} == sealing.HIDDEN
    found = sealing.open_with_code(row, receipt.secrets.code)
    assert (found.organisation_name, found.contact_email) == ("Canary Typed", "canary@ngo.example")


def test_destroyed_identity_is_gone_and_the_log_whole(opened) -> None:
    consultation, pair, _folder = opened
    receipt = send(consultation, about())
    assert sealing.destroy(receipt.submission, by=VISITOR, cause="period_over")
    assert not sealing.destroy(receipt.submission, by=VISITOR, cause="period_over")
    row = db.session.get_one(SealedIdentity, receipt.submission.id)
    assert (row.box, row.author_box, seals_left(receipt.submission)) == (b"", b"", 0)
    assert everything_openable(seeds(pair)) == set()
    with pytest.raises(CannotOpen):
        sealing.open_with_code(receipt.submission, receipt.secrets.code)
    assert audit.verify()[2] is None


def test_import_at_this_level_is_sealed_too(opened) -> None:
    consultation, _pair, _folder = opened
    places = operations.places_of(consultation.id)
    entry = registering.Entry(
        about=about(), points=[POINT], channel="letter", received_at=now(), number=1,
        secrets=operations.new_secrets(),
    )  # fmt: skip
    registering.write(consultation, places, [entry])
    assert sealing.is_sealed(entry.id)
    assert found_in(dump(), CANARIES) == []


def test_facts_written_again_go_into_a_box_and_never_into_the_row(opened) -> None:
    consultation, _pair, _folder = opened
    row = send(consultation, about(level="named", author_name="Open Name")).submission
    sealing.rewrite(row, about())
    assert {name: getattr(row, name) for name in sealing.HIDDEN} == sealing.HIDDEN
    assert (row.organisation_kind, sealing.is_sealed(row.id)) == ("other", True)
    sealing.rewrite(row, about(level="named", author_name="Open Again"))
    assert (row.author_name, row.organisation_kind) == ("Open Again", "")
    assert (sealing.is_sealed(row.id), seals_left(row)) == (False, 0)
    sealing.rewrite(row, about(level="anonymous"))
    assert {name: getattr(row, name) for name in sealing.HIDDEN} == sealing.HIDDEN


def test_no_row_of_any_table_links_submission_and_organisation(opened) -> None:
    consultation, _pair, _folder = opened
    organisation = make_organisation("NGO-4", contact_email="ngo4@example.kz")
    author, by = member_of(organisation)
    typed = about(organisation_name="NGO NGO-4", contact_email="ngo4@example.kz")
    for number, (facts, actor) in enumerate(((author, by), (typed, VISITOR))):
        sending = Sending(f"key {number}", secret=f"{SECRET} {number}")
        done = operations.submit_comments(consultation, [POINT], facts, by=actor, sending=sending)
        db.session.flush()
        lines = [line for line in dump().splitlines() if str(done.submission.id) in line]
        linked = [line for line in lines if str(organisation.id) in line or "ngo4@" in line]
        assert (linked, len(lines) > 2) == ([], True)
