"""The words of papers that are printed for a round table, in one language."""

from typing import Any, Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from consult.domain.reports.exporters.paper_forms import Speech
from consult.domain.submissions.rules import KINDS
from consult.web.labels import label

_WORDS: Final[dict[str, Any]] = {
    "form": _l("Comment form"),
    "list": _l("List of measures"),
    "attendance": _l("Attendance sheet"),
    "by_phone": _l("To write it on your telephone, scan this picture."),
    "by_code": _l("Or open %(address)s and type the code below it."),
    "measure_number": _l("Measure %(number)s"),
    "about_what": _l("Number of the measure or section, or the plan as a whole:"),
    "kind": _l("Kind"),
    "text": _l("Your comment"),
    "proposed": _l("The wording you propose"),
    "why": _l("Why?"),
    "you": _l("About you"),
    "optional": _l("You may leave all of this empty."),
    "name": _l("First name and surname"),
    "organisation": _l("Organisation"),
    "region": _l("Region"),
    "email": _l("E-mail"),
    "language": _l("Language"),
    "who": _l("Kind of participant (NGO, state body, academic, other)"),
    "may_be_named": _l("May you be named in the minutes?"),
    "yes": _l("yes"),
    "no": _l("no"),
    "level": _l("How may your name be used? Tick one."),
    "hand_in": _l(
        "No signature is needed. Give this sheet to the organisers: it is registered, answered and"
        " kept. Without a tick your name is withheld from the public."
    ),
    "list_help": _l(
        "Scan the picture of a measure with your telephone to comment on it, or type the code below"
        " it at the address above."
    ),
    "number": _l("No."),
    "measure": _l("Measure"),
    "comment": _l("Write a comment"),
    "help_named": _l(
        "No signature is needed. Tick no if you do not want to be named: then write no name, your"
        " line is counted only."
    ),
    "help_numbers": _l("Only numbers are taken here. Write no name, no signature is needed."),
}
_LEVELS: Final[dict[str, Any]] = {
    "named": _l("Everybody may see my name and my organisation beside my comment."),
    "org_only": _l("Everybody may see my organisation, but not my name."),
    "withheld_public": _l(
        "The public sees neither. Only the organisers and the ministries that answer see them."
    ),
    "anonymous": _l("Nobody: I write no name and no organisation on this sheet."),
}


def speech(language: str, levels: tuple[str, ...], address: str) -> Speech:
    """Return the words of a paper in kk, ru or en; `address` is where short codes are typed."""
    with force_locale(language):
        words = {code: str(text) for code, text in _WORDS.items()}
        words["by_phone"] += " " + words.pop("by_code") % {"address": address}
        kinds = [str(label("kind", kind)) for kind in KINDS]
        return Speech(language, words, kinds, [str(_LEVELS[level]) for level in levels])
