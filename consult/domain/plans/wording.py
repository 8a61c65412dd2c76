"""A measure of the database as the comparison of versions takes it."""

from consult.domain.plans.diff import FIELDS, Worded
from consult.domain.plans.models import MeasureVersion
from consult.kernel.localised import LocalisedText

COLUMNS = {"executors": "executors_text", "recommendations": "recommendations_text"}


def field_text(row: MeasureVersion, name: str) -> LocalisedText:
    """Return a field by its name in `diff.FIELDS` as text."""
    found: LocalisedText = getattr(row, COLUMNS.get(name, name))
    if name == "recommendations" and not found:
        listed = ", ".join(row.recommendations or ())
        return LocalisedText(kk=listed, ru=listed, en=listed)
    return found


def worded(row: MeasureVersion) -> Worded:
    """Return number and texts of a measure."""
    return Worded(row.number, {name: field_text(row, name) for name in FIELDS})
