"""Who sees what of an author: one table of consent level, viewer and fact (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from consult.domain.submissions.rules import LEVELS
from consult.kernel.localised import LocalisedText

Viewer = Literal["public", "other_ministry", "ministry", "staff", "author"]
VIEWERS: Final[tuple[Viewer, ...]] = ("public", "other_ministry", "ministry", "staff", "author")
FACTS: Final = ("name", "organisation", "kind", "region", "time")

# One letter a level: named, org_only, withheld_public, withheld_ministries, anonymous; Y is shown.
_TABLE: Final[dict[str, tuple[str, ...]]] = {
    #                public   other    ministry staff    author
    "name": ("Y....", "Y....", "Y.Y..", "YYY..", "YYYYY"),
    "organisation": ("YY...", "YY...", "YYY..", "YYY..", "YYYYY"),
    "kind": ("YY...", "YY...", "YYY..", "YYYYY", "YYYYY"),
    "region": ("YY...", "YY...", "YYY..", "YYYYY", "YYYYY"),
    "time": ("YY...", "YY...", "YY...", "YYY..", "YYYYY"),
}

POLICY: Final[dict[Viewer, dict[str, frozenset[str]]]] = {
    viewer: {
        level: frozenset(fact for fact in FACTS if _TABLE[fact][column][place] == "Y")
        for place, level in enumerate(LEVELS)
    }
    for column, viewer in enumerate(VIEWERS)
}
"""viewer -> level -> the facts that are shown; security requirements E 51 to 55, D-13."""


@dataclass(frozen=True)
class AuthorView:
    """An author as one viewer may see them; what is hidden is empty, not replaced by words.

    `display` is shown, name_withheld, anonymous or not_given; `kind` is the kind of organisation,
    individual, joint, or empty; `at` is the moment of receipt, `exact_time` whether its hour may be
    shown (else only the day).
    """

    display: str
    name: str
    organisation: LocalisedText
    kind: str
    region_code: str
    at: datetime
    exact_time: bool
    cosigners: str = ""

    def signature(self, language: str) -> str:
        """Return the name and the organisation in one line; empty when both are hidden."""
        return ", ".join(part for part in (self.name, self.organisation.in_(language)) if part)


def sees(viewer: Viewer, level: str) -> frozenset[str]:
    """Return the facts that a viewer sees at a level; an unknown level is treated as anonymous."""
    levels = POLICY[viewer]
    return levels.get(level, levels["anonymous"])


def view_author(submission: Any, viewer: Viewer) -> AuthorView:
    """Return the author of a submission (with its organisation loaded) as the viewer may see it."""
    seen = sees(viewer, submission.level)
    name = submission.author_name if "name" in seen else ""
    organisation = organisation_of(submission) if "organisation" in seen else LocalisedText()
    return AuthorView(
        display=_display(submission, shown=bool(name or organisation)),
        name=name,
        organisation=organisation,
        kind=kind_of(submission) if "kind" in seen else "",
        region_code=submission.region_code if "region" in seen else "",
        at=submission.received_at,
        exact_time="time" in seen,
        cosigners=submission.cosigners if "organisation" in seen else "",
    )


def organisation_of(submission: Any) -> LocalisedText:
    """Return the organisation's registered name, else the typed one in every language."""
    if submission.organisation is not None:
        name: LocalisedText = submission.organisation.name
        return name
    typed = submission.organisation_name
    return LocalisedText(kk=typed, ru=typed, en=typed)


def kind_of(submission: Any) -> str:
    """Return the kind of the author: of the registered organisation, individual, joint or other."""
    if submission.organisation is not None:
        return str(submission.organisation.kind)
    return {"individual": "individual", "joint": "coalition"}.get(submission.author_kind, "other")


def _display(submission: Any, *, shown: bool) -> str:
    if shown:
        return "shown"
    if submission.level == "anonymous":
        return "anonymous"
    given = submission.author_name or submission.organisation_name or submission.organisation_id
    return "name_withheld" if given else "not_given"
