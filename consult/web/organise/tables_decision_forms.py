"""The forms with which the decisions of a national round table are recorded."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.responses import rules
from consult.domain.responses.agenda import Disputed
from consult.domain.responses.deciding import DECIDABLE, Ruling
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.kernel.dates import long_date
from consult.kernel.localised import LocalisedText
from consult.web.forms import ConsultForm, DropdownField, HiddenField, LocalisedField, RadiosField
from consult.web.labels import choices

TEXT_LIMIT = 5_000
OFFICIAL = ("kk", "ru")
WORDS_HINT = _l("In Kazakh or in Russian at least. It is printed under the answer.")
HINTS = {
    "stands": _l("Nothing changes. The decision is printed under the answer."),
    "changed": _l("The answer goes back to its body with the result you choose as a suggestion."),
    "returned": _l("The answer goes back to its body; the bodies find the result themselves."),
}
WANTS = {
    "decision": _l("Choose what the meeting decided."),
    "disposition": _l("Choose the result that the answer is to have."),
    "text": _l("Write the decision in Kazakh or in Russian."),
}


class DecisionForm(ConsultForm):
    """What a meeting decides about one comment."""

    row_version = HiddenField()
    decision = RadiosField(_l("Decision"), required=WANTS["decision"], hints=HINTS)
    disposition = DropdownField(_l("New result"))
    text = LocalisedField(
        _l("Words of the decision"), lines=True, limit=TEXT_LIMIT, hint=WORDS_HINT
    )

    @classmethod
    def on(cls, item: Disputed, **options: Any) -> "DecisionForm":
        """Return the form filled with the present decision."""
        form = cls(obj=item.decision, **options)
        form.decision.choices = choices("meeting_decision", rules.DECISIONS)
        named = choices("disposition", DECIDABLE)
        form.disposition.choices = [("", _("Choose a result")), *named]
        if not form.is_submitted() or "formdata" in options:
            form.row_version.data = str(item.row_version)
        return form

    def ruling(self) -> Ruling:
        """Return what was typed."""
        disposition = self.disposition.data if self.decision.data == "changed" else ""
        return Ruling(self.decision.data, LocalisedText.of(self.text.data), disposition or "")

    def under_choices(self) -> dict[str, Any]:
        """Return the list of results that opens under the decision to change the answer."""
        return {"changed": self.disposition()}


class StandForm(ConsultForm):
    """The words with which the answers to ticked comments stand."""

    text = LocalisedField(
        _l("Words of the decision for all ticked comments"),
        lines=True,
        limit=TEXT_LIMIT,
        hint=WORDS_HINT,
    )


def remark(table: RoundTable, text: LocalisedText) -> str:
    """Return the remark with which an answer goes back, in its official languages."""
    day = day_of(table.starts_at, table.zone)
    said = []
    for language in OFFICIAL:
        if words := text.exact(language):
            with force_locale(language):
                said.append(
                    _(
                        "Decision of the national round table of %(day)s: %(text)s",
                        day=long_date(day, language),
                        text=words,
                    )
                )
    return "\n\n".join(said)
