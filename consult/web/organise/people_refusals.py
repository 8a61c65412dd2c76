"""What is said when roles and organisations are refused: one sentence a code."""

from flask_babel import gettext as _

from consult.web.sentences import SENTENCES


def _trustee_apart(reason: str) -> str:
    return {
        "role": _(
            "A trustee holds no other role in the same consultation. Take the other role away "
            "first, or choose somebody else."
        ),
        "administrator": _(
            "Whoever administers the platform cannot be a trustee. Choose somebody else."
        ),
        "state_body": _(
            "Whoever speaks for a state body cannot be a trustee. Choose somebody else."
        ),
    }[reason]


SENTENCES.update(
    {
        "role_and_body": lambda **_f: _(
            "A ministry role needs the body that the person acts for; other roles take none."
        ),
        "trustee_apart": lambda **f: _trustee_apart(f["reason"]),
        "code_taken": lambda **f: _(
            "Another organisation has the code %(code)s. Choose another one.",
            code=f["organisation_code"],
        ),
        "last_organiser": lambda **_f: _(
            "This is the last organiser. Add another one before you take the role away."
        ),
        "last_administrator": lambda **_f: _(
            "This is the last administrator. Make another one first."
        ),
    }
)
