"""How many working days are left for an answer, in words."""

from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.domain.consultations.calendar import WorkingCalendar

NEAR = 5


@dataclass
class DueWords:
    """Says what is left until a day, seen from today; each day is counted once."""

    today: date
    calendar: WorkingCalendar
    known: dict[date, tuple[str, str]] = field(default_factory=dict)

    def of(self, due_on: date | None) -> tuple[str, str]:
        """Return (sentence, tone of the tag) for the last day of an answer."""
        if due_on is None:
            return _("No day set"), "quiet"
        if due_on not in self.known:
            self.known[due_on] = self._count(due_on)
        return self.known[due_on]

    def _count(self, due_on: date) -> tuple[str, str]:
        if due_on < self.today:
            late = max(self.calendar.between(due_on, self.today), 1)
            words = ngettext(
                "Overdue by %(num)s working day", "Overdue by %(num)s working days", late
            )
            return words, "bad"
        if due_on == self.today:
            return _("Due today"), "bad"
        left = self.calendar.between(self.today, due_on)
        words = ngettext("%(num)s working day left", "%(num)s working days left", left)
        return words, "waiting" if left <= NEAR else "quiet"
