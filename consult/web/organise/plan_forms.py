"""Forms for editing a draft of the plan: measures, their parts and merging, sections."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.plans.diff import FIELDS
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.plans.typed import Typed
from consult.kernel.localised import LocalisedText
from consult.web.forms import ConsultForm, DropdownField, HiddenField, LocalisedField, TextField
from consult.web.labels import LABELS
from consult.web.language import current_language

LONG = ("text", "indicator", "note")
OFFICIAL = {"kk": _l("Write the measure in Kazakh."), "ru": _l("Write the measure in Russian.")}
HINTS = {
    "executors": _l("Abbreviations or names with commas; write (lead) after the lead body."),
    "recommendations": _l("Numbers with commas, ranges with a dash: 95.10, 95.12–95.14."),
    "deadline": _l("For example: IV quarter of 2027."),
}


def _words(name: str, required: Any = None) -> LocalisedField:
    return LocalisedField(
        LABELS["plan_field"][name],
        required=required,
        lines=name in LONG,
        limit=10_000,
        hint=HINTS.get(name, ""),
    )


class MeasureForm(ConsultForm):
    """All that a person can write of a measure; `mark` tells what they saw."""

    mark = HiddenField()
    number = TextField(
        _l("Number"), required=_l("Write the number of the measure."), limit=20,
        hint=_l("Measures stand in the order of their numbers."),
    )  # fmt: skip
    section = DropdownField(_l("Section"))
    text = _words("text", OFFICIAL)
    completion_form = _words("completion_form")
    executors = _words("executors")
    deadline = _words("deadline")
    indicator = _words("indicator")
    baseline = _words("baseline")
    target = _words("target")
    funding = _words("funding")
    recommendations = _words("recommendations")
    note = _words("note")

    def offer(self, sections: Sequence[Section]) -> "MeasureForm":
        """Offer the sections of the draft to choose from."""
        language = current_language()
        self.section.choices = [
            (one.number, f"{one.number}. {one.title.in_(language)}") for one in sections
        ]
        return self

    def show(self, typed: Typed, mark: str) -> None:
        """Fill the form with a measure as it stands."""
        self.mark.data, self.number.data, self.section.data = mark, typed.number, typed.section
        for name in FIELDS:
            self[name].process(None, typed.fields.get(name, LocalisedText()))

    @property
    def typed(self) -> Typed:
        """What the person wrote."""
        fields = {name: self[name].data for name in FIELDS}
        return Typed(self.number.data, self.section.data, fields)


class SplitForm(ConsultForm):
    """The numbers and wordings of the two measures that one becomes."""

    mark = HiddenField()
    first_number = TextField(
        _l("Number of the first part"), required=_l("Write the number of the first part."), limit=20
    )
    first_text = LocalisedField(
        _l("Wording of the first part"), required=OFFICIAL, lines=True, limit=10_000
    )
    second_number = TextField(
        _l("Number of the second part"), required=_l("Write the number of the second part."),
        limit=20,
    )  # fmt: skip
    second_text = LocalisedField(
        _l("Wording of the second part"), required=OFFICIAL, lines=True, limit=10_000
    )


class MergeForm(ConsultForm):
    """The other measure and the wording of both together."""

    mark = HiddenField()
    other = DropdownField(_l("Merge with"), required=_l("Choose the other measure."))
    text = LocalisedField(
        _l("Wording of the merged measure"), required=OFFICIAL, lines=True, limit=10_000
    )

    def offer(self, rows: Sequence[MeasureVersion]) -> "MergeForm":
        """Offer the other measures of the draft."""
        language = current_language()
        named = [(row.number, f"{row.number}. {row.text.in_(language)[:80]}") for row in rows]
        self.other.choices = [("", _("Choose a measure")), *named]
        return self


class RemoveForm(ConsultForm):
    """Why a measure is left out."""

    mark = HiddenField()
    reason = LocalisedField(
        _l("Why is it left out?"), lines=True, limit=2_000,
        hint=_l("Everybody can read it in the comparison of the versions."),
    )  # fmt: skip


class SectionForm(ConsultForm):
    """The title of a section."""

    mark = HiddenField()
    title = LocalisedField(
        _l("Title of the section"), limit=500,
        required={"kk": _l("Write the title in Kazakh."), "ru": _l("Write the title in Russian.")},
    )  # fmt: skip
