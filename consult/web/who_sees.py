"""Words of the levels of consent: what each promises, and who sees what, read from the policy."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.submissions.levels import Fact, Treatment, Viewer, treatment
from consult.domain.submissions.rules import LEVELS
from consult.web.labels import label

LEVEL_SENTENCES: Final = {
    "named": _l("Everybody sees your name and your organisation beside your comments."),
    "org_only": _l("Everybody sees your organisation; your own name is not shown to the public."),
    "withheld_public": _l(
        "The public sees neither your name nor your organisation. The organisers and the"
        " ministries that answer see both."
    ),
    "withheld_ministries": _l(
        "No ministry, no organiser and no administrator sees who you are. Your name is sealed:"
        " only two trustees together can open it, for a reason, and you can read that they did."
    ),
    "anonymous": _l(
        "We take no name, no organisation and no address. The receipt code is the only way back"
        " to your comment, and nobody can give it to you a second time."
    ),
}
VIEWERS: Final[tuple[tuple[Viewer, Any], ...]] = (
    ("public", _l("Everybody")),
    ("ministry", _l("The ministries that answer")),
    ("other_ministry", _l("Other ministries")),
    ("staff", _l("The organisers")),
    ("trustee", _l("The trustees")),
    ("administrator", _l("Whoever runs the database")),
)
FACTS: Final[tuple[Fact, ...]] = (
    "name",
    "organisation",
    "email",
    "kind",
    "region",
    "time",
    "attachments",
)
_AS_GIVEN: Final = {
    "name": _l("your name"),
    "organisation": _l("your organisation"),
    "email": _l("your e-mail address"),
    "kind": _l("what kind of organisation it is"),
    "region": _l("your region"),
    "time": _l("the time of sending"),
    "attachments": _l("your files as you sent them"),
}
_LESS: Final = {
    "day": _l("the day of sending"),
    "week": _l("the week of sending"),
    "cleaned": _l("your files without what is hidden in them"),
}
_UNDER: Final[tuple[tuple[Treatment, Any], ...]] = (
    ("crowd", _l("Only if at least five withheld authors share it: %(facts)s")),
    ("unsealed", _l("Only if two trustees open it together: %(facts)s")),
    ("sealed", _l("Only as a sealed box: %(facts)s")),
)
CONDITIONS: Final = frozenset(one for one, _words in _UNDER)


def seen(viewer: Viewer, level: str) -> dict[str, list[str]]:
    """Return the facts that a viewer sees, by condition; those seen at once stand under `plain`."""
    found: dict[str, list[str]] = {}
    for fact in FACTS:
        what = treatment(fact, viewer, level)
        if what != "hidden":
            words = str(_LESS.get(what, _AS_GIVEN[fact]))
            found.setdefault(what if what in CONDITIONS else "plain", []).append(words)
    return found


def lines(viewer: Viewer, level: str) -> list[str]:
    """Return what a viewer sees, a line for each condition; never empty."""
    return list(_lines(seen(viewer, level))) or [_("nothing about you")]


def _lines(facts: dict[str, list[str]]) -> Iterator[str]:
    if plain := facts.get("plain"):
        yield ", ".join(plain)
    for condition, words in _UNDER:
        if under := facts.get(condition):
            yield str(words) % {"facts": ", ".join(under)}


def who_sees(level: str, *, trustees: bool = True) -> list[tuple[str, list[str]]]:
    """Return (viewer, lines of what they see) for a level; trustees only where there are some."""
    return [
        (str(name), lines(viewer, level))
        for viewer, name in VIEWERS
        if trustees or viewer != "trustee"
    ]


def side_by_side(offered: Collection[str] = LEVELS) -> list[dict[str, Any]]:
    """Return the levels with their promise and who sees what, in the order of disclosure."""
    return [
        {
            "code": level,
            "name": label("level", level),
            "promise": str(LEVEL_SENTENCES[level]),
            "rows": who_sees(level),
        }
        for level in LEVELS
        if level in offered
    ]
