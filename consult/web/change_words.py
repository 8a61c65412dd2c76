"""Words about changes and their causes: names of codes, refusals, findings of a prepared list."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.web.filters import long_date
from consult.web.labels import LABELS
from consult.web.sentences import SENTENCES

LABELS.setdefault(
    "suggestion",
    {
        "answer_names_change": _l("The answer to it names this change."),
        "answer_on_measure": _l("It was accepted on this measure."),
        "wording_stands": _l("Words it proposed now stand in the text."),
    },
)
LABELS.setdefault(
    "promise_state",
    {
        "kept": _l("Change named"),
        "promised": _l("Promised for a later version"),
        "said": _l("Described, no later version yet"),
        "broken": _l("Promise not kept"),
        "open": _l("No change named"),
    },
)
OWN: dict[str, Callable[..., str]] = {
    "unknown_comments": lambda **f: _(
        "No comment of this consultation has the code %(codes)s. Check it and send the form again.",
        codes=", ".join(f["codes"]),
    ),
    "causes_blocked": lambda **_f: _(
        "The list of causes was not stored. Mend what the findings name and try again."
    ),
    "no_changes": lambda **_f: _("The plan has no second version yet, so nothing has changed."),
    "not_promising": lambda **_f: _(
        "Only an accepted answer promises a change. Look at the answer again."
    ),
    "passed_version": lambda **f: _(
        "Version %(number)s is public already. Name a version after %(newest)s, or a change.",
        number=f["number"],
        newest=f["newest"],
    ),
    "unfit_act_day": lambda **f: _(
        "The act cannot be of %(day)s: choose a day from the closing until today.",
        day=long_date(f["adopted_on"]),
    ),
    "unfit_address": lambda **f: _(
        "“%(address)s” is no address of a page; write one that begins with https://.",
        address=f["address"],
    ),
    "not_the_newest": lambda **f: (
        _(
            "Only the newest published version can be adopted: version %(number)s.",
            number=f["number"],
        )
        if f["number"]
        else _("No version of the plan is published, so none can be adopted.")
    ),
}
SENTENCES.update(OWN)
CAUSE_SENTENCES: dict[str, Callable[..., Any]] = {
    "E_CAUSES_LAYOUT": lambda **_f: _(
        "This is not a list of changes; send a JSON file with an object that has “changes”."
    ),
    "E_CAUSES_ENTRY": lambda **_f: _(
        "This entry is not written as expected; write kind, v1, v2, origin, comment_codes and "
        "explanation as the guide shows."
    ),
    "E_CAUSES_KIND": lambda **f: _(
        "“%(value)s” is not a kind of change; use one of: %(allowed)s.",
        value=f["value"],
        allowed=f["allowed"],
    ),
    "E_CAUSES_ORIGIN": lambda **f: _(
        "“%(value)s” is not a cause; use one of: %(allowed)s.",
        value=f["value"],
        allowed=f["allowed"],
    ),
    "E_CAUSES_TWICE": lambda **f: _(
        "The entry “%(value)s” stands in the list twice; keep one of them.", value=f["value"]
    ),
    "E_CAUSES_CHANGE_UNKNOWN": lambda **f: _(
        "The version has no such change (%(kind)s %(numbers)s, entry “%(value)s”); compare the "
        "list with the differences of the version.",
        kind=f["kind"],
        numbers=f["numbers"],
        value=f["value"],
    ),
    "E_CAUSES_COMMENT_UNKNOWN": lambda **f: _(
        "No comment of this consultation has the code %(value)s; correct the code.",
        value=f["value"],
    ),
    "E_CAUSES_INCOMPLETE": lambda **f: _(
        "The entry “%(value)s” lacks: %(lacking)s. Add it.",
        value=f["value"],
        lacking=f["lacking"],
    ),
    "W_CAUSES_NOT_NAMED": lambda **f: _(
        "The list does not name change %(number)s of the version; state its cause on the page.",
        number=f["number"],
    ),
}
