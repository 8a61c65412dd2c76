"""The list at the side of every page about one consultation: only what this person may open."""

from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from consult.access import Permission, permits
from consult.web.guard import actor

PLAN = "organise.plan"
ENTRIES = (
    ("organise.consultation", _l("Overview")),
    ("organise.setup", _l("Set-up")),
    (PLAN, _l("Plan")),
    ("organise.registers", _l("Recommendations")),
    ("organise.opening", _l("Opening and closing")),
    ("organise.tables", _l("Round tables")),
    ("organise.moderation", _l("Comments")),
    ("organise.comments_import", _l("Enter comments")),
    ("organise.answers", _l("Answers")),
    ("organise.groups", _l("Groups of like comments")),
    ("organise.campaigns", _l("Campaigns")),
    ("organise.changes", _l("Changes")),
    ("organise.reports", _l("Reports")),
    ("organise.adoption", _l("Adoption")),
    ("organise.people", _l("People")),
    ("organise.letters", _l("Letters")),
    ("organise.surge", _l("Many requests")),
    ("organise.audit", _l("Audit trail")),
)


def side_items(consultation: Any) -> list[dict[str, Any]]:
    """Return the entries for side_navigation(): those whose page this person may open."""
    return [
        {
            "text": text,
            "href": url_for(endpoint, slug=consultation.slug),
            "current": _is_here(endpoint),
        }
        for endpoint, text in ENTRIES
        if _may_open(endpoint, consultation)
    ]


def _may_open(endpoint: str, consultation: Any) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    permission: Permission = view.__dict__["permission"]
    return permits(actor(), permission, consultation)


def _is_here(endpoint: str) -> bool:
    here = request.endpoint or ""
    begins = (f"{endpoint}_", "organise.import_") if endpoint == PLAN else (f"{endpoint}_",)
    return here == endpoint or here.startswith(begins)
