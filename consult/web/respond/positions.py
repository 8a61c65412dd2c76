"""Speaking to the answer of another body, and passing a comment to another body."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.people.queries import organisations
from consult.domain.people.rules import BODY_KINDS
from consult.domain.responses import assigning, positions
from consult.domain.responses.models import ResponsePosition
from consult.kernel.errors import Conflict, ConsultError, NotFound
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.respond import blueprint
from consult.web.respond.answering import File, find, show
from consult.web.respond.forms import PositionForm, TransferForm
from consult.web.respond.wants import refusal_sentence


def _one(comment_id: uuid.UUID, position_id: uuid.UUID) -> tuple[File, ResponsePosition]:
    return find(comment_id), positions.position_by_id(comment_id, position_id)


@blueprint.post("/comments/<uuid:comment_id>/position")
@needs(Permission.ANSWER, find=find)
def position(file: File) -> Any:
    """Store the position of the visitor's body as a draft."""
    form = PositionForm.of()
    if not form.validate_on_submit():
        return show(file, status=422, position_form=form)
    try:
        positions.state_position(
            file.comment,
            body_id=_body(form.body.data),
            stance=form.stance.data,
            text=form.text.data,
            by=actor(),
            expected=row_version(form.row_version.data),
        )
    except Conflict as error:
        theirs = error.facts["theirs"]
        form.row_version.data = str(theirs.row_version if theirs else 0)
        return show(file, status=409, position_form=form, their_position=theirs)
    except ConsultError as error:
        form.fail("stance", refusal_sentence(error))
        return show(file, status=error.status, position_form=form)
    flash(_("The position of your body is saved. Another person has to approve it."), "success")
    return redirect(url_for("respond.comment", comment_id=file.comment.id))


def _body(value: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(value or "")
    except ValueError as error:
        raise NotFound from error


@blueprint.post("/comments/<uuid:comment_id>/positions/<uuid:position_id>/approve")
@needs(Permission.APPROVE, find=_one)
def position_approve(file: File, position: ResponsePosition) -> Any:
    """Approve the position of the visitor's body as another person than prepared it."""
    expected = row_version(request.form.get("row_version"))
    try:
        positions.approve_position(position, by=actor(), expected=expected)
    except ConsultError as error:
        form = PositionForm.of()
        form.fail("stance", refusal_sentence(error))
        return show(file, status=error.status, position_form=form)
    flash(_("The position of your body is approved."), "success")
    return redirect(url_for("respond.comment", comment_id=file.comment.id))


@blueprint.route("/comments/<uuid:comment_id>/transfer", methods=["GET", "POST"])
@needs(Permission.APPROVE, find=find)
def transfer(file: File) -> Any:
    """Pass the comment to another body; a draft goes along."""
    form = TransferForm()
    form.to.choices = [("", _("Choose a body")), *_others(file)]
    if form.validate_on_submit():
        try:
            assigning.transfer(file.comment, to=uuid.UUID(form.to.data), by=actor())
        except ConsultError as error:
            form.fail("to", refusal_sentence(error))
        else:
            flash(_("%(code)s is passed on.", code=file.comment.code), "success")
            return redirect(url_for("respond.inbox", c=file.consultation.slug))
    body = render_template("respond/transfer.html", form=form, file=file)
    return body, 422 if form.errors else 200


def _others(file: File) -> list[tuple[str, str]]:
    return [
        (str(one.id), one.name.in_(current_language()))
        for one in organisations(sorted(BODY_KINDS))
        if one.id not in file.answering
    ]
