"""Sentences about receipts and the record: what was checked, what was found damaged."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from consult.domain.submissions.record_file import Verdict

RECORD_SENTENCES: dict[str, Callable[..., str]] = {
    "not_a_receipt": lambda **_f: _(
        "This file is not a receipt of this service. Choose the text file you downloaded."
    ),
    "record_damaged": lambda **f: _(
        "These comments are not as they were received: %(codes)s. The report is not made until "
        "they are put right from a backup.",
        codes=", ".join(f["codes"]),
    ),
}
VERDICTS: dict[tuple[str, bool | None], Callable[..., str]] = {
    ("leaf", True): lambda **_f: _(
        "Reference, measures, time and level are those that were confirmed."
    ),
    ("leaf", False): lambda **_f: _("The facts in this receipt were changed. It is not valid."),
    ("unsigned", None): lambda **_f: _(
        "This receipt is not signed yet. Download it again later: it will be signed."
    ),
    ("key", False): lambda **_f: _("The key of this receipt was never one of this service."),
    ("signature", True): lambda **f: _(
        "The signature is right. It was made with the key %(key)s of this service.", key=f["key"]
    ),
    ("signature", False): lambda **_f: _("The signature does not fit. The receipt is not valid."),
    ("log", True): lambda **f: _("The log holds event %(seq)s of this receipt.", seq=f["seq"]),
    ("log_cut", False): lambda **f: _(
        "The log ends at event %(last)s, but the receipt names event %(seq)s: the end of the log "
        "was cut off or an older copy was restored.",
        last=f["last"],
        seq=f["seq"],
    ),
    ("log_other", False): lambda **f: _(
        "Event %(seq)s of the log is not the one in this receipt: the log was changed.",
        seq=f["seq"],
    ),
    ("tree", True): lambda **f: _(
        "The comment stands in the closed record with the root %(root)s.", root=f["root"]
    ),
    ("tree", False): lambda **_f: _(
        "The path in this receipt does not lead to a closed record of this service."
    ),
    ("tree_open", None): lambda **_f: _(
        "The record is closed at the deadline. Download the receipt again then: it will hold the "
        "proof that your comment stands in it."
    ),
    ("leaf_unknown", False): lambda **_f: _(
        "The service holds no such receipt. If the signature is right, your comment was received "
        "and is missing now: show this receipt to a trustee or an auditor."
    ),
}


def verdict_sentence(verdict: Verdict) -> str:
    """Return what was checked and what came of it."""
    return VERDICTS[verdict.code, verdict.holds](**verdict.facts)


def problem_sentence(kind: str, reference: str) -> str:
    """Return what the last check of the record found."""
    if kind in {"words", "place", "code", "point_missing", "point_added"}:
        return _("Comment %(code)s is not as it was received.", code=reference)
    if kind in {"tree", "leaf_missing"}:
        return _("Receipts that were issued are missing.")
    return _("Submission %(reference)s is not as it was received.", reference=reference)


def place_name(place: str, number: str) -> str:
    """Return a line of the account in words."""
    names: dict[str, Callable[[], Any]] = {
        "total": lambda: _("Everything"),
        "plan": lambda: _("The whole plan"),
        "section": lambda: _("Section %(number)s", number=number),
        "measure": lambda: _("Measure %(number)s", number=number),
    }
    return str(names[place]())
