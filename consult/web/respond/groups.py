"""Groups of like comments at the ministries' desk: the list with proposals, one group."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_id, consultation_by_slug
from consult.domain.moderation import groups as grouping
from consult.domain.responses import inbox
from consult.domain.responses.inbox import InboxRow
from consult.domain.submissions.models import CommentGroup
from consult.kernel.errors import ConsultError, NotFound
from consult.web.guard import actor, needs
from consult.web.respond import blueprint
from consult.web.respond.forms import GroupForm
from consult.web.respond.inbox import TONES
from consult.web.respond.scope import bodies_in, chosen_in, is_approver
from consult.web.respond.wants import refusal_sentence


@blueprint.get("/<string:slug>/groups")
@needs(Permission.RESPOND, find=consultation_by_slug)
def groups(consultation: Consultation) -> str:
    """List the groups of the visitor's comments, and propose new ones."""
    bodies = bodies_in(consultation.id)
    return render_template(
        "respond/groups.html",
        consultation=consultation,
        rows=grouping.groups_of(consultation, bodies),
        proposals=grouping.like_comments(consultation.id, bodies),
    )


def _found(group_id: uuid.UUID) -> tuple[Consultation, CommentGroup]:
    group = grouping.group_by_id(group_id)
    return consultation_by_id(group.consultation_id), group


@blueprint.get("/groups/<uuid:group_id>")
@needs(Permission.RESPOND, find=_found)
def group(consultation: Consultation, group: CommentGroup) -> Any:
    """Show one group: its comments, and what may be done with all of them."""
    return _page(consultation, group, GroupForm(obj=group, formdata=None))


def _page(
    consultation: Consultation, group: CommentGroup, form: GroupForm, status: int = 200
) -> Any:
    rows = _rows(consultation, group)
    body = render_template(
        "respond/group.html",
        consultation=consultation,
        group=group,
        form=form,
        rows=rows,
        total=grouping.size_of(group.id),
        tones=TONES,
        may_approve=is_approver(consultation.id),
    )
    return body, status


def _rows(consultation: Consultation, group: CommentGroup) -> list[InboxRow]:
    """Return the rows that the visitor's bodies answer; a group without any is not found (X-09)."""
    bodies = bodies_in(consultation.id)
    ids = [comment.id for comment in grouping.members(group.id, bodies)]
    rows = inbox.chosen_rows(bodies, consultation, ids, missing_ok=True) if ids else []
    if not rows:
        raise NotFound
    return rows


@blueprint.post("/groups/<uuid:group_id>")
@needs(Permission.RESPOND, find=_found)
def group_change(consultation: Consultation, group: CommentGroup) -> Any:
    """Rename or dissolve a group, or take comments out of it."""
    _rows(consultation, group)
    form = GroupForm()
    act = request.form.get("act")
    if act == "rename" and not form.validate():
        return _page(consultation, group, form, 422)
    try:
        return _change(consultation, group, act, form)
    except ConsultError as error:
        if isinstance(error, NotFound):
            raise
        form.fail("name", refusal_sentence(error))
        return _page(consultation, group, form, error.status)


def _change(
    consultation: Consultation, group: CommentGroup, act: str | None, form: GroupForm
) -> Any:
    if act == "rename":
        grouping.rename_group(group, form.name.data, by=actor())
    elif act == "take_out":
        chosen = chosen_in(request.form.getlist("chosen"))
        grouping.take_out(group, list(chosen), by=actor())
        flash(_("The chosen comments are answered alone."), "success")
    elif act == "dissolve":
        grouping.dissolve(group, by=actor())
        flash(_("The group is dissolved. The answers stay."), "success")
        return redirect(url_for("respond.groups", slug=consultation.slug))
    if not grouping.members(group.id, bodies_in(consultation.id)):
        return redirect(url_for("respond.groups", slug=consultation.slug))
    return redirect(url_for("respond.group", group_id=group.id))
