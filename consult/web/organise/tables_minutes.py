"""The minutes of a round table for its organisers: words, check, corrections, approval."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.access import Permission, permits
from consult.domain.reports import minutes_release as release
from consult.domain.reports.meeting_reading import meeting_of
from consult.domain.roundtables import minutes as writing
from consult.domain.roundtables import minutes_queries as queries
from consult.domain.roundtables.desk_models import Minutes, MinutesCorrection
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference, whole_table
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.localised import LANGUAGES
from consult.web import meeting_pages
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.tables_minutes_forms import DecideForm, MinutesForm, SendForm
from consult.web.sentences import sentence

PAGE = "/organise/<string:slug>/round-tables/<string:ref>/minutes"


def table_by_address(slug: str, ref: str) -> RoundTable:
    """Return the meeting that an address names; raises NotFound."""
    return table_by_reference(slug, ref)


def minutes_by_address(slug: str, ref: str) -> tuple[RoundTable, Minutes]:
    """Return the meeting and its minutes that an address names; raises NotFound."""
    table = table_by_reference(slug, ref)
    minutes = queries.minutes_of(table.id)
    if minutes is None:
        raise NotFound
    return table, minutes


def correction_by_address(
    slug: str, ref: str, correction_id: uuid.UUID
) -> tuple[RoundTable, Minutes, MinutesCorrection]:
    """Return the meeting, its minutes and one of their corrections; raises NotFound."""
    table, minutes = minutes_by_address(slug, ref)
    known = {row.id: row for row in queries.corrections_of(minutes.id)}
    if correction_id not in known:
        raise NotFound
    return table, minutes, known[correction_id]


@blueprint.get(PAGE)
@needs(Permission.FACILITATE, find=table_by_address)
def tables_minutes(table: RoundTable) -> Any:
    """Show the minutes: how far they are, the words, the check, the corrections."""
    minutes = queries.minutes_of(table.id)
    if minutes is None:
        begin = table.state in {"held", "minutes_draft"}
        consultation = table.consultation
        return render_template(
            "organise/tables_minutes_none.html", consultation=consultation, table=table, begin=begin
        )
    return _page(table, minutes)


def _page(
    table: RoundTable,
    minutes: Minutes,
    *,
    form: MinutesForm | None = None,
    send: SendForm | None = None,
    decided: tuple[uuid.UUID, DecideForm] | None = None,
    status: int = 200,
) -> Any:
    table = whole_table(table.id)
    checkers = queries.checkers_of(minutes.id)
    present = queries.present_with_address(table.id)
    asked = [row.contact_email.lower() for row in checkers]
    corrections = queries.corrections_of(minutes.id)
    deciding = {row.id: DecideForm.of(row) for row in corrections}
    if decided:
        deciding[decided[0]] = decided[1]
    return render_template(
        "organise/tables_minutes.html",
        consultation=table.consultation,
        table=table,
        minutes=minutes,
        is_open=minutes.state in writing.OPEN,
        form=form or MinutesForm.of(minutes),
        send=send or SendForm.of(present, asked),
        checkers=checkers,
        corrections=corrections,
        deciding=deciding,
        failed=decided[1] if decided else None,
        made=queries.files_of(minutes.id),
        forms=meeting_pages.FORM_NAMES,
        spoken=LANGUAGES,
        may_approve=permits(actor(), Permission.ORGANISE, table),
        is_maker=release.is_maker(minutes, actor()),
        TONES=meeting_pages.MINUTES_TONES,
    ), status


def _back(table: RoundTable) -> Any:
    slug = (request.view_args or {})["slug"]
    return redirect(url_for("organise.tables_minutes", slug=slug, ref=table.reference))


@blueprint.post(f"{PAGE}/draft")
@needs(Permission.FACILITATE, find=table_by_address)
def tables_minutes_draft(table: RoundTable) -> Any:
    """Begin the minutes of a meeting that was held."""
    return _done(table, lambda: writing.draft_minutes(table, by=actor()), "")


def _done(table: RoundTable, step: Callable[[], object], told: str) -> Any:
    """Take a step; a refusal is told on the page that follows."""
    try:
        step()
    except ConsultError as refused:
        flash(sentence(refused), "error")
    else:
        if told:
            flash(told, "success")
    return _back(table)


@blueprint.post(PAGE)
@needs(Permission.FACILITATE, find=minutes_by_address)
def tables_minutes_write(table: RoundTable, minutes: Minutes) -> Any:
    """Keep the words of the draft."""
    form = MinutesForm()
    if not form.validate_on_submit():
        return _page(table, minutes, form=form, status=422)
    try:
        writing.write_minutes(table, form.words(), by=actor(), row_version=form.seen)
    except ConsultError as refused:
        form.fail("chair", sentence(refused))
        return _page(table, minutes, form=form, status=refused.status)
    flash(_("The words of the minutes are kept."), "success")
    return _back(table)


@blueprint.get(f"{PAGE}/preview")
@needs(Permission.FACILITATE, find=minutes_by_address)
def tables_minutes_preview(table: RoundTable, minutes: Minutes) -> Any:
    """Show the minutes as everybody will read them."""
    return render_template(
        "organise/tables_minutes_preview.html",
        consultation=table.consultation,
        table=table,
        shown=meeting_pages.shown(meeting_of(table, minutes)),
    )


@blueprint.post(f"{PAGE}/send")
@needs(Permission.FACILITATE, find=minutes_by_address)
def tables_minutes_send(table: RoundTable, minutes: Minutes) -> Any:
    """Send the draft to those present, each with a link of their own."""
    present = queries.present_with_address(table.id)
    asked = [row.contact_email.lower() for row in queries.checkers_of(minutes.id)]
    form = SendForm.of(present, asked, sent=True)
    if not form.validate_on_submit():
        return _page(table, minutes, send=form, status=422)
    people, days = form.chosen(present), form.days.data
    try:
        made = writing.send_for_checking(table, people, by=actor(), days=days)
    except ConsultError as refused:
        form.fail("days", sentence(refused))
        return _page(table, minutes, send=form, status=refused.status)
    told = ngettext("%(num)s letter was written.", "%(num)s letters were written.", len(made))
    flash(told, "success")
    return _back(table)


@blueprint.post(f"{PAGE}/corrections/<uuid:correction_id>")
@needs(Permission.FACILITATE, find=correction_by_address)
def tables_minutes_decide(
    table: RoundTable,
    minutes: Minutes,
    correction: MinutesCorrection,
) -> Any:
    """Take or decline a correction."""
    form = DecideForm.of(correction, sent=True)
    if not form.validate_on_submit():
        return _page(table, minutes, decided=(correction.id, form), status=422)
    state, answer = form.decision.data, form.answer.data or ""
    return _done(
        table,
        lambda: writing.decide_correction(table, correction, state, answer=answer, by=actor()),
        _("The decision on the correction is kept."),
    )


@blueprint.post(f"{PAGE}/approve")
@needs(Permission.ORGANISE, find=minutes_by_address)
def tables_minutes_approve(table: RoundTable, minutes: Minutes) -> Any:
    """Approve the minutes, by another person than who made them."""
    return _done(
        table,
        lambda: release.approve_minutes(table, minutes, by=actor()),
        _("The minutes are approved. They can be published now."),
    )


@blueprint.post(f"{PAGE}/publish")
@needs(Permission.ORGANISE, find=minutes_by_address)
def tables_minutes_publish(table: RoundTable, minutes: Minutes) -> Any:
    """Publish approved minutes; their files are made next."""
    return _done(
        table,
        lambda: release.publish_minutes(table, minutes, by=actor()),
        _("The minutes are published. Their files are being made."),
    )
