"""The registers of recommendations that the plans of the worked example refer to."""

from consult.demo.people import DEMO
from consult.demo.setting_up import Step
from consult.demo.sources import register
from consult.domain.plans.linking import import_register
from consult.domain.recommendations import queries
from consult.domain.recommendations.operations import quote_total

FILES = ("recommendations_cycle1.csv", "recommendations_cycle4.csv")
QUOTED = (
    ("1", "received", 128, "A/HRC/14/10"),
    ("1", "supported", 121, "A/HRC/14/10"),
    ("1", "noted", 6, "A/HRC/WG.6/20/KAZ/1"),
)
"""Totals as documents quote them: (cycle, what, how many, document)."""


def steps() -> list[Step]:
    """Return the step that loads the registers of both cycles."""
    return [Step("Recommendations of two cycles", _load)]


def _load() -> None:
    if queries.registers():
        return
    for name in FILES:
        import_register(register(name), by=DEMO)
    for cycle, what, count, source in QUOTED:
        quote_total("UPR", cycle, what, count, source, by=DEMO)
