"""Every refusal's sentence: what is wrong, where, and what to do, in the reader's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from consult.kernel.errors import ConsultError
from consult.web.backup_sentences import BACKUP_SENTENCES
from consult.web.flood_sentences import FLOOD_SENTENCES
from consult.web.record_words import RECORD_SENTENCES
from consult.web.retention_words import RETENTION_SENTENCES
from consult.web.round_table_sentences import ROUND_TABLE_SENTENCES

SENTENCES: dict[str, Callable[..., str]] = (
    {
        "error": lambda **_f: _("This could not be done. Please go back and try again."),
        "not_found": lambda **_f: _(
            "There is no such page. Check the address or start from the home page."
        ),
        "forbidden": lambda **_f: _(
            "Your account may not do this. Ask an organiser for the right role."
        ),
        "conflict": lambda **_f: _(
            "Somebody else changed this meanwhile. Look at both versions and decide again."
        ),
        "wrong_state": lambda **_f: _("This step is not possible in the present state."),
        "missing": lambda **_f: _(
            "Something required is missing. Fill it in and send the form again."
        ),
        "too_many": lambda **f: _(
            "Too many attempts. Please wait %(seconds)s seconds and try again.",
            seconds=f["retry_after"],
        ),
        "unavailable": lambda **_f: _(
            "This is not available for the moment. Nothing was stored; please try again."
        ),
        "already_sent": lambda **_f: _(
            "This form was already sent with another text. Open a new form for the new text."
        ),
        "answer_approved": lambda **_f: _(
            "This answer is approved. Send it back with a remark before you change it."
        ),
        "same_person": lambda **_f: _(
            "You prepared this answer, so another person of your body has to approve it."
        ),
        "before_closing": lambda **_f: _(
            "Answers are approved after the consultation has closed. Keep it as a draft until then."
        ),
        "chained_duplicate": lambda **_f: _(
            "That comment is itself a duplicate. Name the comment that is kept."
        ),
        "not_preparer": lambda **_f: _(
            "Only the person who handed the answer in may take it back. "
            "Ask an approver to return it."
        ),
        "no_answer_yet": lambda **_f: _(
            "The lead body has not written an answer yet. State your position when it has."
        ),
        "answer_stands": lambda **_f: _(
            "This answer is approved. Send it back with a remark before the comment is transferred."
        ),
        "same_author": lambda **f: _(
            "%(first)s and %(second)s are from one author about one thing: answer one of them as a "
            "duplicate of the other.",
            first=f["codes"][0],
            second=f["codes"][1],
        ),
        "too_few_for_group": lambda **_f: _(
            "A group needs two comments. Choose at least one more."
        ),
        "expired_form": lambda **_f: _(
            "The form was open for too long. Go back, copy your text and send it again."
        ),
    }
    | ROUND_TABLE_SENTENCES
    | BACKUP_SENTENCES
    | RETENTION_SENTENCES
    | FLOOD_SENTENCES
    | RECORD_SENTENCES
)


def sentence_of(code: str, **facts: Any) -> str:
    """Return the sentence of a refusal code, filled with its facts."""
    return SENTENCES.get(code, SENTENCES["error"])(**facts)


def sentence(error: ConsultError) -> str:
    """Return the sentence that tells a person what was refused and what to do."""
    return sentence_of(error.code, **error.facts)
