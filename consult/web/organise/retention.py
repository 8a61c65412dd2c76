"""The administrator's page of periods: how long what is kept, and what was purged."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.retention import operations, purging, queries
from consult.domain.retention.refusals import BadPeriod
from consult.domain.retention.rules import KINDS
from consult.web.forms import ConsultForm
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.retention_words import purged
from consult.web.sentences import sentence


class PeriodsForm(ConsultForm):
    """The form of periods; its fields stand in the table, one a kind."""


@blueprint.get("/organise/administration/retention")
@needs(Permission.ADMINISTER)
def administration_retention() -> Any:
    """Show the periods, what would go now, and the last purges."""
    return _page(queries.periods(), {})


@blueprint.post("/organise/administration/retention")
@needs(Permission.ADMINISTER)
def administration_retention_post() -> Any:
    """Set the periods; nothing is purged before the next night."""
    form = PeriodsForm()
    typed = {kind.code: request.form.get(kind.code, "").strip() for kind in _settable()}
    if not form.validate_on_submit():
        return _page(typed, {}), 422
    flaws: dict[str, str] = {}
    for code, text in typed.items():
        try:
            operations.set_periods({code: _days(text)}, by=actor())
        except BadPeriod as refused:
            flaws[code] = sentence(refused)
    if flaws:
        return _page(typed, flaws), 422
    flash(_("The periods were changed."), "success")
    return redirect(url_for("organise.administration_retention"))


def _settable() -> list[Any]:
    return [kind for kind in KINDS if kind.can_be_set]


def _days(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004  five digits


def _page(days: Mapping[str, Any], flaws: Mapping[str, str]) -> str:
    return render_template(
        "organise/retention.html",
        form=PeriodsForm(),
        kinds=KINDS,
        days=days,
        flaws=flaws,
        due=purging.purge(by=actor(), dry=True).counts,
        runs=queries.last_runs(),
        purged=purged,
    )
