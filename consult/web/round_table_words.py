"""How pages speak of a round table: its region on its day, its times, its places, its languages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask

from consult.domain.people.regions import region_name
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.registrations import NOBODY, Places, closes_at, takes_registrations
from consult.domain.roundtables.rules import AFTER
from consult.kernel.dates import in_zone
from consult.web.filters import language_name
from consult.web.labels import LABELS
from consult.web.language import current_language

TONES = {
    "planned": "new",
    "invitations_sent": "new",
    "held": "good",
    "minutes_draft": "waiting",
    "minutes_published": "good",
    "cancelled": "bad",
}


@dataclass(frozen=True)
class Meeting:
    """A round table as a page shows it at a moment."""

    table: RoundTable
    at: datetime
    places: Places = NOBODY
    statements: int = 0

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come or going on, and was not cancelled or marked as held."""
        return self.table.state not in AFTER and self.at < self.table.ends_at

    @property
    def takes_registrations(self) -> bool:
        """Whether people may register now."""
        return takes_registrations(self.table, self.at)

    @property
    def closes_at(self) -> datetime:
        """When registration ends."""
        return closes_at(self.table)

    @property
    def places_left(self) -> int | None:
        """How many places are free; None where their number is not limited."""
        if self.table.capacity is None:
            return None
        return max(0, self.table.capacity - self.places.chairs)


def day_of(table: RoundTable) -> date:
    """Return the local day of a meeting."""
    return in_zone(table.starts_at, table.zone).date()


def region_of(table: RoundTable) -> str:
    """Return the region's name as it was called on the day of the meeting (I-24)."""
    return region_name(table.region_code, current_language(), day_of(table))


def place_of(table: RoundTable) -> str:
    """Return city and region in one line, the same words only once."""
    parts = (table.city.in_(current_language()), region_of(table))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def end_of(table: RoundTable) -> str:
    """Return the time of the end on the clocks of the place."""
    return f"{in_zone(table.ends_at, table.zone):%H:%M}"


def languages_of(table: RoundTable) -> str:
    """Return the languages of the meeting in words."""
    return ", ".join(language_name(code) for code in table.languages)


def interpretation_of(table: RoundTable) -> list[str]:
    """Return each direction of interpretation, such as kk-ru, in words; an unknown one as it is."""
    return [str(LABELS["interpretation"].get(pair, pair)) for pair in table.interpretation]


def is_over(table: RoundTable) -> bool:
    """Whether the meeting was held, as its state says."""
    return table.state in AFTER


def init_app(app: Flask) -> None:
    """Give templates these words."""
    words: dict[str, Any] = {
        "table_region": region_of,
        "table_place": place_of,
        "table_end": end_of,
        "table_languages": languages_of,
        "table_interpretation": interpretation_of,
        "table_is_over": is_over,
        "TABLE_TONES": TONES,
    }
    app.jinja_env.globals.update(words)
