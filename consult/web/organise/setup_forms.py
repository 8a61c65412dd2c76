"""The forms of the set-up, one for each group of facts."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import (
    CHANNELS,
    FLOOR_WORKING_DAYS,
    POLICIES,
    end_of_day,
    local_day,
    start_of_day,
)
from consult.domain.plans.rules import STATE_BODIES
from consult.kernel.localised import LANGUAGES
from consult.web.forms import (
    CheckboxesField,
    ConsultForm,
    DayField,
    DropdownField,
    EmailField,
    HiddenField,
    LocalisedField,
    NumberField,
    RadiosField,
    TextField,
    TickField,
    ValidationError,
)
from consult.web.labels import LABELS

ZONES = (
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Aqtobe",
    "Asia/Atyrau",
    "Asia/Oral",
    "Asia/Qostanay",
    "Asia/Qyzylorda",
)
POLICY_WORDS = {
    "full": _l("Names are published"),
    "organisation": _l("Only organisations are published"),
    "by_consent": _l("As each author chooses"),
}
LONG = 5_000


class GroupForm(ConsultForm):
    """A group of facts, with the row version that was seen when the form was opened."""

    row_version = HiddenField()

    def facts(self, consultation: Consultation) -> dict[str, Any]:  # noqa: ARG002
        """Return the columns that the form sets."""
        return {
            field.short_name: field.data
            for field in self
            if field.short_name not in {"csrf_token", "row_version"}
        }

    def show(self, consultation: Consultation) -> None:
        """Fill the form with what the consultation holds."""
        for field in self:
            if hasattr(consultation, field.short_name):
                field.process(None, getattr(consultation, field.short_name))
        self.row_version.data = str(consultation.row_version)


class TextsForm(GroupForm):
    """The words of the public page."""

    title = LocalisedField(
        _l("Title"), limit=500, required={"ru": _l("Enter the title in Russian.")}
    )
    summary = LocalisedField(
        _l("Summary in plain language"), lines=True, limit=LONG, hint=_l("At most 500 words.")
    )
    purpose = LocalisedField(_l("Purpose"), lines=True, limit=LONG)
    open_to_change = LocalisedField(_l("What can change"), lines=True, limit=LONG)
    not_open = LocalisedField(_l("What cannot change and why"), lines=True, limit=LONG)
    missing_translations_note = LocalisedField(
        _l("Public note about missing translations"),
        lines=True,
        limit=2_000,
        hint=_l("Only when a measure is not translated into every language of the pages."),
    )


class PeriodForm(GroupForm):
    """The days: the first from 00:00:00, the last until 23:59:59 on the clocks of the zone."""

    opens_on = DayField(_l("First day"), hint=_l("From 00:00 on. Today means: open at once."))
    closes_on = DayField(_l("Last day"), hint=_l("Comments are taken until 23:59:59."))
    zone = DropdownField(_l("Time zone"), choices=[(zone, zone) for zone in ZONES])
    min_working_days = NumberField(
        _l("Shortest period in working days"), required=_l("Enter the number of working days.")
    )
    response_due_on = DayField(_l("Answers published by"))
    decision_on = DayField(_l("Planned day of the decision"))
    quiet_period = TickField(_l("The period falls into an election or quiet period"))
    quiet_override = TextField(
        _l("Who overrides the quiet period, and why"), hint=_l("Name, post and reason."), limit=500
    )

    def validate_min_working_days(self, field: Any) -> None:
        """Refuse fewer days than the law leaves."""
        if field.data is not None and field.data < FLOOR_WORKING_DAYS:
            raise ValidationError(_l("At least 10 working days are needed."))

    def show(self, consultation: Consultation) -> None:
        """Fill in the days on the clocks of the zone."""
        super().show(consultation)
        zone = consultation.zone
        if consultation.opens_at:
            self.opens_on.data = local_day(consultation.opens_at, zone)
        if consultation.closes_at:
            self.closes_on.data = local_day(consultation.closes_at, zone)

    def facts(self, consultation: Consultation) -> dict[str, Any]:
        """Return instants for the days; the present instant stays when the day did not change."""
        facts = super().facts(consultation)
        first, last = facts.pop("opens_on"), facts.pop("closes_on")
        zone = facts["zone"]
        facts["opens_at"] = start_of_day(first, zone) if first else None
        facts["closes_at"] = end_of_day(last, zone) if last else None
        for name, day in (("opens_at", first), ("closes_at", last)):
            present = getattr(consultation, name)
            if present and day and zone == consultation.zone and local_day(present, zone) == day:
                facts[name] = present
        return facts


class ContactForm(GroupForm):
    """Who decides, who answers questions, and the ways to take part."""

    deciding_body = LocalisedField(_l("Who decides"), limit=500)
    contact_name = TextField(_l("Contact person"))
    contact_email = EmailField(_l("E-mail address"))
    contact_phone = TextField(_l("Telephone"), limit=60)
    contact_address = LocalisedField(_l("Postal address"), lines=True, limit=500)
    channels = CheckboxesField(
        _l("Ways to take part"),
        choices=[(code, LABELS["channel"][code]) for code in CHANNELS],
        required=_l("Choose at least one way to take part."),
    )
    legal_basis = LocalisedField(_l("Legal basis"), lines=True, limit=2_000)
    complaint_route = LocalisedField(_l("How to complain"), lines=True, limit=2_000)


class PublicationForm(GroupForm):
    """Languages, names, late comments, the privacy notice."""

    languages = CheckboxesField(
        _l("Languages of the pages"),
        choices=[(code, LABELS["language"][code]) for code in LANGUAGES],
        required=_l("Choose at least one language."),
    )
    publication_policy = RadiosField(
        _l("How names are published"),
        choices=[(code, POLICY_WORDS[code]) for code in POLICIES],
        required=_l("Choose how names are published."),
    )
    late_allowed = TickField(_l("Take late comments and mark them as late"))
    privacy_notice_version = TextField(
        _l("Version of the privacy notice"), limit=20, required=_l("Enter the version.")
    )
    prefix = TextField(
        _l("Prefix of registration numbers"), limit=20, required=_l("Enter the prefix.")
    )


class OrganisersForm(GroupForm):
    """The bodies that run the consultation, by code."""

    organisers = CheckboxesField(_l("Organisers"), choices=[])
    lead_body = DropdownField(
        _l("Lead body"),
        choices=[],
        hint=_l("It collates the answers and answers comments on the whole plan."),
    )

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer the bodies: name by code."""
        ordered = sorted(names.items(), key=lambda item: (item[0] not in STATE_BODIES, item[1]))
        self.organisers.choices = ordered
        self.lead_body.choices = [("", _l("Choose a body")), *ordered]


FORMS: dict[str, type[GroupForm]] = {
    "texts": TextsForm,
    "period": PeriodForm,
    "contact": ContactForm,
    "publication": PublicationForm,
    "organisers": OrganisersForm,
}
TITLES = {
    "texts": _l("Texts of the public page"),
    "period": _l("Period and days"),
    "contact": _l("Contact and ways to take part"),
    "publication": _l("Languages, names and privacy"),
    "organisers": _l("Organisers and lead body"),
}
