"""Sentences for what may be refused about consultations and plans."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.web.filters import long_datetime
from consult.web.sentences import SENTENCES


def _moment(moment: datetime | None, zone: str = "Asia/Almaty") -> str:
    return str(long_datetime(moment, zone))


OWN: dict[str, Callable[..., str]] = {
    "slug_taken": lambda **f: _(
        "The address “%(slug)s” belongs to another consultation. Choose another one.",
        slug=f["slug"],
    ),
    "unfit_name": lambda **f: (
        _(
            "The address “%(value)s” does not fit: use small Latin letters, digits and hyphens.",
            value=f["value"],
        )
        if f["name"] == "slug"
        else _(
            "The prefix “%(value)s” does not fit: use capital Latin letters, digits and hyphens.",
            value=f["value"],
        )
    ),
    "unfit_zone": lambda **f: _(
        "There is no time zone “%(zone)s”. Write it like Asia/Almaty.", zone=f["zone"]
    ),
    "opens_in_the_past": lambda **_f: _(
        "The opening lies in the past. Choose today or a later day."
    ),
    "closes_before_opening": lambda **_f: _(
        "The closing is not after the opening. Choose a later closing day."
    ),
    "earlier_closing": lambda **f: _(
        "The closing can only be moved to a later day than %(moment)s.",
        moment=_moment(f["closes_at"]),
    ),
    "not_over_yet": lambda **f: _(
        "Comments are taken until %(moment)s; a consultation is never shortened. "
        "It closes by itself.",
        moment=_moment(f["closes_at"], f["zone"]),
    ),
    "fixed_by_now": lambda **f: _(
        "This can no longer be changed because the consultation is announced or over: %(fields)s.",
        fields=", ".join(f["fields"]),
    ),
    "reason_missing": lambda **_f: _(
        "Write the reason: everybody can read it on the page of the consultation."
    ),
    "not_ready": lambda **_f: _(
        "The consultation cannot open yet. Mend what the checklist names and try again."
    ),
    "plan_blocked": lambda **_f: _(
        "The plan was not imported. Mend what the findings name and try again."
    ),
    "already_imported": lambda **f: _(
        "These files were imported before as version %(number)s. Nothing was changed.",
        number=f["number"],
    ),
    "plan_fixed": lambda **_f: _(
        "The plan is announced or under discussion and may not change now. "
        "Publish the new version after closing."
    ),
    "unconfirmed_changes": lambda **f: ngettext(
        "%(num)s measure is not confirmed yet. Say what became of it, then publish.",
        "%(num)s measures are not confirmed yet. Say what became of them, then publish.",
        len({*f["measures"], *f["removals"]}),
    ),
    "removal_reason_missing": lambda **f: _(
        "Write why measure %(number)s is left out. Everybody can read the reason.",
        number=f["number"],
    ),
    "unknown_measure": lambda **f: _(
        "There is no measure %(number)s in version %(version)s. Check the number.",
        number=f["number"],
        version=f["version"],
    ),
    "draft_exists": lambda **f: _(
        "Version %(number)s is already being drafted. Edit it, or remove it first.",
        number=f["number"],
    ),
    "number_taken": lambda **f: _(
        "Another measure has the number %(number)s. Choose another number.",
        number=f["number"],
    ),
    "number_unfit": lambda **f: _(
        "“%(number)s” cannot be the number of a measure. Write it like 2.10.",
        number=f["number"],
    ),
    "wording_missing": lambda **_f: _("Write the measure in Kazakh and in Russian."),
}
SENTENCES.update(OWN)
