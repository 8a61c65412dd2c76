"""Passkeys by the WebAuthn standard: questions to a browser and the checking of its answers.

The library is imported inside the functions: it is heavy and few requests need it.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

T = TypeVar("T")
LONGEST = 16_384


class Refused(Exception):
    """The answer is broken, or does not fit the question; the text is for the log."""


@dataclass(frozen=True)
class Site:
    """For whom passkeys are made: the host, the exact origin, and the name shown."""

    host: str
    origin: str
    name: str

    @classmethod
    def at(cls, public_url: str, name: str) -> "Site":
        """Return the site of the configured public address."""
        parts = urlsplit(public_url)
        return cls(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}", name)


@dataclass(frozen=True)
class Made:
    """What is kept of a new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Answer:
    """An answer that is not checked yet: whose passkey it says it is."""

    credential_id: bytes
    user_id: uuid.UUID | None
    text: str


def creation_options(
    site: Site, challenge: str, *, user_id: uuid.UUID, user_name: str, known: Iterable[bytes]
) -> str:
    """Return the JSON with which a browser makes a passkey that verifies its user."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=user_id.bytes,
        user_name=user_name,
        challenge=base64url_to_bytes(challenge),
        exclude_credentials=_descriptors(known),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)


def made(site: Site, challenge: str, text: str) -> Made:
    """Return the passkey that a browser made; raises Refused."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415

    found = _checked(
        lambda: webauthn.verify_registration_response(
            credential=text,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        ),
        text,
    )
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def request_options(site: Site, challenge: str, known: Iterable[bytes] = ()) -> str:
    """Return the JSON with which a browser answers by a passkey: one of the known, or any."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_descriptors(known),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def answer(text: str) -> Answer:
    """Return whose answer this claims to be; raises Refused when it cannot be read."""
    from webauthn.helpers import parse_authentication_credential_json  # noqa: PLC0415

    found = _checked(lambda: parse_authentication_credential_json(text), text)
    handle = found.response.user_handle
    user_id = _checked(lambda: uuid.UUID(bytes=handle), text) if handle else None
    return Answer(found.raw_id, user_id, text)


def sign_count(site: Site, challenge: str, given: Answer, key: Made) -> int:
    """Return the new counter of a right answer; raises Refused, also when the counter went back."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415

    found = _checked(
        lambda: webauthn.verify_authentication_response(
            credential=given.text,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        ),
        given.text,
    )
    return found.new_sign_count


def _checked(check: Callable[[], T], text: str) -> T:
    """Return what a check gives; everything that a hostile answer can break becomes Refused."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    if len(text) > LONGEST:
        raise Refused("too long")
    try:
        return check()
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(type(error).__name__) from error


def _descriptors(known: Iterable[bytes]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in known]
