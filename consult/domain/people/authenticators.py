"""Six-digit codes of an authenticator app (RFC 6238) and recovery codes: making and comparing."""

import hmac
import uuid
from datetime import datetime

import pyotp

from consult.kernel.ciphers import Unopened, lock, unlock
from consult.kernel.references import digest, fold_code, in_groups, random_reference

SECONDS = 30
DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
RECOVERY_LENGTH = 28


def new_secret() -> str:
    """Return a secret for an app: 160 bits in base 32."""
    return pyotp.random_base32()


def setup_address(secret: str, account: str, service: str) -> str:
    """Return the otpauth address that an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=service)


def matching_step(secret: str, code: str, moment: datetime) -> int | None:
    """Return the time step whose code this is: the present one or a neighbour; else None."""
    made = pyotp.TOTP(secret)
    present = int(moment.timestamp()) // SECONDS
    for step in (present + drift for drift in DRIFT):
        if hmac.compare_digest(made.generate_otp(step).encode(), code.encode()):
            return step
    return None


def digits(typed: str) -> str:
    """Return a typed code without spaces and dashes."""
    return "".join(sign for sign in typed if not sign.isspace() and sign != "-")


def locked(secret: str, service_key: str, user_id: uuid.UUID) -> str:
    """Return the secret as it is stored: it opens with the service's key for this account only."""
    return lock(service_key, f"authenticator:{user_id}", secret)


def opened(stored: str, service_key: str, user_id: uuid.UUID) -> str | None:
    """Return a stored secret; None when it was locked under another key or for another account."""
    try:
        return str(unlock(service_key, f"authenticator:{user_id}", stored))
    except Unopened:
        return None


def new_recovery_codes() -> list[str]:
    """Return ten codes of 140 random bits, in groups that people can read and type."""
    codes = (random_reference(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES))
    return [in_groups(code, "-") for code in codes]


def recovery_hash(user_id: uuid.UUID, typed: str) -> str:
    """Return the hash under which a recovery code is stored, however it was typed."""
    return digest(f"{user_id}:{fold_code(typed)}")
