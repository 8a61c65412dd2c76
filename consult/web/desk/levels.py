"""Consent levels that are offered in the room, one plain sentence each (D-12, D-13)."""

from flask_babel import lazy_gettext as _l

LEVELS = (
    ("named", _l("Name and organisation may be published.")),
    ("org_only", _l("Only the organisation may be published.")),
    ("withheld_public", _l("Ministries see the name, the public does not.")),
)
"""Levels of a speaker whose name is written down."""
WITHHELD = "anonymous"
"""The level of a speaker whose name and organisation are not written down at all."""
OFFERED = (*(code for code, _words in LEVELS), WITHHELD)
