"""The forms of a round table: its facts, its agenda, cancelling, materials, somebody who comes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.people.models import Organisation
from consult.domain.people.regions import all_regions, region_name, regions_on
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import Holders
from consult.domain.roundtables.rules import ATTENDANCE_KINDS, FORMATS, TABLE_LEVELS
from consult.kernel.dates import in_zone
from consult.kernel.localised import LANGUAGES
from consult.web.choice_fields import CheckboxesField
from consult.web.filters import language_name
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    HiddenField,
    LocalisedField,
    MomentField,
    NumberField,
    RadiosField,
    TextField,
    TickField,
    ValidationError,
    row_version,
)
from consult.web.labels import choices
from consult.web.language import current_language
from consult.web.organise.setup_forms import ZONES

PAIRS = ["-".join(pair) for pair in permutations(LANGUAGES, 2)]
"""Directions in which a meeting can be interpreted, such as kk-ru."""
PLAIN = (
    "level", "title", "region_code", "city", "venue", "format", "languages", "interpretation",
    "accessibility", "about", "photos", "capacity", "attendance", "invited", "registered",
    "attended",
)  # fmt: skip
LOCAL = ("starts_at", "ends_at", "registration_closes_at")


class TableForm(ConsultForm):
    """Everything that is known of a meeting but its agenda."""

    row_version = HiddenField()
    level = RadiosField(_l("Level"), required=_l("Choose the level."))
    title = LocalisedField(
        _l("Title"),
        required={
            "kk": _l("Enter the title in Kazakh."),
            "ru": _l("Enter the title in Russian."),
        },
        limit=300,
    )
    starts_at = MomentField(_l("Begins"), required=_l("Enter the day and time of the beginning."))
    ends_at = MomentField(_l("Ends"), required=_l("Enter the day and time of the end."))
    region_code = DropdownField(
        _l("Region"),
        required=_l("Choose the region."),
        hint=_l("A region can be chosen only if it existed on the day of the meeting."),
    )
    zone = DropdownField(_l("Time zone"))
    city = LocalisedField(_l("City or village"), limit=200)
    format = RadiosField(_l("Format"), required=_l("Choose the format."))
    venue = LocalisedField(_l("Venue"), limit=300, hint=_l("Building, street, room."))
    link = TextField(
        _l("Link to join"),
        limit=500,
        hint=_l("Only those who register get it by letter. An address such as https://…"),
    )
    organisers = CheckboxesField(_l("Organisers"), required=_l("Choose at least one organiser."))
    partners = CheckboxesField(_l("Partners"))
    languages = CheckboxesField(_l("Languages"), required=_l("Choose at least one language."))
    interpretation = CheckboxesField(_l("Interpretation"))
    accessibility = LocalisedField(
        _l("Accessibility"),
        lines=True,
        limit=1_000,
        hint=_l("Ramp, lift, sign language, large print, help on the way."),
    )
    about = LocalisedField(_l("About the meeting"), lines=True, limit=5_000)
    photos = TickField(_l("Photos are taken at the meeting"))
    capacity = NumberField(_l("Places"), hint=_l("Leave it empty when places are not limited."))
    registration_closes_at = MomentField(
        _l("Registration closes"), hint=_l("Without it, registration ends when the meeting begins.")
    )
    attendance = RadiosField(_l("How attendance is taken"), required=_l("Choose one."))
    invited = NumberField(_l("Invited, as announced"))
    registered = NumberField(_l("Registered, as announced"))
    attended = NumberField(_l("Came, as announced"))
    is_stale = False

    @classmethod
    def of(cls, table: RoundTable, organisations: Iterable[Organisation]) -> "TableForm":
        """Return the form filled with a meeting as it stands."""
        local = {name: _naive(getattr(table, name), table.zone) for name in LOCAL}
        held = {
            f"{part}s": [str(one.organisation_id) for one in table.holders if one.part == part]
            for part in ("organiser", "partner")
        }
        form = cls(obj=table, **local, **held)
        return form.offer(organisations, in_zone(table.starts_at, table.zone).date())

    def offer(self, organisations: Iterable[Organisation], day: date) -> "TableForm":
        """Fill the lists in the page's language; regions are those of the day that is typed."""
        typed = self.starts_at.data
        self.region_code.choices = region_choices(
            typed.date() if typed else day, self.region_code.data
        )
        self.zone.choices = [("", _("That of the region")), *((zone, zone) for zone in ZONES)]
        self.level.choices = choices("table_level", TABLE_LEVELS)
        self.format.choices = choices("table_format", FORMATS)
        self.attendance.choices = choices("attendance_kind", ATTENDANCE_KINDS)
        self.languages.choices = [(code, language_name(code)) for code in LANGUAGES]
        self.interpretation.choices = choices("interpretation", PAIRS)
        names = [(str(one.id), one.name.in_(current_language())) for one in organisations]
        self.organisers.choices = chosen_first(names, self.organisers.data)
        self.partners.choices = chosen_first(names, self.partners.data)
        return self

    def validate_link(self, field: Any) -> None:
        """Refuse an address that a browser would not open as a page."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Enter an address that begins with https://."))

    def validate_capacity(self, field: Any) -> None:
        """Refuse a meeting without places."""
        if field.data is not None and field.data < 1:
            raise ValidationError(_("Enter at least 1 place, or leave it empty."))

    def validate_invited(self, field: Any) -> None:
        """Refuse a negative number."""
        if field.data is not None and field.data < 0:
            raise ValidationError(_("“%(label)s” cannot be negative.", label=field.label.text))

    validate_registered = validate_attended = validate_invited

    def facts(self) -> dict[str, Any]:
        """Return the columns of a meeting; instants are on the clocks of the zone."""
        zone = self.zone.data or all_regions()[self.region_code.data].zone
        local = {name: _zoned(self[name].data, zone) for name in LOCAL}
        plain = {name: self[name].data for name in PLAIN}
        return plain | local | {"zone": zone, "link": self.link.data or ""}

    def holders(self) -> Holders:
        """Return who holds the meeting and who is a partner."""
        return Holders(_ids(self.organisers.data), _ids(self.partners.data))

    @property
    def seen(self) -> int:
        """The row version that the writer saw."""
        return row_version(self.row_version.data)


class CancelForm(ConsultForm):
    """Why a meeting does not take place."""

    reason = LocalisedField(
        _l("Reason"),
        required={
            "kk": _l("Give the reason in Kazakh."),
            "ru": _l("Give the reason in Russian."),
        },
        lines=True,
        limit=1_000,
        hint=_l("Everybody can read it; it stands in the letters."),
    )


def region_choices(day: date, chosen: str | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of the regions that existed on a day, as they were called then.

    A chosen one that did not exist yet stays in the list, so that it can be refused in words.
    """
    language = current_language()
    codes = [one.code for one in regions_on(day)]
    if chosen in all_regions() and chosen not in codes:
        codes.append(chosen)
    rows = [(code, region_name(code, language, day)) for code in codes]
    return [("", _("Choose a region")), *sorted(rows, key=lambda pair: pair[1])]


def chosen_first(
    names: Sequence[tuple[str, str]], chosen: Sequence[str] | None
) -> list[tuple[str, str]]:
    """Return choices by name, those that are ticked before the others."""
    ticked = frozenset(chosen or ())
    return sorted(names, key=lambda pair: (pair[0] not in ticked, pair[1]))


def today() -> date:
    """Return the day on which a form without a day offers regions."""
    return datetime.now(UTC).date()


def _ids(values: Sequence[str] | None) -> list[UUID]:
    return [UUID(value) for value in values or ()]


def _naive(moment: datetime | None, zone: str) -> datetime | None:
    return in_zone(moment, zone).replace(tzinfo=None) if moment else None


def _zoned(moment: datetime | None, zone: str) -> datetime | None:
    return moment.replace(tzinfo=ZoneInfo(zone)) if moment else None
