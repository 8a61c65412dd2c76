"""Answering one comment: draft, hand in, take back, review, approve, give back."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.consultations.queries import working_calendar
from consult.domain.moderation import groups, redaction
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses import linking, operations, positions, queries, reasons, workload
from consult.domain.responses.models import Response
from consult.domain.responses.operations import Answer
from consult.domain.responses.positions import Standing
from consult.domain.responses.reasons import Reusable
from consult.domain.responses.steps import is_preparer
from consult.domain.responses.taking_up import PROMISING
from consult.domain.submissions import crowds, file_copies, levels
from consult.kernel.errors import Conflict, ConsultError, Missing, NotFound
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.respond import blueprint, meeting
from consult.web.respond.due_words import DueWords
from consult.web.respond.forms import AnswerForm, DepartureForm, PositionForm, RemarkForm
from consult.web.respond.wants import sentence_of_missing
from consult.web.sentences import sentence

File = queries.CommentFile


def find(comment_id: uuid.UUID) -> File:
    """Return the comment with what is needed to answer it."""
    return queries.comment_file(comment_id)


def _bodies(file: File) -> list[tuple[str, str]]:
    mine = actor().bodies(file.consultation_id, *MINISTRY_ROLES) & file.answering
    return [
        (str(body.organisation_id), body.organisation.name.in_(current_language()))
        for body in file.bodies
        if body.organisation_id in mine
    ]


def _form(file: File) -> AnswerForm:
    response = file.response
    form = AnswerForm.of(response).offer(_bodies(file), file.consultation.languages)
    found = linking.offered(file.consultation_id)
    named = linking.named_by(file.comment.id, found) if request.method == "GET" else ()
    form.offer_changes(found, str(next(iter(named), "")))
    if request.method == "GET" and response is not None:
        form.row_version.data = str(response.row_version)
        form.body.data = str(response.organisation_id)
        form.duplicate_of.data = response.duplicate_of.code if response.duplicate_of else ""
    return form


def show(file: File, form: AnswerForm | None = None, status: int = 200, **more: Any) -> Any:
    """Show the page of a comment; without a form the one of the answer as it stands."""
    comment, response = file.comment, file.response
    form = form or _shown_form(file)
    decided = meeting.shown_with(file, form)
    kept = reasons.reasons_of(file.answering & _mine(file)) if _bodies(file) else ()
    form.kept.choices = [("", "—"), *((str(one.id), one.name) for one in kept)]
    standings = positions.standings(comment.id, file.bodies, file.revisions)
    due = DueWords(workload.today(file.consultation), working_calendar())
    return render_template(
        "respond/comment.html",
        file=file,
        comment=comment,
        response=response,
        consultation=file.consultation,
        form=form,
        author=levels.view_author(
            comment.submission, "ministry", crowds.crowded_facts([comment], "ministry")(comment)
        ),
        words=redaction.public_texts(comment),
        copies=file_copies.copies_for_body(comment),
        boilerplate=queries.boilerplate_of(response) if response else None,
        due_words=due.of(file.due_on),
        group=groups.group_by_id(comment.group_id) if comment.group_id else None,
        standings=standings,
        own=_own(file, standings),
        may=_may(file),
        **decided,
        **{
            "remark_form": RemarkForm.on(response),
            "departure_form": DepartureForm(formdata=None),
            "position_form": PositionForm.of(_own(file, standings), formdata=None),
            "theirs": None,
            "changed": False,
            "their_position": None,
            **more,
        },
    ), status


def _own(file: File, standings: list[Standing]) -> Standing | None:
    """Return the standing of the visitor's body, when it is asked for a position."""
    mine = _mine(file) - file.answering
    return next((one for one in standings if one.body.organisation_id in mine), None)


def _mine(file: File) -> frozenset[uuid.UUID]:
    return actor().bodies(file.consultation_id, *MINISTRY_ROLES)


def _may(file: File) -> dict[str, bool]:
    """Return what the visitor may do with the answer as it stands."""
    response = file.response
    own = response is not None and response.organisation_id in _mine(file)
    prepared = own and is_preparer(response, actor())
    approves = permits(actor(), Permission.APPROVE, file)
    return {
        "write": bool(_bodies(file)),
        "take_back": prepared,
        "review": own and not prepared,
        "approve": own and approves,
        "approve_position": _approves_apart(file),
        "transfer": bool(
            actor().bodies(file.consultation_id, "ministry_approver") & file.answering
        ),
    }


def _approves_apart(file: File) -> bool:
    """Whether the visitor approves for a body that speaks to the answer of another."""
    return bool(actor().bodies(file.consultation_id, "ministry_approver") - file.answering)


@blueprint.get("/comments/<uuid:comment_id>")
@needs(Permission.ANSWER, find=find)
def comment(file: File) -> Any:
    """Show a comment with the form of its answer."""
    return show(file, _form(file))


@blueprint.post("/comments/<uuid:comment_id>")
@needs(Permission.ANSWER, find=find)
def save(file: File) -> Any:
    """Store the answer as a draft and, when asked, hand it in for approval."""
    form = _form(file)
    if request.form.get("step") == "insert":
        return _inserted(file, form)
    if not form.validate_on_submit():
        return show(file, form, 422)
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
        _name_change(file, form)
        _keep_reasons(file, form)
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


def _inserted(file: File, form: AnswerForm) -> Any:
    """Show the form with the chosen reasons after what was typed; nothing is stored."""
    if form.kept.data:
        chosen = reasons.reasons_by_id(file.answering & _mine(file), _identity(form.kept.data))
        form.insert(chosen.reasons)
        form.disposition.data = form.disposition.data or chosen.disposition
        form.ground.data = form.ground.data or chosen.ground
    return show(file, form)


def _identity(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise NotFound from error


def _name_change(file: File, form: AnswerForm) -> None:
    """Tie the comment to the change that an accepted answer names."""
    if form.disposition.data in PROMISING:
        typed = form[form.name_of("named_change")].data
        found = linking.offered(file.consultation_id)
        chosen = _identity(typed) if typed else None
        linking.name_change(file.comment.id, chosen, found, by=actor())


def _keep_reasons(file: File, form: AnswerForm) -> None:
    if form.keep_as.data:
        reusable = Reusable(
            form.keep_as.data, form.disposition.data, form.reasons.data, form.ground.data or ""
        )
        body_id = uuid.UUID(form.body.data)
        reasons.keep_reasons(file.consultation_id, reusable, body_id=body_id, by=actor())


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
    return show(file, form, 409, theirs=theirs)


def _refused(file: File, form: AnswerForm, error: ConsultError, **more: Any) -> Any:
    if isinstance(error, Missing):
        for code in error.facts["missing"]:
            name, text = sentence_of_missing(code)
            form.fail(form.name_of(name), text)
    else:
        form.fail("disposition", sentence(error))
    return show(file, form, error.status, **more)


def _decide(file: File, step: Any, done: str, remark_form: RemarkForm | None = None) -> Any:
    """Take a step on the answer that was looked at; a remark stays typed when it is refused."""
    response = file.response
    if response is None:
        raise NotFound
    remark = {"remark": remark_form.remark.data} if remark_form else {}
    try:
        step(response, by=actor(), expected=row_version(request.form.get("row_version")), **remark)
    except Conflict:
        return show(file, status=409, changed=True, **_still_typed(file, remark_form))
    except ConsultError as error:
        return _refused(file, _shown_form(file), error, **_still_typed(file, remark_form))
    flash(done, "success")
    return redirect(url_for("respond.comment", comment_id=file.comment.id))


def _still_typed(file: File, remark_form: RemarkForm | None) -> dict[str, RemarkForm]:
    return {"remark_form": remark_form.seen(file.response)} if remark_form else {}


@blueprint.post("/comments/<uuid:comment_id>/approve")
@needs(Permission.APPROVE, find=find)
def approve(file: File) -> Any:
    """Approve the answer as another person than prepared it."""
    form = DepartureForm()
    if not form.validate():
        return show(file, _shown_form(file), 422, departure_form=form)

    def step(response: Response, **facts: Any) -> None:
        operations.approve(response, file.consultation, remark=form.departure.data or "", **facts)

    return _decide(file, step, _("The answer to %(code)s is approved.", code=file.comment.code))


@blueprint.post("/comments/<uuid:comment_id>/review")
@needs(Permission.ANSWER, find=find)
def review(file: File) -> Any:
    """Mark the answer as reviewed, as another person than prepared it."""
    done = _("The answer to %(code)s is marked as reviewed.", code=file.comment.code)
    return _decide(file, operations.review, done)


@blueprint.post("/comments/<uuid:comment_id>/take-back")
@needs(Permission.ANSWER, find=find)
def take_back(file: File) -> Any:
    """Turn the answer that the visitor handed in into a draft."""
    done = _("The answer to %(code)s is a draft again.", code=file.comment.code)
    return _decide(file, operations.take_back, done)


@blueprint.post("/comments/<uuid:comment_id>/return")
@needs(Permission.APPROVE, find=find)
def give_back(file: File) -> Any:
    """Send the answer back with a remark."""
    form = RemarkForm()
    if not form.validate_on_submit():
        return show(file, status=422, **_still_typed(file, form))
    done = _("The answer to %(code)s went back to its writer.", code=file.comment.code)
    return _decide(file, operations.give_back, done, form)


def _shown_form(file: File) -> AnswerForm:
    form = AnswerForm.of(file.response, formdata=None)
    return form.offer(_bodies(file), file.consultation.languages)
