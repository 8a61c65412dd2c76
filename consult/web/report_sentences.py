"""Sentences for what may be refused about reports."""

from collections.abc import Callable

from flask_babel import gettext as _

from consult.web.sentences import SENTENCES

OWN: dict[str, Callable[..., str]] = {
    "report_too_early": lambda **_f: _(
        "The consultation still takes comments. Compile the report after it has closed."
    ),
    "report_running": lambda **_f: _(
        "This report is being compiled at this moment. Wait until it is finished."
    ),
    "report_not_compiled": lambda **_f: _(
        "The report is not at this step. Look at its state and choose what it offers."
    ),
    "report_unbalanced": lambda **_f: _(
        "The rows of the report do not add up to the comments received, so it was stopped. "
        "Start it again; if it stops again, tell the administrator."
    ),
    "report_gaps": lambda **f: _(
        "Comments without an approved answer: %(unanswered)s; accepted without a change: "
        "%(promises)s; changes without a cause: %(changes)s. Complete them, or give the reason for "
        "publishing all the same.",
        unanswered=f["unanswered"],
        promises=f["promises"],
        changes=f["changes"],
    ),
    "report_leaks": lambda **f: _(
        "A name or an address that may not be public stands in the public edition; comments: "
        "%(codes)s. Have it redacted and compile a new report.",
        codes=", ".join(f["codes"]) or "–",
    ),
    "report_same_person": lambda **_f: _(
        "You had this report compiled, so another organiser has to publish it."
    ),
    "pdf_failed": lambda **_f: _(
        "The PDF could not be made. Nothing was lost; ask for it again, and if it fails again, "
        "tell the administrator."
    ),
    "report_damaged": lambda **f: _(
        "The rows of report %(number)s are not those that were frozen. Nothing is given out; "
        "tell the administrator.",
        number=f["number"],
    ),
}
SENTENCES.update(OWN)
