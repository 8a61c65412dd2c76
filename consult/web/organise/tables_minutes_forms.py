"""The forms of minutes: the words around the record, sending for checking, a correction decided."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.roundtables.desk_models import Minutes, MinutesCorrection
from consult.domain.roundtables.minutes import WORDS
from consult.domain.roundtables.minutes_queries import Present
from consult.domain.roundtables.rules import CHECK_DAYS
from consult.kernel.localised import LANGUAGES
from consult.web.filters import native_name
from consult.web.forms import (
    CheckboxesField,
    ConsultForm,
    DropdownField,
    HiddenField,
    LocalisedField,
    LongTextField,
    NumberField,
    RadiosField,
    TextField,
    ValidationError,
    row_version,
)
from consult.web.labels import choices

WORDS_LENGTH = 20_000
MOST_DAYS = 60
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


class MinutesForm(ConsultForm):
    """What people write; agenda, attendance and statements come from the record."""

    row_version = HiddenField()
    chair = TextField(_l("Chair of the meeting"), hint=_l("Name and post, as they sign."))
    secretary = TextField(_l("Secretary"), hint=_l("Name and post, as they sign."))
    opening = LocalisedField(
        _l("Opening of the meeting"),
        lines=True,
        limit=WORDS_LENGTH,
        hint=_l("Who opened the meeting and what was said before the first item."),
    )
    course = LocalisedField(
        _l("Course of the meeting"),
        lines=True,
        limit=WORDS_LENGTH,
        hint=_l("What the statements do not tell: reports, breaks, votes."),
    )
    decisions = LocalisedField(
        _l("Decisions"), lines=True, limit=WORDS_LENGTH, hint=_l("One decision a line.")
    )

    @classmethod
    def of(cls, minutes: Minutes) -> "MinutesForm":
        """Return the form filled with what stands."""
        written = {name: getattr(minutes, name) for name in WORDS}
        return cls(None, row_version=str(minutes.row_version), **written)

    def words(self) -> dict[str, Any]:
        """Return what was typed, by the names of the columns."""
        return {name: self[name].data or "" for name in WORDS[:2]} | {
            name: self[name].data for name in WORDS[2:]
        }

    @property
    def seen(self) -> int:
        """The row version that the writer saw."""
        return row_version(self.row_version.data)


class SendForm(ConsultForm):
    """To whom the draft goes, and for how many working days."""

    people = CheckboxesField(_l("People present who left an address"), choices=[])
    more = LongTextField(
        _l("Other addresses"),
        hint=_l("One a line: the address alone, or the name before it."),
        limit=5_000,
    )
    language = DropdownField(_l("Language of the letters to these addresses"), choices=[])
    days = NumberField(
        _l("Working days for corrections"), required=_l("Enter the number of working days.")
    )

    @classmethod
    def of(
        cls, present: Sequence[Present], asked: Sequence[str], *, sent: bool = False
    ) -> "SendForm":
        """Offer those who were present and have no link yet; all of them are chosen at first."""
        fresh = [one for one in present if one.contact_email.lower() not in asked]
        chosen = [one.contact_email for one in fresh]
        values = {"people": chosen, "days": CHECK_DAYS, "language": "ru"}
        made = cls(prefix="send-", **values) if sent else cls(None, prefix="send-", **values)
        made.people.choices = [(one.contact_email, _named(one)) for one in fresh]
        made.language.choices = [(code, native_name(code)) for code in LANGUAGES]
        return made

    def validate_days(self, field: Any) -> None:
        """Refuse a number of days that makes no sense."""
        if field.data is not None and not 1 <= field.data <= MOST_DAYS:
            raise ValidationError(
                _("Enter a number of working days between 1 and %(most)s.", most=MOST_DAYS)
            )

    def validate_more(self, field: Any) -> None:
        """Refuse a line without an address."""
        for line in (field.data or "").split("\n"):
            if line.strip() and not _ADDRESS.search(line):
                raise ValidationError(
                    _("There is no e-mail address in the line “%(line)s”.", line=line[:80])
                )

    def chosen(self, present: Sequence[Present]) -> list[Present]:
        """Return those to write to."""
        picked = set(self.people.data or ())
        return [one for one in present if one.contact_email in picked] + self._typed()

    def _typed(self) -> list[Present]:
        found = []
        for line in (self.more.data or "").split("\n"):
            if address := _ADDRESS.search(line):
                name = line.replace(address.group(), "").strip(" <>,;\t")
                found.append(Present(address.group(), name, self.language.data or "ru"))
        return found


def _named(one: Present) -> str:
    return f"{one.name} ({one.contact_email})" if one.name else one.contact_email


class DecideForm(ConsultForm):
    """Whether a correction is taken, and what is said about it."""

    decision = RadiosField(_l("Decision"), required=_l("Choose whether the correction is taken."))
    answer = LongTextField(
        _l("Answer"),
        required=_l("Write what was changed, or why not."),
        limit=3_000,
        hint=_l("For a correction that is taken it is printed as a note under the proposal."),
    )

    @classmethod
    def of(cls, correction: MinutesCorrection, *, sent: bool = False) -> "DecideForm":
        """Return the form of one correction, filled with what stands or with what was `sent`."""
        decided = correction.state if correction.state != "open" else None
        values = {"decision": decided, "answer": correction.answer}
        prefix = f"c{correction.id.hex[:12]}-"
        made = cls(prefix=prefix, **values) if sent else cls(None, prefix=prefix, **values)
        made.decision.choices = choices("correction_state", ("taken", "declined"))
        return made
