"""The door `public`: reading consultations, plans, measures and comments; no account, no cookie."""

from flask import Blueprint

blueprint = Blueprint("public", __name__, url_prefix="/<language:language>")

from consult.web.public import (  # noqa: E402  views need the blueprint
    caching,
    changes,
    comment,
    comment_form,
    consultation,
    coverage,
    event,
    home,
    info,
    measure,
    plan,
    receipt,
    recommendations,
    regions,
    report,
    retention,
    round_table_minutes,
    round_table_papers,
    round_table_places,
    round_table_screen,
    round_tables,
    versions,
)

__all__ = [
    "blueprint",
    "caching",
    "changes",
    "comment",
    "comment_form",
    "consultation",
    "coverage",
    "event",
    "home",
    "info",
    "measure",
    "plan",
    "receipt",
    "recommendations",
    "regions",
    "report",
    "retention",
    "round_table_minutes",
    "round_table_papers",
    "round_table_places",
    "round_table_screen",
    "round_tables",
    "versions",
]
