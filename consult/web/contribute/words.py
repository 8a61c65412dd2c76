"""Words of this door: levels of consent, for whom one speaks, who sees what."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.submissions.levels import Viewer, sees
from consult.web.contribute import blueprint
from consult.web.submission_words import target_name, target_words

LEVEL_SENTENCES = {
    "named": _l("Everybody sees your name and your organisation beside your comments."),
    "org_only": _l("Everybody sees your organisation; your own name is not shown to the public."),
    "withheld_public": _l(
        "The public sees neither your name nor your organisation. The organisers and the"
        " ministries that answer see both."
    ),
}
AUTHOR_KINDS = {
    "individual": _l("For myself"),
    "organisation": _l("For an organisation"),
    "joint": _l("For several organisations together"),
}
FACTS = {
    "name": _l("your name"),
    "organisation": _l("your organisation"),
    "kind": _l("what kind of organisation it is"),
    "region": _l("your region"),
    "time": _l("the time of sending"),
}
VIEWERS: tuple[tuple[Viewer, Any], ...] = (
    ("public", _l("Everybody")),
    ("ministry", _l("The ministries that answer")),
    ("staff", _l("The organisers")),
)

blueprint.add_app_template_global(target_words)
blueprint.add_app_template_global(target_name)


def who_sees(level: str) -> list[tuple[str, str]]:
    """Return (viewer, what they see) in words for a level; contact data are seen by organisers."""
    rows = []
    for viewer, name in VIEWERS:
        facts = [str(words) for fact, words in FACTS.items() if fact in sees(viewer, level)]
        rows.append((str(name), ", ".join(facts) or _("nothing about you")))
    return rows
