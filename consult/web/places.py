"""Places to choose from in forms: the regions of today, the whole country, abroad, not stated."""

from datetime import UTC, datetime

from consult.domain.people.regions import PLACES, region_name, regions_on
from consult.web.language import current_language


def region_choices() -> list[tuple[str, str]]:
    """Return (code, name) in the page's language, regions by name, other places after them."""
    today, language = datetime.now(UTC).date(), current_language()
    regions = [(r.code, region_name(r.code, language, today)) for r in regions_on(today)]
    places = [(code, region_name(code, language, today)) for code in reversed(PLACES)]
    return [places[0], *sorted(regions, key=lambda pair: pair[1]), *places[1:]]
