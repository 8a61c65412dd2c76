"""Passkeys of an account: adding, renaming, removing, and answering by one."""

import uuid

from flask import current_app

from consult.domain.people import challenges, notices
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.credential_models import Passkey
from consult.domain.people.credentials import passkey_by_credential, passkeys_of, steps_of
from consult.domain.people.models import User
from consult.domain.people.operations.passwords import NOBODY
from consult.domain.people.operations.second_steps import drop_codes_without_step
from consult.domain.people.queries import actor_and_user
from consult.domain.people.refusals import PasskeyRefused, SecondStepNeeded
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing
from consult.kernel.text import clean_line
from consult.machinery import audit, passkeys

ADD, SIGN_IN, CONFIRM = "passkey_add", "passkey_sign_in", "passkey_confirm"
MOST = 10
LONGEST_NAME = 80


def question_to_add(user: User) -> tuple[str, str]:
    """Return (token, JSON for the browser) to make a passkey for the account."""
    token = challenges.put(ADD, user_id=user.id)
    known = [row.credential_id for row in passkeys_of(user.id)]
    options = passkeys.creation_options(
        _site(), token, user_id=user.id, user_name=user.email, known=known
    )
    return token, options


def add_passkey(user: User, token: str, answer: str, *, name: str, by: Actor) -> Passkey:
    """Keep the passkey that a browser made as the answer; raises PasskeyRefused."""
    taken = challenges.take(ADD, token)
    if taken is None or taken.user_id != user.id or steps_of(user.id).passkeys >= MOST:
        raise PasskeyRefused
    try:
        made = passkeys.made(_site(), token, answer)
    except passkeys.Refused as error:
        raise PasskeyRefused from error
    if passkey_by_credential(made.credential_id) is not None:
        raise PasskeyRefused
    passkey = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=clean_line(name)[:LONGEST_NAME] or "–",
    )
    db.session.add(passkey)
    notices.account_changed(user, "passkey_added")
    audit.record("account.passkey_added", user, by=by)
    return passkey


def rename_passkey(user: User, passkey: Passkey, name: str, *, by: Actor) -> None:
    """Give a passkey another name; raises Missing (name)."""
    if not clean_line(name):
        raise Missing(missing=["name"])
    passkey.name = clean_line(name)[:LONGEST_NAME]
    audit.record("account.passkey_renamed", user, by=by)


def remove_passkey(user: User, passkey: Passkey, *, required: bool, by: Actor) -> None:
    """Take a passkey away; raises SecondStepNeeded when it is the last step of who needs one."""
    steps = steps_of(user.id)
    if required and not steps.authenticator and steps.passkeys == 1:
        raise SecondStepNeeded
    db.session.delete(passkey)
    db.session.flush()
    drop_codes_without_step(user)
    notices.account_changed(user, "passkey_removed")
    audit.record("account.passkey_removed", user, by=by)


def question(purpose: str, user: User | None = None) -> tuple[str, str]:
    """Return (token, JSON for the browser) to be answered by a passkey of the account, or any."""
    token = challenges.put(purpose, user_id=user.id if user else None)
    known = [row.credential_id for row in passkeys_of(user.id)] if user else []
    return token, passkeys.request_options(_site(), token, known)


def check_passkey(purpose: str, token: str, text: str) -> tuple[User, Actor]:
    """Return whose passkey answered; its counter is kept. Raises PasskeyRefused, with an event.

    The question is used up whatever the answer; a question to one account is answered by its own
    passkeys only.
    """
    user_id = _checked(purpose, token, text)
    found = actor_and_user(user_id) if user_id else None
    if found is None:
        audit.record("login.failed", NOBODY, by=VISITOR, method="passkey")
        raise PasskeyRefused
    return found


def _checked(purpose: str, token: str, text: str) -> uuid.UUID | None:
    taken = challenges.take(purpose, token)
    if taken is None:
        return None
    try:
        answer = passkeys.answer(text)
        row = passkey_by_credential(answer.credential_id)
        if row is None or {taken.user_id, answer.user_id} - {None, row.user_id}:
            return None
        key = passkeys.Made(row.credential_id, row.public_key, row.sign_count)
        row.sign_count = passkeys.sign_count(_site(), token, answer, key)
    except passkeys.Refused:
        return None
    row.used_at = now()
    return row.user_id


def _site() -> passkeys.Site:
    settings = current_app.config["SETTINGS"]
    name = settings.service_name.get("en") or next(iter(settings.service_name.values()), "Consult")
    return passkeys.Site.at(settings.public_url, name)
