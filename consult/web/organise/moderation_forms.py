"""The form of one decision and the form of a decision on several comments."""

from typing import Any

from flask_babel import lazy_gettext as _l

from consult.domain.moderation import redaction
from consult.domain.moderation.operations import Verdict
from consult.domain.moderation.redaction import FIELDS, Span
from consult.domain.moderation.rules import ACTIONS, GROUNDS, NOTE_LIMIT, is_possible
from consult.domain.submissions.rules import TEXT_LIMIT
from consult.web.forms import (
    CheckboxesField,
    ConsultForm,
    DropdownField,
    HiddenField,
    LongTextField,
    RadiosField,
    TextField,
)
from consult.web.labels import choices, label

HINTS = {
    "publish": _l("Everybody can read it as it was written."),
    "publish_redacted": _l("Everybody can read it without the words that you hide."),
    "withhold": _l("Its number, day and the reason stay public. It is counted and answered."),
    "mark_spam": _l("Only for advertising and nonsense. The author is not told."),
    "restore": _l("It waits for a decision again and is not public until then."),
}
NOTE_HINT = _l("For your colleagues. The author and the public do not see it.")


class DecisionForm(ConsultForm):
    """What to do with one comment. `row_version` is the one that the moderator saw."""

    row_version = HiddenField()
    action = RadiosField(
        _l("What do you want to do?"),
        required=_l("Choose what to do with the comment."),
        hints=HINTS,
    )
    sentences = CheckboxesField(_l("Sentences to hide"))
    passages = LongTextField(
        _l("Words to hide"),
        hint=_l("Paste them, one passage a line. Every place where they stand is hidden."),
        limit=TEXT_LIMIT,
    )
    ground = RadiosField(
        _l("Reason"),
        hint=_l(
            "Needed when you hide words or do not publish."
            " Criticism of an authority is not a reason."
        ),
    )
    note = LongTextField(_l("Note"), hint=NOTE_HINT, limit=NOTE_LIMIT)

    def offer(self, comment: Any) -> "DecisionForm":
        """Fill the lists: decisions possible now, grounds, the sentences of the comment."""
        withdrawn = comment.withdrawn_at is not None
        possible = [a for a in ACTIONS if is_possible(a, comment.publication, withdrawn=withdrawn)]
        self.action.choices = choices("moderation_action", possible)
        self.ground.choices = choices("ground", GROUNDS)
        self.sentences.choices = list(_sentences(redaction.originals(comment)))
        return self

    def propose(self, comment: Any) -> "DecisionForm":
        """Start from what is hidden now, and from the version that is being looked at."""
        self.row_version.data = str(comment.row_version)
        self.ground.data = comment.ground or None
        hidden = _hidden(comment)
        self.passages.data = "\n".join(hidden)
        self.action.data = "publish_redacted" if hidden else None
        return self

    def verdict(self, comment: Any) -> Verdict:
        """Return what was decided; raises PassageNotFound."""
        spans: list[Span] = []
        if self.action.data == "publish_redacted":
            texts = redaction.originals(comment)
            lines = [line for line in (self.passages.data or "").splitlines() if line.strip()]
            spans = [*map(_span, self.sentences.data or ()), *redaction.find_passages(lines, texts)]
        ground = self.ground.data or ""
        return Verdict(self.action.data or "", ground, self.note.data or "", tuple(spans))


class BulkForm(ConsultForm):
    """One decision on all ticked comments of the queue."""

    ground = DropdownField(_l("Reason"))
    note = TextField(_l("Note"), hint=NOTE_HINT, limit=NOTE_LIMIT)

    def offer(self) -> "BulkForm":
        """Fill the list of grounds in the page's language."""
        self.ground.choices = [("", _l("Choose a reason")), *choices("ground", GROUNDS)]
        return self


def _sentences(texts: dict[str, str]) -> Any:
    for field in FIELDS:
        for start, end in redaction.sentences(texts[field]):
            name = "" if field == "text" else f"{label('comment_field', field)}: "
            yield f"{field}:{start}:{end}", f"{name}{texts[field][start:end]}"


def _span(value: str) -> Span:
    field, start, end = value.split(":")
    return Span(field, int(start), int(end))


def _hidden(comment: Any) -> list[str]:
    spans = redaction.spans_of(comment.redactions)
    return [
        line
        for field, text in redaction.originals(comment).items()
        for piece in redaction.pieces(field, text, spans)
        if piece.hidden
        for line in piece.words.splitlines()
        if line.strip()
    ]
