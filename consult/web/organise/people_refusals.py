"""What is said when roles and organisations are refused: one sentence a code."""

from flask_babel import gettext as _

from consult.web.sentences import SENTENCES

SENTENCES.update(
    {
        "role_and_body": lambda **_f: _(
            "A ministry role needs the body that the person acts for; other roles take none."
        ),
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
