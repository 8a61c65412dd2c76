"""Round tables for the organiser: the list, the page of one meeting, its next steps."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.queries import newest_of
from consult.domain.plans.reading import outline
from consult.domain.roundtables.inviting import Invited, invited_of
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import cancel_table, move_table
from consult.domain.roundtables.queries import table_by_reference, tables_of
from consult.domain.roundtables.registrations import NOBODY, places_of
from consult.domain.roundtables.rules import BEFORE
from consult.domain.submissions.table_counts import statements_at
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.table_forms import CancelForm
from consult.web.round_table_words import Meeting
from consult.web.sentences import sentence

ADDRESS = "/organise/<string:slug>/round-tables"
ONE = f"{ADDRESS}/<string:ref>"
NOT_ASKED = Invited()


def table_by_address(slug: str, ref: str) -> RoundTable:
    """Return the meeting that an address names; raises NotFound."""
    return table_by_reference(slug, ref)


@blueprint.get(ADDRESS)
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def tables(consultation: Consultation) -> Any:
    """List the meetings by day, each with its state, numbers and next step."""
    rows = tables_of(consultation.id)
    places = places_of([table.id for table in rows])
    counted = statements_at(consultation.id)
    at = now()
    return render_template(
        "organise/tables.html",
        consultation=consultation,
        meetings=[
            Meeting(row, at, places.get(row.id, NOBODY), counted.get(row.id, 0)) for row in rows
        ],
        may_change=permits(actor(), Permission.ORGANISE, consultation),
        next_step=next_step,
    )


@blueprint.get(ONE)
@needs(Permission.READ_STAFF, find=table_by_address)
def tables_one(table: RoundTable) -> Any:
    """Show one meeting with everything that can be done about it."""
    consultation = table.consultation
    version = newest_of([consultation.id]).get(consultation.id)
    rows = outline(version.id) if version else ()
    meeting = _meeting(table)
    return render_template(
        "organise/table.html",
        consultation=consultation,
        table=table,
        meeting=meeting,
        invited=invited_of([table.id]).get(table.id, NOT_ASKED),
        sections={row.section.number: row.section for row in rows},
        may_change=permits(actor(), Permission.ORGANISE, table),
        next_step=next_step(meeting),
        is_before=table.state in BEFORE,
    )


def next_step(meeting: Meeting) -> str:
    """Return what is to be done next about a meeting, in words; empty when nothing is."""
    table = meeting.table
    if table.state in BEFORE and meeting.at >= table.starts_at:
        return _("Mark it as held")
    steps = {
        "planned": _("Invite organisations"),
        "invitations_sent": _("Hold it on its day"),
        "held": _("Make the minutes"),
        "minutes_draft": _("Publish the minutes"),
    }
    return steps.get(table.state, "")


@blueprint.post(f"{ONE}/held")
@needs(Permission.ORGANISE, find=table_by_address)
def tables_held(table: RoundTable) -> Any:
    """Note that the meeting took place."""
    try:
        move_table(table, "held", by=actor())
    except ConsultError as refused:
        flash(sentence(refused), "error")
    else:
        flash(_("The meeting is marked as held."), "success")
    return back(table)


@blueprint.route(f"{ONE}/cancel", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_cancel(table: RoundTable) -> Any:
    """Ask for the reason, then cancel and tell everybody."""
    form = CancelForm()
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            cancel_table(table, because=form.reason.data, by=actor())
        except ConsultError as refused:
            form.fail("reason", sentence(refused))
            status = refused.status
        else:
            flash(_("The meeting is cancelled, and letters are on their way."), "success")
            return back(table)
    return render_template(
        "organise/table_cancel.html",
        consultation=table.consultation,
        table=table,
        meeting=_meeting(table),
        form=form,
    ), status


def back(table: RoundTable, page: str = "organise.tables_one") -> Any:
    """Return to a page of the meeting."""
    return redirect(url_for(page, slug=table.consultation.slug, ref=table.reference))


def _meeting(table: RoundTable) -> Meeting:
    counted = statements_at(table.consultation_id).get(table.id, 0)
    return Meeting(table, now(), places_of([table.id]).get(table.id, NOBODY), counted)
