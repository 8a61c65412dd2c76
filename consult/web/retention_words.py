"""Kinds of data that are kept for a time, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.web.labels import LABELS

LABELS.setdefault(
    "retention",
    {
        "withheld_names": _l("Names that are withheld from the public"),
        "sealed_names": _l("Names sealed to the trustees"),
        "author_addresses": _l("E-mail addresses of those who commented"),
        "receipt_codes": _l("Receipt codes and edit links"),
        "meeting_addresses": _l("Addresses and needs of people who came to round tables"),
        "letters_sent": _l("Letters that were sent: address and text"),
        "letters_failed": _l("Letters that could not be sent: address and text"),
        "drafts": _l("Drafts that nobody sent"),
        "uploads": _l("Uploaded files that nobody sent or imported"),
        "sessions": _l("Sessions after their end"),
        "counters": _l("Counters that stop floods (under a pseudonym of one day)"),
        "backups": _l("Backups of the database and the files"),
        "backup_keys": _l("Backups of the keys to sealed names"),
    },
)
LABELS.setdefault(
    "retention_since",
    {
        "ended": _l("after the plan was adopted or, without that, the report published"),
        "held": _l("after the meeting"),
        "sent": _l("after it was sent"),
        "failed": _l("after it was written"),
        "touched": _l("after the last change"),
        "staged": _l("after it was uploaded"),
        "ended_session": _l("after its end"),
        "counted": _l("after it was counted"),
        "made": _l("after it was made"),
    },
)

RETENTION_SENTENCES = {
    "bad_period": lambda **f: _(
        "Enter a number of days from %(least)s to %(most)s.", least=f["least"], most=f["most"]
    ),
    "still_has_roles": lambda **_f: _(
        "Your account has a role. Ask an organiser or the administrator to take it back, then "
        "close the account."
    ),
}


def purged(counts: dict[str, Any]) -> int:
    """Return how many rows a purge emptied or deleted."""
    return sum(int(count) for count in counts.values())
