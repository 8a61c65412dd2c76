"""The forms of a change's cause, of a promise, and of the act that adopted the plan."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.changes.models import Change
from consult.domain.changes.rules import CAUSES
from consult.domain.consultations.rules import ACT_KINDS
from consult.web.forms import (
    CheckboxesField,
    ConsultForm,
    DayPartsField,
    DropdownField,
    HiddenField,
    LocalisedField,
    NumberField,
    RadiosField,
    TextField,
    row_version,
)
from consult.web.labels import choices

EXPLANATION_LENGTH = 5_000
CODES_LENGTH = 2_000


class CauseForm(ConsultForm):
    """Why a change was made: comments, own initiative or an agreement between bodies."""

    row_version = HiddenField()
    cause = RadiosField(
        _l("Why was this changed?"),
        required=_l("Choose why this was changed."),
        hints={
            "comments": _l("Name at least one comment. It may be about any measure."),
            "own_initiative": _l("Explain it in Kazakh and in Russian."),
            "agreed": _l("Say which bodies agreed on it, in Kazakh and in Russian."),
        },
    )
    named = CheckboxesField(_l("Comments"), choices=[])
    codes = TextField(
        _l("Codes of other comments"),
        hint=_l("With commas between them, for example UPR-2011/0042-3, UPR-2011/0051-1."),
        limit=CODES_LENGTH,
    )
    explanation = LocalisedField(
        _l("Explanation"),
        lines=True,
        limit=EXPLANATION_LENGTH,
        hint=_l("Everybody can read it beside the change."),
    )
    is_stale = False

    @classmethod
    def of(cls, change: Change) -> "CauseForm":
        """Return the form filled with what was decided before."""
        made = cls(
            row_version=str(change.row_version),
            cause=change.cause or None,
            named=[cause.comment.code for cause in change.causes],
            explanation=change.explanation,
        )
        made.cause.choices = choices("change_cause", CAUSES)
        return made

    @property
    def seen(self) -> int:
        """The row version that the writer saw."""
        return row_version(self.row_version.data)

    def show_missing(self, lacking: Iterable[str]) -> None:
        """Show at each field what is lacking there."""
        said = {
            "cause": _("Choose why this was changed."),
            "comments": _("Choose a comment or enter its code."),
            "explanation": _("Explain the change in this language."),
        }
        for code in lacking:
            name = code.partition(":")[0]
            self.fail("codes" if name == "comments" else code, said[name])


class PromiseForm(ConsultForm):
    """Which change an accepted answer led to, or the version in which it is to come."""

    row_version = HiddenField()
    change = DropdownField(_l("Change of the plan"), choices=[])
    version = NumberField(
        _l("Number of the version in which the change is to come"),
        hint=_l("It is looked at again when that version is published."),
    )


class AdoptionForm(ConsultForm):
    """The act that adopted the plan."""

    kind = DropdownField(_l("Kind of the act"), required=_l("Choose the kind of the act."))
    number = TextField(_l("Number of the act"), required=_l("Enter the number."), limit=60)
    adopted_on = DayPartsField(_l("Day of the act"), required=_l("Enter the day of the act."))
    signatory = LocalisedField(
        _l("Who signed it"),
        required={"kk": _l("Enter it in Kazakh."), "ru": _l("Enter it in Russian.")},
        limit=300,
        hint=_l("Post and name as they stand under the act."),
    )
    address = TextField(
        _l("Where the act is published"), hint=_l("An address such as https://…"), limit=500
    )
    note = LocalisedField(_l("What else people should know"), lines=True, limit=EXPLANATION_LENGTH)

    def offer(self) -> "AdoptionForm":
        """Fill the choices in the page's language."""
        self.kind.choices = [("", "—"), *choices("act_kind", ACT_KINDS)]
        return self

    def facts(self) -> dict[str, Any]:
        """Return what was typed, by the names of the facts of an act."""
        names = ("kind", "number", "adopted_on", "signatory", "address", "note")
        return {name: self[name].data or self[name].default for name in names}
