"""Answering one comment: draft, hand in, approve, give back."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.moderation import redaction
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses import operations, queries
from consult.domain.responses.models import Response
from consult.domain.responses.operations import Answer
from consult.domain.submissions import levels
from consult.kernel.errors import Conflict, ConsultError, Missing, NotFound
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.respond import blueprint
from consult.web.respond.forms import AnswerForm, RemarkForm
from consult.web.respond.wants import sentence_of_missing
from consult.web.sentences import sentence

File = queries.CommentFile


def find(comment_id: uuid.UUID) -> File:
    """Return the comment with what is needed to answer it."""
    return queries.comment_file(comment_id)


def _bodies(file: File) -> list[tuple[str, str]]:
    mine = actor().bodies(file.consultation_id, *MINISTRY_ROLES)
    return [
        (str(body.organisation_id), body.organisation.name.in_(current_language()))
        for body in file.bodies
        if body.organisation_id in mine
    ]


def _form(file: File) -> AnswerForm:
    response = file.response
    form = AnswerForm.of(response).offer(_bodies(file), file.consultation.languages)
    if request.method == "GET" and response is not None:
        form.row_version.data = str(response.row_version)
        form.body.data = str(response.organisation_id)
        form.duplicate_of.data = response.duplicate_of.code if response.duplicate_of else ""
    return form


def _show(file: File, form: AnswerForm, status: int = 200, **more: Any) -> tuple[str, int]:
    view = levels.view_author(file.comment.submission, "ministry")
    return render_template(
        "respond/comment.html",
        file=file,
        comment=file.comment,
        response=file.response,
        consultation=file.consultation,
        form=form,
        author=view,
        words=redaction.public_texts(file.comment),
        boilerplate=queries.boilerplate_of(file.response) if file.response else None,
        may_approve=permits(actor(), Permission.APPROVE, file),
        **{"remark_form": RemarkForm(formdata=None), "theirs": None, **more},
    ), status


@blueprint.get("/comments/<uuid:comment_id>")
@needs(Permission.ANSWER, find=find)
def comment(file: File) -> Any:
    """Show a comment with the form of its answer."""
    return _show(file, _form(file))


@blueprint.post("/comments/<uuid:comment_id>")
@needs(Permission.ANSWER, find=find)
def save(file: File) -> Any:
    """Store the answer as a draft and, when asked, hand it in for approval."""
    form = _form(file)
    if not form.validate_on_submit():
        return _show(file, form, 422)
    try:
        answer = Answer(form.disposition.data, _facts(file, form))
        expected = row_version(form.row_version.data)
        response = operations.save_draft(
            file.comment,
            answer,
            body_id=uuid.UUID(form.body.data),
            by=actor(),
            expected=expected,
        )
        if request.form.get("step") == "submit":
            operations.submit(
                response, file.consultation, by=actor(), expected=response.row_version
            )
    except Conflict as error:
        return _conflict(file, form, error)
    except ConsultError as error:
        return _refused(file, form, error)
    flash(_("The answer to %(code)s is saved.", code=file.comment.code), "success")
    return redirect(url_for("respond.comment", comment_id=file.comment.id))


def _facts(file: File, form: AnswerForm) -> dict[str, object]:
    facts = form.facts()
    facts["change_ref"] = file.response.change_ref if file.response else ""
    if form.disposition.data == "duplicate" and form.duplicate_of.data:
        kept = queries.comment_by_code(file.consultation_id, form.duplicate_of.data.strip())
        if kept is None or kept.id == file.comment.id:
            raise Missing(missing=["duplicate_of_unknown"])
        facts["duplicate_of"] = kept
    return facts


def _conflict(file: File, form: AnswerForm, error: Conflict) -> Any:
    """Show both answers; what was typed stays, and saving again is a decision taken knowingly."""
    theirs = error.facts.get("theirs")
    form.row_version.data = str(theirs.row_version if theirs else 0)
    return _show(file, form, 409, theirs=theirs)


def _refused(file: File, form: AnswerForm, error: ConsultError) -> Any:
    if isinstance(error, Missing):
        for code in error.facts["missing"]:
            name, text = sentence_of_missing(code)
            form.fail(form.name_of(name), text)
    else:
        form.fail("disposition", sentence(error))
    return _show(file, form, error.status)


def _decide(file: File, step: Any, done: str, **more: Any) -> Any:
    response = file.response
    if response is None:
        raise NotFound
    try:
        step(response, by=actor(), expected=row_version(request.form.get("row_version")), **more)
    except Conflict as error:
        return _conflict(file, _shown_form(file), error)
    except ConsultError as error:
        return _refused(file, _shown_form(file), error)
    flash(done, "success")
    return redirect(url_for("respond.comment", comment_id=file.comment.id))


@blueprint.post("/comments/<uuid:comment_id>/approve")
@needs(Permission.APPROVE, find=find)
def approve(file: File) -> Any:
    """Approve the answer as another person than prepared it."""

    def step(response: Response, **facts: Any) -> None:
        operations.approve(response, file.consultation, **facts)

    return _decide(file, step, _("The answer to %(code)s is approved.", code=file.comment.code))


@blueprint.post("/comments/<uuid:comment_id>/return")
@needs(Permission.APPROVE, find=find)
def give_back(file: File) -> Any:
    """Send the answer back with a remark."""
    form = RemarkForm()
    if not form.validate_on_submit():
        return _show(file, _shown_form(file), 422, remark_form=form)
    done = _("The answer to %(code)s went back to its writer.", code=file.comment.code)
    return _decide(file, operations.give_back, done, remark=form.remark.data)


def _shown_form(file: File) -> AnswerForm:
    form = AnswerForm.of(file.response, formdata=None)
    return form.offer(_bodies(file), file.consultation.languages)
