"""Groups of like comments at the organisers' desk: proposals, making, one group."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission, permits
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation import groups as grouping
from consult.domain.moderation.queries import comments_of
from consult.domain.submissions.models import CommentGroup
from consult.kernel.errors import ConsultError, NotFound
from consult.web.forms import ConsultForm, TextField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.sentences import sentence


class GroupForm(ConsultForm):
    """The name of a group of like comments."""

    name = TextField(
        _l("Name of the group"),
        required=_l("Give the group a name."),
        hint=_l("What the comments ask for, in a few words. Authors do not see it."),
        limit=200,
    )


def _one(slug: str, group_id: uuid.UUID) -> tuple[Consultation, CommentGroup]:
    consultation = consultation_by_slug(slug)
    group = grouping.group_by_id(group_id)
    if group.consultation_id != consultation.id:
        raise NotFound
    return consultation, group


@blueprint.get("/organise/<string:slug>/groups")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def groups(consultation: Consultation) -> str:
    """List the groups and propose new ones."""
    return render_template(
        "organise/groups.html",
        consultation=consultation,
        rows=grouping.groups_of(consultation),
        proposals=grouping.like_comments(consultation.id),
        may_group=permits(actor(), Permission.MODERATE, consultation),
    )


@blueprint.post("/organise/<string:slug>/groups")
@needs(Permission.MODERATE, find=consultation_by_slug)
def groups_make(consultation: Consultation) -> Any:
    """Ask for the name of a new group of the chosen comments, then make it."""
    ids = _chosen()
    if not ids:
        flash(_("Tick at least one comment in the list."), "important")
        return redirect(url_for("organise.moderation", slug=consultation.slug))
    if "name" not in request.form:
        return _new(consultation, GroupForm(formdata=None), ids)
    form = GroupForm()
    if not form.validate():
        return _new(consultation, form, ids, 422)
    try:
        made = grouping.make_group(consultation.id, form.name.data, ids, by=actor())
    except ConsultError as error:
        form.fail("name", sentence(error))
        return _new(consultation, form, ids, error.status)
    flash(_("The group is made."), "success")
    return redirect(url_for("organise.groups_one", slug=consultation.slug, group_id=made.id))


def _chosen() -> list[uuid.UUID]:
    """Read the ids of the ticked boxes, with or without the row version after them."""
    try:
        return [uuid.UUID(value.partition(":")[0]) for value in request.form.getlist("chosen")]
    except ValueError as error:
        raise NotFound from error


def _new(
    consultation: Consultation, form: GroupForm, ids: list[uuid.UUID], status: int = 200
) -> Any:
    comments = comments_of(consultation.id, ids)
    body = render_template(
        "organise/group_new.html", consultation=consultation, form=form, comments=comments
    )
    return body, status


@blueprint.get("/organise/<string:slug>/groups/<uuid:group_id>")
@needs(Permission.READ_STAFF, find=_one)
def groups_one(consultation: Consultation, group: CommentGroup) -> Any:
    """Show the comments of one group."""
    return _page(consultation, group, GroupForm(obj=group, formdata=None))


def _page(
    consultation: Consultation, group: CommentGroup, form: GroupForm, status: int = 200
) -> Any:
    body = render_template(
        "organise/group.html",
        consultation=consultation,
        group=group,
        form=form,
        comments=grouping.members(group.id),
        may_group=permits(actor(), Permission.MODERATE, consultation),
    )
    return body, status


@blueprint.post("/organise/<string:slug>/groups/<uuid:group_id>")
@needs(Permission.MODERATE, find=_one)
def groups_change(consultation: Consultation, group: CommentGroup) -> Any:
    """Rename or dissolve a group, or take comments out of it."""
    form = GroupForm()
    act = request.form.get("act")
    if act == "rename":
        if not form.validate():
            return _page(consultation, group, form, 422)
        grouping.rename_group(group, form.name.data, by=actor())
    elif act == "take_out":
        grouping.take_out(group, _chosen(), by=actor())
    elif act == "dissolve":
        grouping.dissolve(group, by=actor())
    if not grouping.size_of(group.id):
        flash(_("The group is dissolved. The answers stay."), "success")
        return redirect(url_for("organise.groups", slug=consultation.slug))
    return redirect(url_for("organise.groups_one", slug=consultation.slug, group_id=group.id))
