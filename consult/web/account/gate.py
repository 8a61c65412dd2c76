"""Limits of the doors in: failures are counted by account and network, known devices apart."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consult.kernel.errors import TooMany
from consult.kernel.references import digest
from consult.web.throttle import Limit, give_back, network, pseudonym, use

WINDOW = 300
TOTAL = Limit("sign_in_total", 1000, WINDOW)
NETWORK = Limit("sign_in_network", 10, WINDOW)
ACCOUNT = Limit("sign_in_account", 10, WINDOW)
DEVICE = Limit("sign_in_device", 10, WINDOW)
LETTERS = Limit("account_letters", 5, 3600)
"""No longer than a link lives: who asks for another's letters leaves them always one that works."""
LETTERS_NETWORK = Limit("account_letters_network", 60, 3600)
STEP = Limit("second_step", 5, WINDOW)
STEP_HOUR = Limit("second_step_hour", 20, 3600)
DEVICE_SECONDS = 180 * 86_400


@contextmanager
def attempt(email: str) -> Iterator[None]:
    """Hold one attempt to sign in; a failure stays counted, a success is given back.

    Raises TooMany before anything is hashed. Whoever comes from a device on which this account
    has signed in before has a count of its own: nobody can lock the owner out from elsewhere.
    Without an address (a passkey, a provider) only the network and the total are counted.
    """
    held = _held(_counts(email))
    try:
        yield
    except TooMany:
        _give_back(held)  # nothing was tried: too many others were being checked
        raise
    _give_back(held)


@contextmanager
def step_attempt(user_id: uuid.UUID) -> Iterator[None]:
    """Hold one attempt at a second step: five in five minutes and twenty in an hour an account.

    A failure stays counted, a success is given back. Raises TooMany before the code is looked at.
    """
    held = [(limit, pseudonym(str(user_id))) for limit in (STEP, STEP_HOUR)]
    for limit, who in held:
        use(limit, who)
    yield
    _give_back(held)


def may_send_letter(email: str) -> bool:
    """Count one letter asked for by a visitor; False when this address has had enough.

    Raises TooMany when the network has asked too often.
    """
    use(LETTERS_NETWORK, network())
    try:
        use(LETTERS, pseudonym(email.strip().lower()))
    except TooMany:
        return False
    return True


def remember_device(response: Response, email: str) -> Response:
    """Mark this device as one on which the account has signed in; the mark itself opens nothing."""
    secure = current_app.config["SETTINGS"].secure
    response.set_cookie(
        _name(),
        _signer().dumps([_mark(email, current_app.config["SECRET_KEY"]), secrets.token_hex(8)]),
        max_age=DEVICE_SECONDS,
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _held(counts: list[tuple[Limit, str]]) -> list[tuple[Limit, str]]:
    """Use every count; whoever is refused by one of them uses up none of the others.

    Else somebody could close the door to everybody by asking a thousand times in vain.
    """
    held: list[tuple[Limit, str]] = []
    for limit, who in counts:
        try:
            use(limit, who)
        except TooMany:
            _give_back(held)
            raise
        held.append((limit, who))
    return held


def _give_back(held: list[tuple[Limit, str]]) -> None:
    for limit, who in held:
        with suppress(TooMany):
            give_back(limit, who)


def _counts(email: str) -> list[tuple[Limit, str]]:
    cookie = request.cookies.get(_name(), "")
    if _is_known(cookie, email):
        return [(DEVICE, digest(cookie)[:32])]
    common = [(TOTAL, "all"), (NETWORK, network())]
    account = email.strip().lower()
    return [*common, (ACCOUNT, pseudonym(account))] if account else common


def _is_known(cookie: str, email: str) -> bool:
    try:
        mark, _salt = _signer().loads(cookie, max_age=DEVICE_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return False
    keys = current_app.config["SETTINGS"].secrets
    return any(secrets.compare_digest(str(mark), _mark(email, key)) for key in keys)


def _mark(email: str, key: str) -> str:
    return digest(f"{key}\n{email.strip().lower()}")[:32]


def _name() -> str:
    secure = current_app.config["SETTINGS"].secure
    return "__Host-consult-device" if secure else "consult_device"


def _signer() -> URLSafeTimedSerializer:
    newest_last = list(current_app.config["SETTINGS"].secrets[::-1])
    return URLSafeTimedSerializer(newest_last, salt="known device")
