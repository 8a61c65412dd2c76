"""Inviting organisations to a round table: choosing them, sending to those not yet written to."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.access import Permission
from consult.domain.people.rules import ORGANISATION_KINDS
from consult.domain.roundtables.inviting import Invited, Wanted, candidates, invite, invited_of
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.rules import BEFORE
from consult.kernel.errors import ConsultError, Missing
from consult.web.forms import ConsultForm
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.organise import blueprint
from consult.web.organise.table_forms import region_choices
from consult.web.organise.tables import ONE, back, table_by_address
from consult.web.round_table_words import day_of
from consult.web.sentences import sentence

PAGE = "organise.tables_invitations"


class InvitingForm(ConsultForm):
    """The token only: the organisations are boxes in the rows of the list."""


@blueprint.get(f"{ONE}/invitations")
@needs(Permission.ORGANISE, find=table_by_address)
def tables_invitations(table: RoundTable) -> Any:
    """Show organisations by region and kind, with what was written to them."""
    asked = {name: request.args.get(name, "").strip() for name in ("region", "kind", "state_too")}
    wanted = Wanted(asked["region"], asked["kind"], state_too=asked["state_too"] == "yes")
    page = candidates(table.id, wanted, request.args.get("after"))
    kept = {name: value for name, value in asked.items() if value}
    return render_template(
        "organise/table_invitations.html",
        consultation=table.consultation,
        table=table,
        page=page,
        asked=asked,
        kept=kept,
        form=InvitingForm(),
        invited=invited_of([table.id]).get(table.id, Invited()),
        regions=[("", _("All")), *region_choices(day_of(table))[1:]],
        kinds=[("", _("All")), *choices("organisation_kind", ORGANISATION_KINDS)],
        is_before=table.state in BEFORE,
        address=url_for(PAGE, slug=table.consultation.slug, ref=table.reference),
    )


@blueprint.post(f"{ONE}/invitations")
@needs(Permission.ORGANISE, find=table_by_address)
def tables_invite(table: RoundTable) -> Any:
    """Invite the ticked organisations; letters are written to those who have none yet."""
    try:
        count = invite(table, chosen(request.form.getlist("organisation")), by=actor())
    except Missing:
        flash(_("Tick at least one organisation."), "error")
    except ConsultError as refused:
        flash(sentence(refused), "error")
    else:
        flash(
            ngettext(
                "%(num)s organisation is invited. The letter is on its way.",
                "%(num)s organisations are invited. The letters are on their way.",
                count,
            ),
            "success",
        )
    return back(table, PAGE)


def chosen(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the ids of ticked rows; what is no id is left out."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
