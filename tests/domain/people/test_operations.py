"""What people's operations change, refuse and tell."""

import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.people import operations, passwords, queries
from consult.domain.people.actors import VISITOR, Actor, Grant, system
from consult.domain.people.models import Invitation, RoleGrant, User
from consult.domain.people.refusals import (
    AddressTaken,
    LastAdministrator,
    NotAnAddress,
    RoleAndBody,
    SignInRefused,
    WeakPassword,
)
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, make_organisation, make_user

BY = system("test")


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    with app.app_context():
        yield


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def organiser_of(consultation: Any) -> Actor:
    return Actor(user_id=make_user().id, grants=frozenset({Grant("organiser", consultation.id)}))


def test_user_is_stored_with_a_folded_address() -> None:
    user = operations.create_user(" Dana@Example.KZ ", " Dana\u200b Sample ", by=BY)
    assert (user.email, user.name, user.password_hash) == ("dana@example.kz", "Dana Sample", "")
    assert actions() == ["user.created"]


@pytest.mark.parametrize(
    "email", ["", "dana", "dana@", "a b@example.kz", "dana@example.kz\nBcc: x@example.kz", "a@b@c"]
)
def test_user_with_a_broken_address_is_refused(email: str) -> None:
    with pytest.raises(NotAnAddress):
        operations.create_user(email, "Dana", by=BY)


def test_second_user_with_the_address_is_refused() -> None:
    make_user(email="dana@example.kz")
    with pytest.raises(AddressTaken):
        operations.create_user("DANA@example.kz", "Dana", by=BY)


def test_user_without_a_name_is_refused() -> None:
    with pytest.raises(Missing):
        operations.create_user("dana@example.kz", "\u200b", by=BY)


def test_password_may_not_hold_the_address() -> None:
    with pytest.raises(WeakPassword) as refused:
        operations.create_user("dana.sample@example.kz", "D", password="dana.sample 2026", by=BY)
    assert refused.value.facts["reason"] == "contains_name"


def test_unknown_address_costs_one_hash_like_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = make_user()
    asked: list[str] = []
    real = passwords.HASHER.verify

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(passwords.PasswordHasher, name)

        def verify(self, stored: str, password: bytes) -> bool:
            asked.append(stored.split("$")[3])
            return real(stored, password)

    passwords._dummy()
    monkeypatch.setattr(passwords, "HASHER", Counting())
    for email in (user.email, "ghost@example.kz"):
        with pytest.raises(SignInRefused):
            operations.sign_in(email, "a wrong password of mine")
    assert asked == ["m=19456,t=2,p=1"] * 2


def test_at_most_two_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = [0], [0]

    class Slow:
        def hash(self, _password: bytes) -> str:
            running[0] += 1
            most[0] = max(most[0], running[0])
            time.sleep(0.02)
            running[0] -= 1
            return ""

    monkeypatch.setattr(passwords, "HASHER", Slow())
    threads = [threading.Thread(target=passwords.make_hash, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


def test_role_is_granted_once_and_told_once() -> None:
    consultation, user = make_consultation(), make_user()
    by = organiser_of(consultation)
    first = operations.grant_role(user, consultation, "moderator", by=by)
    second = operations.grant_role(user, consultation, "moderator", by=by)
    assert first.id == second.id
    assert db.session.scalars(select(Letter.kind)).all() == ["role_granted"]
    assert actions() == ["role.granted"]


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_only_organisers_of_this_consultation_grant(role: str) -> None:
    consultation, other = make_consultation(), make_consultation()
    grants = frozenset({Grant(role, consultation.id), Grant("organiser", other.id)})
    for by in (Actor(user_id=make_user().id, grants=grants), VISITOR):
        with pytest.raises(Forbidden):
            operations.grant_role(make_user(), consultation, "organiser", by=by)


def test_administrator_gives_roles_to_others_only() -> None:
    consultation, own = make_consultation(), make_user(is_administrator=True)
    by = Actor(user_id=own.id, is_administrator=True)
    with pytest.raises(Forbidden):
        operations.grant_role(own, consultation, "organiser", by=by)
    grant = operations.grant_role(make_user(), consultation, "organiser", by=by)
    assert grant.role == "organiser"


def test_ministry_role_goes_with_a_state_body_only() -> None:
    consultation, user = make_consultation(), make_user()
    for role, body in (
        ("ministry_approver", None),
        ("ministry_approver", make_organisation("O01", kind="ngo")),
        ("moderator", make_body("MOJ")),
        ("king", None),
    ):
        with pytest.raises(RoleAndBody):
            operations.grant_role(user, consultation, role, body=body, by=BY)
    grant = operations.grant_role(
        user, consultation, "ministry_approver", body=make_body("MOJ"), by=BY
    )
    assert grant.organisation_id == make_body("MOJ").id


def test_revoked_role_is_gone_from_the_actor() -> None:
    consultation = make_consultation()
    user = make_user([("moderator", consultation)])
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one()
    operations.revoke_role(grant, by=organiser_of(consultation))
    found = queries.actor_and_user(user.id)
    assert found is not None
    assert found[1].grants == frozenset()


def test_invitation_keeps_no_secret() -> None:
    consultation = make_consultation()
    operations.invite(
        "new@example.kz", consultation=consultation, role="moderator", language="en", by=BY
    )
    letter = db.session.scalars(select(Letter)).one()
    secret = letter.body.split("/account/accept/")[1].split()[0]
    assert len(secret) >= 43
    stored = [row.token_hash for row in db.session.scalars(select(Invitation))]
    assert secret not in stored + [str(row.payload) for row in db.session.scalars(
        select(AuditEvent)
    )]  # fmt: skip
    assert letter.subject == "Invitation to Public consultations"
    assert "Your role: Moderator" in letter.body
    assert "Action plan (en)" in letter.body


def test_invitation_is_used_once() -> None:
    operations.invite("new@example.kz", member_of=make_organisation("O01"), name="Dana", by=BY)
    letter = db.session.scalars(select(Letter)).one()
    secret = letter.body.split("/account/accept/")[1].split()[0]
    user = operations.accept_invitation(secret, name="Dana", password=PASSWORD)
    assert [body.code for body in queries.organisations_of(user.id)] == ["O01"]
    with pytest.raises(Exception, match="dead_link"):
        operations.accept_invitation(secret, name="Dana", password=PASSWORD)


def test_letters_hold_names_as_they_are_typed() -> None:
    user = make_user(name="{{ 7*7 }} %(x)s {0.__class__}", language="en")
    operations.request_reset(user.email, language="en")
    letter = db.session.scalars(select(Letter)).one()
    assert "Hello, {{ 7*7 }} %(x)s {0.__class__}!" in letter.body
    assert "\n" not in letter.subject


def test_last_administrator_is_not_closed() -> None:
    first = make_user(is_administrator=True)
    by = queries.actor_of(queries.actor_and_user(first.id)[0])  # type: ignore[index]
    with pytest.raises(LastAdministrator):
        operations.disable_user(first, by=by)
    make_user(is_administrator=True)
    operations.disable_user(first, by=by)
    assert queries.actor_and_user(first.id) is None


def test_others_close_no_account() -> None:
    with pytest.raises(Forbidden):
        operations.disable_user(make_user(), by=Actor(user_id=make_user().id))


def test_administrator_is_made_of_an_existing_account() -> None:
    user = make_user(email="dana@example.kz")
    operations.create_administrator("dana@example.kz", "Other name", by=BY)
    found = db.session.get_one(User, user.id)
    assert (found.is_administrator, found.name) == (True, user.name)
    assert operations.sign_in("dana@example.kz", PASSWORD)[1].is_administrator
