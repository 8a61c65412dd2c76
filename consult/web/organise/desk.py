"""The organisers' desk: what waits today, one consultation at a glance, a new consultation."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission, permits
from consult.domain.changes.queries import open_changes_of
from consult.domain.consultations import operations
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.outages import minutes_missed
from consult.domain.consultations.queries import (
    changes_of,
    consultation_by_slug,
    organisers_of,
    state_now,
)
from consult.domain.moderation.desk import counts_of, desk_of
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import newest_of
from consult.domain.responses.taking_up import count_open
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import tables_between
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.web.filters import number
from consult.web.forms import ConsultForm, LocalisedField, TextField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.sentences import sentence

TODAY = timedelta(hours=12)
WEEK = timedelta(days=7)
TONES = {
    "draft": "quiet",
    "scheduled": "new",
    "open": "good",
    "closed": "waiting",
    "answering": "waiting",
    "cancelled": "bad",
}


class NewForm(ConsultForm):
    """What a new consultation needs at least."""

    title = LocalisedField(
        _l("Title"),
        required={"ru": _l("Enter the title in Russian.")},
        limit=500,
        hint=_l("As it stands on the draft plan."),
    )
    slug = TextField(
        _l("Address of the pages"),
        required=_l("Enter the address, for example upr-2026."),
        limit=60,
        hint=_l("Small Latin letters, digits and hyphens, for example upr-2026."),
    )
    prefix = TextField(
        _l("Prefix of registration numbers"),
        required=_l("Enter the prefix, for example UPR-2026."),
        limit=20,
        hint=_l("Capital Latin letters, digits and hyphens, for example UPR-2026."),
    )


@blueprint.get("/organise/")
@needs(Permission.DESK)
def desk() -> Any:
    """Show what waits in my consultations."""
    may_create = permits(actor(), Permission.CREATE)
    rows = desk_of(actor())
    return render_template(
        "organise/desk.html",
        rows=rows,
        soon=_soon([row.consultation for row in rows]),
        may_create=may_create,
        TONES=TONES,
    )


def _soon(consultations: Sequence[Consultation]) -> dict[uuid.UUID, list[RoundTable]]:
    """Return the round tables of the seven days from today on, by consultation."""
    moment = now()
    found: dict[uuid.UUID, list[RoundTable]] = {}
    ids = [one.id for one in consultations]
    for table in tables_between(ids, moment - TODAY, moment + WEEK):
        found.setdefault(table.consultation_id, []).append(table)
    return found


@blueprint.route("/organise/new", methods=["GET", "POST"])
@needs(Permission.CREATE)
def new() -> Any:
    """Make a consultation and go on to its set-up."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            made = operations.create(
                slug=form.slug.data or "",
                prefix=form.prefix.data or "",
                title=form.title.data,
                by=actor(),
            )
        except ConsultError as refused:
            form.fail(refused.facts.get("name", "slug"), sentence(refused))
        else:
            return redirect(url_for("organise.setup", slug=made.slug))
    status = 422 if request.method == "POST" else 200
    return render_template("organise/new.html", form=form), status


@blueprint.get("/organise/<string:slug>")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def consultation(consultation: Consultation) -> Any:
    """Show one consultation: state, figures, the next step, its history."""
    version = newest_of([consultation.id]).get(consultation.id)
    return render_template(
        "organise/consultation.html",
        consultation=consultation,
        state=state_now(consultation),
        counts=counts_of(consultation.id),
        version=version,
        tasks=_tasks(consultation, version) if version and version.number > 1 else (),
        missed=minutes_missed(consultation, current_app.config["SETTINGS"].outage_minutes),
        organisers=organisers_of(consultation.id),
        changes=changes_of(consultation.id),
        TONES=TONES,
    )


def _tasks(consultation: Consultation, version: PlanVersion) -> list[dict[str, Any]]:
    """Return what is still open between the answers and the changes of the newest version."""
    open_ones = (
        (_("Changes without a cause"), "organise.changes", open_changes_of(version.id)),
        (_("Answers without a change"), "organise.changes_answers", count_open(consultation.id)),
    )
    return [
        {
            "title": title,
            "href": url_for(endpoint, slug=consultation.slug),
            "status": number(count) if count else _("Done"),
            "tone": "waiting" if count else "done",
        }
        for title, endpoint, count in open_ones
    ]
