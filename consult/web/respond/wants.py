"""What an answer still lacks, as a sentence and the field it belongs to."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.kernel.errors import ConsultError, Missing
from consult.web.sentences import sentence

WANTS = {
    "reasons": _l("Give the reasons: this result is not published without them."),
    "reasons:kk": _l("Give the reasons in Kazakh too: both official languages are published."),
    "reasons:ru": _l("Give the reasons in Russian too: both official languages are published."),
    "part_accepted": _l("Say which part is accepted."),
    "change": _l("Say what changes in the plan, or name the measure of the next version."),
    "covered_by": _l("Name the measure of the draft that covers the point."),
    "ground": _l("Choose the ground of the rejection: legal, financial or outside your powers."),
    "passed_to": _l("Name the body to which the comment was passed, or write “none”."),
    "duplicate_of": _l("Name the comment that is kept; it must not itself be a duplicate."),
    "duplicate_of_unknown": _l("There is no other comment with this code. Check the code."),
    "remark": _l("Say what to mend."),
    "words": _l("Say in what your body differs or what it adds."),
    "words:kk": _l("Give the words in Kazakh too: both official languages are published."),
    "words:ru": _l("Give the words in Russian too: both official languages are published."),
    "name": _l("Give it a name."),
}


def sentence_of_missing(code: str) -> tuple[str, str]:
    """Return (name of the form's field, sentence) for a code; `reasons:kk` names a language."""
    return code.removesuffix("_unknown"), str(WANTS.get(code) or _("Fill in this field."))


def refusal_sentence(error: ConsultError) -> str:
    """Return why a step was refused, in one sentence a fact that lacks."""
    if isinstance(error, Missing) and error.code in {"missing", "chained_duplicate"}:
        return " ".join(sentence_of_missing(code)[1] for code in error.facts["missing"])
    return sentence(error)
