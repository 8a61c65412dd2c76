"""Secret links to a registration: made anew for each letter, stored only as a hash."""

import base64
import hmac
import uuid
from hashlib import sha256

from flask import current_app

from consult.domain.roundtables.models import Registration
from consult.kernel.references import digest


def secret_of(registration_id: uuid.UUID) -> str:
    """Return the secret (256 bits) of a registration's link: the same each time it is made."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.digest(key, b"place at a round table\n" + registration_id.bytes, sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def renewed(registration: Registration) -> str:
    """Return the secret for a letter; where the key changed since, the new hash is stored."""
    secret = secret_of(registration.id)
    if registration.token_hash != digest(secret):
        registration.token_hash = digest(secret)
    return secret
