"""What is said when keys and requests are refused: one sentence a code."""

from typing import Any

from flask_babel import gettext as _

from consult.web.sentences import SENTENCES


def _key_refused(reason: str) -> str:
    return {
        "private_key": _(
            "This file holds a private key. It was not stored. Make a new pair of keys, because "
            "this one has left your computer, and hand in the file that ends in .public.json."
        ),
        "not_a_key": _(
            "This is not a public key made by the trustees' tool. Hand in the file that ends in "
            ".public.json."
        ),
        "wrong_owner": _(
            "This key was made for another account or another consultation. Make the file again "
            "with the command that stands on this page."
        ),
        "taken": _("This key is in use already. Every trustee needs a key of their own."),
        "has_key": _("You have a key in this consultation. Take it back before you add another."),
    }[reason]


SENTENCES.update(
    {
        "key_refused": lambda **f: _key_refused(f["reason"]),
        "no_trustee_key": lambda **_f: _(
            "You have no key in this consultation. Add your public key first."
        ),
        "cannot_open": lambda **_f: _(
            "This identity cannot be opened: it was destroyed, or it was sealed before your key "
            "or the other trustees' keys were added."
        ),
        "asked_already": lambda **_f: _(
            "You asked for this identity already. Wait for another trustee."
        ),
        "own_request": lambda **_f: _("You asked for this yourself. Another trustee decides."),
        "wrong_box": lambda **_f: _(
            "This file is not the opened box of this request. Download the box again, open it "
            "with the tool and hand in the file that the tool wrote."
        ),
        "wrong_receipt_code": lambda **_f: _(
            "This receipt code does not open the identity. Check it letter by letter."
        ),
    }
)


def field_of(code: str, facts: dict[str, Any]) -> str:
    """Return the field of a form at which a refusal is shown; empty when it is at none."""
    if code == "missing":
        return str(facts["missing"][0])
    return {"key_refused": "key", "wrong_box": "box"}.get(code, "")
