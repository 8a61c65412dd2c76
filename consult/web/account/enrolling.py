"""What an authenticator app is shown: the picture, and the secret to type by hand."""

from typing import Any

from flask import current_app, session

from consult.domain.people import authenticators
from consult.kernel.references import in_groups
from consult.web.language import current_language
from consult.web.qr_codes import drawing

OFFERED = "offered_authenticator"


def offered_secret() -> str:
    """Return the secret offered in this session: one until it is used, whatever is reloaded."""
    if OFFERED not in session:
        session[OFFERED] = authenticators.new_secret()
    return str(session[OFFERED])


def forget_secret() -> None:
    """Forget the offer after it was used."""
    session.pop(OFFERED, None)


def enrolment(user: Any) -> dict[str, Any]:
    """Return what the page of setting an app up shows."""
    secret = offered_secret()
    names = current_app.config["SETTINGS"].service_name
    service = names.get(current_language()) or next(iter(names.values()), "Consult")
    address = authenticators.setup_address(secret, user.email, service)
    return {"picture": drawing(address), "secret": in_groups(secret, " ")}
