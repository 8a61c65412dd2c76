"""The public history of a consultation in sentences."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from consult.domain.consultations.models import ConsultationChange
from consult.web.filters import deadline


def history(changes: Sequence[ConsultationChange], zone: str) -> list[dict[str, Any]]:
    """Return what happened, oldest first: moment, sentence, reason."""
    return [
        {"at": change.at, "text": _sentence(change, zone), "reason": change.reason}
        for change in changes
    ]


def _sentence(change: ConsultationChange, zone: str) -> str:
    facts = {name: _shown(value, zone) for name, value in change.facts.items()}
    sentences = {
        "scheduled": _("The consultation was announced."),
        "opened": _("The consultation opened."),
        "extended": _extended(facts),
        "closed": _("The consultation closed for comments."),
        "reopened": _reopened(facts),
        "answering": _("The bodies began to answer the comments."),
        "report_published": _("The report on the results was published."),
        "decision_made": _("A decision on the plan was made."),
        "monitoring": _("The plan is being carried out and watched."),
        "archived": _("The consultation was put into the archive."),
        "recalled": _("The announcement was taken back to change it."),
        "cancelled": _("The consultation was cancelled."),
    }
    return sentences.get(change.kind, _("The consultation was changed."))


def _extended(facts: dict[str, str]) -> str:
    before, until = facts.get("before"), facts.get("closes_at")
    if before and until:
        return _(
            "The time for comments was extended from %(before)s to %(moment)s.",
            before=before,
            moment=until,
        )
    if until:
        return _("The time for comments was extended until %(moment)s.", moment=until)
    return _("The time for comments was extended.")


def _reopened(facts: dict[str, str]) -> str:
    until = facts.get("closes_at")
    if until:
        return _("The consultation was opened again until %(moment)s.", moment=until)
    return _("The consultation was opened again.")


def _shown(value: Any, zone: str) -> str:
    """Return a fact in words: moments on the clocks of the consultation, others as they are."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return deadline(moment, zone) if moment.tzinfo else value
    return str(value) if isinstance(value, (int, date)) else ""
