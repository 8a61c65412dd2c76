"""What is said when an account's form is refused: one sentence a code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.web.sentences import SENTENCES


def _weak(reason: str, least: int, **_facts: Any) -> str:
    if reason == "too_short":
        return ngettext(
            "Use at least %(num)s character.", "Use at least %(num)s characters.", least
        )
    if reason == "contains_name":
        return _(
            "Do not use your own name, your address, or the name of the service or of your"
            " organisation."
        )
    if reason == "too_long":
        return _("Use a shorter password: at most 1,024 bytes.")
    return _("This password is too common. Use several words that do not belong together.")


SENTENCES.update(
    {
        "weak_password": _weak,
        "wrong_password": lambda **_f: _("This is not your present password."),
        "sign_in_refused": lambda **_f: _(
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "not_an_address": lambda **_f: _("Enter an e-mail address in the form name@example.kz."),
        "address_taken": lambda **_f: _("There is an account with this address already."),
        "wrong_step_code": lambda **_f: _(
            "This code is not right, or it was used before. Wait for the next code and try again."
        ),
        "second_step_needed": lambda **_f: _(
            "Your account needs a second step. Set up another one before you remove this."
        ),
        "passkey_refused": lambda **_f: _(
            "The passkey was not accepted. Try again, or choose another way."
        ),
        "provider_refused": lambda **_f: _(
            "Signing in there did not work. Try again, or sign in with your password here."
        ),
        "dead_link": lambda **_f: _("This link was used or has expired. Ask for a new one."),
    }
)
