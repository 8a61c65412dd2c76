"""The words of moderation: hints, refusals, and who an author is for staff."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.domain.moderation.operations import Verdict
from consult.domain.submissions.levels import treatment, view_author
from consult.kernel.errors import ConsultError
from consult.web.filters import long_date, short_datetime
from consult.web.labels import LABELS, label
from consult.web.language import current_language
from consult.web.organise import blueprint
from consult.web.sentences import SENTENCES

LABELS.setdefault(
    "hint",
    {
        "number": _l("12-digit number"),
        "email": _l("E-mail address"),
        "phone": _l("Telephone number"),
        "organisation": _l("Name of an organisation"),
    },
)
LABELS.setdefault(
    "comment_field",
    {
        "text": _l("Comment"),
        "proposed_wording": _l("Proposed wording"),
        "rationale": _l("Why"),
    },
)
TONES = {
    "received": "waiting",
    "published": "good",
    "published_redacted": "special",
    "withheld": "bad",
    "spam": "quiet",
    "withdrawn": "quiet",
}
MISSING = {
    "action": _l("Choose what to do with the comment."),
    "ground": _l("Choose the reason: it is shown to the public and told to the author."),
    "spans": _l("Choose at least one sentence, or paste the words to hide."),
}
FIELD_OF_MISSING = {"action": "action", "ground": "ground", "spans": "passages"}


SENTENCES["undecidable"] = lambda **facts: _(
    "This decision would change nothing, or the author has withdrawn the comment: %(codes)s."
    " Choose another decision or other comments.",
    codes=", ".join(facts["codes"]),
)
SENTENCES["overtaken"] = lambda **_f: _(
    "Somebody else decided meanwhile. Nothing was saved: look at both decisions and decide again."
)
SENTENCES["bad_span"] = lambda **_f: _(
    "The words to hide do not stand in the comment any more. Choose them again."
)
SENTENCES["passage_not_found"] = lambda passages=(), **_f: _(
    "These words are not in the comment: “%(words)s”. Copy them exactly as they stand there.",
    words="”, “".join(passages),
)


def problems(error: ConsultError) -> list[tuple[str, str]]:
    """Return (field of the form, sentence) for what a decision lacks."""
    if missing := error.facts.get("missing"):
        return [(FIELD_OF_MISSING[name], str(MISSING[name])) for name in missing]
    field = "passages" if error.code in {"bad_span", "passage_not_found"} else "action"
    return [(field, SENTENCES[error.code](**error.facts))]


def state_of(comment: Any) -> str:
    """Return the state in which a comment is shown to staff; a withdrawal goes before all."""
    return "withdrawn" if comment.withdrawn_at else str(comment.publication)


def author_line(comment: Any) -> str:
    """Return who wrote it, as far as staff may know (levels' table)."""
    seen = view_author(comment.submission, "staff")
    hidden = {
        "name_withheld": _("Name withheld"),
        "anonymous": _("Anonymous"),
        "not_given": _("No name given"),
    }
    return seen.signature(current_language()) or hidden.get(seen.display, "")


@blueprint.app_template_global()
def received_line(comment: Any, zone: str) -> str:
    """Return when a comment was received, as far as staff may know it (levels' table)."""
    exact = treatment("time", "staff", comment.submission.level) == "exact"
    return (short_datetime if exact else long_date)(comment.received_at, zone)


def target_line(comment: Any) -> str:
    """Return what a comment is about in one short line."""
    if comment.measure_version is not None:
        number = comment.measure_version.number
        if comment.target_field:
            part = label("measure_field", comment.target_field)
            return _("Measure %(number)s: %(part)s", number=number, part=part)
        return _("Measure %(number)s", number=number)
    if comment.section is not None:
        return _("Section %(number)s", number=comment.section.number)
    return label("target", "plan")


def done(count: int, verdict: Verdict) -> str:
    """Return what to say after a decision."""
    return ngettext(
        "Decision on %(num)s comment: %(decision)s.",
        "Decision on %(num)s comments: %(decision)s.",
        count,
        decision=label("moderation_action", verdict.action),
    )
