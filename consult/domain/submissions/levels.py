"""Who sees what of an author: one table of fact, viewer and consent level, and the view it gives.

Pages, exports, open data, search, counts, letters and the edition of a report for an audience all
read this table and no other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from consult.domain.submissions.rules import LEVELS, UNLINKED_LEVELS
from consult.kernel.localised import LocalisedText

Viewer = Literal[
    "public", "other_ministry", "ministry", "staff", "trustee", "administrator", "author"
]
Fact = Literal[
    "name",
    "organisation",
    "cosigners",
    "email",
    "kind",
    "region",
    "time",
    "number",
    "code",
    "attachments",
    "verification",
    "meeting",
    "level",
]
Treatment = Literal[
    "shown", "crowd", "unsealed", "sealed", "exact", "day", "week", "original", "cleaned", "hidden"
]
VIEWERS: Final[tuple[Viewer, ...]] = (
    "public",
    "other_ministry",
    "ministry",
    "staff",
    "trustee",
    "administrator",
    "author",
)

_LETTERS: Final[dict[str, Treatment]] = {
    "S": "shown",
    "K": "crowd",
    "U": "unsealed",
    "X": "sealed",
    "E": "exact",
    "D": "day",
    "W": "week",
    "O": "original",
    "C": "cleaned",
    ".": "hidden",
}

# One letter a level: named, org_only, withheld_public, withheld_ministries, anonymous.
_TABLE: Final[dict[Fact, tuple[str, ...]]] = {
    #                public   other    ministry staff    trustee  admin.   author
    "name": ("S....", "S....", "S.S..", "SSS..", "S..U.", "SSSX.", "SSSSS"),
    "organisation": ("SS...", "SS...", "SSS..", "SSS..", "SS.U.", "SSSX.", "SSSSS"),
    "cosigners": ("SS...", "SS...", "SSS..", "SSS..", "SS.U.", "SSSX.", "SSSSS"),
    "email": (".....", ".....", ".....", "SSS..", "...U.", "SSSX.", "SSSSS"),
    "kind": ("SSKKK", "SSKKK", "SSSKK", "SSSSK", "SSKUK", "SSSSS", "SSSSS"),
    "region": ("SS...", "SS...", "SSS..", "SSS.K", "SS.U.", "SSSSS", "SSSSS"),
    "time": ("EEDWW", "EEDWW", "EEDDD", "EEEDD", "EEDUW", "EEEXD", "EEEDD"),
    "number": ("SS...", "SS...", "SS...", "SSSSS", "SSSSS", "SSSSS", "SS..."),
    "code": ("SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS"),
    "attachments": (".....", ".....", "CCCCC", "OOCCC", ".....", "OOCCC", "OOCCC"),
    "verification": ("SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS", "SSSSS"),
    "meeting": ("SS...", "SS...", "SSS..", "SSSSS", "SSSSS", "SSSSS", "SSSSS"),
    "level": ("SS...", "SS...", "SSS..", "SSSSS", "SSSSS", "SSSSS", "SSSSS"),
}

FACTS: Final[tuple[Fact, ...]] = tuple(_TABLE)
POLICY: Final[dict[Fact, dict[Viewer, dict[str, Treatment]]]] = {
    fact: {
        viewer: {level: _LETTERS[letter] for level, letter in zip(LEVELS, letters, strict=True)}
        for viewer, letters in zip(VIEWERS, columns, strict=True)
    }
    for fact, columns in _TABLE.items()
}
"""fact -> viewer -> level -> what happens (REQ 51 to 55, 112, 116 to 118).

`ministry` is a body that answers the comment, `staff` moderators and organisers, `administrator`
whoever reads the database. `crowd` is shown only where enough withheld authors share it (k_rule);
`unsealed` needs two trustees and a reason, `sealed` is there as a box that nobody in the State can
open. An author at withheld_ministries has the identity back by the receipt code.
"""

PLAIN: Final = frozenset({"shown", "exact", "original"})
"""Treatments by which a fact stands as it was given."""
WITHHELD: Final = tuple(
    level for level in LEVELS if POLICY["organisation"]["public"][level] != "shown"
)
"""Levels at which the public may not recognise the author."""
NOTHING: Final[frozenset[str]] = frozenset()
_CROWDED: Final[tuple[Fact, ...]] = ("kind", "region")


@dataclass(frozen=True)
class AuthorView:
    """An author as one viewer may see them; what is hidden is empty, not replaced by words.

    `display` is shown, name_withheld, anonymous or not_given; `kind` is the kind of organisation,
    individual, joint, or empty; `at` is the moment of receipt and `time` says how much of it may be
    shown: exact, day or week. `claimed` is what is known of the right to the organisation's name.
    """

    display: str
    name: str
    organisation: LocalisedText
    kind: str
    region_code: str
    at: datetime
    time: Treatment
    cosigners: str = ""
    verification: str = ""
    claimed: str = ""

    @property
    def exact_time(self) -> bool:
        """Whether the hour of receipt may be shown."""
        return self.time == "exact"

    def signature(self, language: str) -> str:
        """Return the name and the organisation in one line; empty when both are hidden."""
        return ", ".join(part for part in (self.name, self.organisation.in_(language)) if part)


def treatment(fact: Fact, viewer: Viewer, level: str) -> Treatment:
    """Return what happens to a fact; an unknown level is treated as anonymous."""
    levels = POLICY[fact][viewer]
    return levels.get(level, levels["anonymous"])


def sees(viewer: Viewer, level: str) -> frozenset[str]:
    """Return the facts that a viewer sees at a level as they were given."""
    return frozenset(fact for fact in FACTS if treatment(fact, viewer, level) in PLAIN)


def view_author(submission: Any, viewer: Viewer, crowded: Collection[str] = NOTHING) -> AuthorView:
    """Return the author of a submission (with its organisation loaded) as the viewer may see it.

    `crowded` names the facts that enough withheld authors share (see k_rule).
    """
    level = submission.level
    seen = sees(viewer, level)
    seen |= {
        fact for fact in _CROWDED if fact in crowded and treatment(fact, viewer, level) == "crowd"
    }
    name = submission.author_name if "name" in seen else ""
    organisation = organisation_of(submission) if "organisation" in seen else LocalisedText()
    return AuthorView(
        display=_display(submission, shown=bool(name or organisation)),
        name=name,
        organisation=organisation,
        kind=kind_of(submission) if "kind" in seen else "",
        region_code=submission.region_code if "region" in seen else "",
        at=submission.received_at,
        time=treatment("time", viewer, level),
        cosigners=submission.cosigners if "cosigners" in seen else "",
        verification=submission.verification if "verification" in seen else "",
        claimed=getattr(submission, "claimed", "") if "organisation" in seen else "",
    )


def organisation_of(submission: Any) -> LocalisedText:
    """Return the organisation's registered name, else the typed one in every language."""
    if submission.organisation is not None:
        name: LocalisedText = submission.organisation.name
        return name
    typed = submission.organisation_name
    return LocalisedText(kk=typed, ru=typed, en=typed)


def kind_of(submission: Any) -> str:
    """Return the kind of the author: of the registered organisation, individual, joint or other.

    Of an identity that is sealed the row keeps the kind alone.
    """
    return kind_from(submission.author_kind, submission.organisation, submission.organisation_kind)


def kind_from(author_kind: str, organisation: Any, kept: str = "") -> str:
    """Return the same of an author whose row is not there yet."""
    if organisation is not None:
        return str(organisation.kind)
    return kept or {"individual": "individual", "joint": "coalition"}.get(author_kind, "other")


def _display(submission: Any, *, shown: bool) -> str:
    if shown:
        return "shown"
    if submission.level == "anonymous":
        return "anonymous"
    if submission.level in UNLINKED_LEVELS:
        return "name_withheld"
    given = submission.author_name or submission.organisation_name or submission.organisation_id
    return "name_withheld" if given else "not_given"
