"""The author's own page, opened by a secret link: edit until closing, withdraw at any time."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.submissions import editing, queries
from consult.domain.submissions.admission import ConsultationClosed
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.points import Flawed, read_point
from consult.kernel.errors import NotFound
from consult.web import opened, sentences
from consult.web.contribute import blueprint, drafting
from consult.web.contribute.forms import PlainForm, PointForm
from consult.web.contribute.phase import phase_of
from consult.web.guard import actor, needs
from consult.web.submission_words import show_flaws


def by_token(token: str) -> tuple[Consultation, Submission, str]:
    """Return a submission that the link or an opened receipt leads to; raises NotFound."""
    known = opened.find(token)
    if known is not None:
        submission = queries.submission_by_id(known.submission_id)
    else:
        submission = queries.submission_by_token(token)
    return submission.consultation, submission, token


def point_by_token(
    token: str, comment_id: uuid.UUID
) -> tuple[Consultation, Submission, str, Comment]:
    """Return a point of the submission that the link opens; raises NotFound."""
    consultation, submission, _token = by_token(token)
    for comment in submission.comments:
        if comment.id == comment_id:
            return consultation, submission, token, comment
    raise NotFound


@blueprint.get("/comment/<string:token>")
@needs(Permission.COMMENT, find=by_token)
def edit(consultation: Consultation, submission: Submission, token: str) -> str:
    """Show what was sent, with what may still be done to it."""
    return render_template(
        "contribute/edit.html",
        consultation=consultation,
        submission=submission,
        token=token,
        phase=phase_of(consultation),
    )


@blueprint.route("/comment/<string:token>/<uuid:comment_id>", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=point_by_token)
def edit_point(
    consultation: Consultation, submission: Submission, token: str, comment: Comment
) -> Any:
    """Change the words of a point; the words before are kept."""
    form = PointForm(obj=comment).offer(with_fields=False)
    banner = ""
    if form.validate_on_submit():
        point = read_point(form.typed())
        try:
            editing.edit_comment(comment.id, point, by=actor(), token=opened.proof(token))
        except Flawed as error:
            show_flaws(form, error, instead="text")
        except (ConsultationClosed, editing.AlreadyWithdrawn) as error:
            banner = sentences.sentence(error)
        else:
            flash(_("Your point is changed. It will be read again before it is shown."), "success")
            return redirect(url_for("contribute.edit", token=token))
    return render_template(
        "contribute/edit_point.html",
        consultation=consultation,
        submission=submission,
        token=token,
        comment=comment,
        form=form,
        banner=banner,
    ), (422 if form.errors or banner else 200)


@blueprint.route("/comment/<string:token>/<uuid:comment_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.COMMENT, find=point_by_token)
def withdraw_point(
    consultation: Consultation, submission: Submission, token: str, comment: Comment
) -> Any:
    """Ask once more, then take a point back."""
    form = PlainForm()
    if form.validate_on_submit():
        editing.withdraw_comment(comment.id, by=actor(), token=opened.proof(token))
        flash(_("The point is withdrawn."), "success")
        return redirect(url_for("contribute.edit", token=token))
    return _ask(consultation, submission, token, form, comment)


@blueprint.route("/comment/<string:token>/withdraw", methods=["GET", "POST"])
@needs(Permission.COMMENT, find=by_token)
def withdraw(consultation: Consultation, submission: Submission, token: str) -> Any:
    """Ask once more, then take everything back."""
    form = PlainForm()
    if form.validate_on_submit():
        editing.withdraw_submission(submission.id, by=actor(), token=opened.proof(token))
        flash(_("Everything you sent is withdrawn."), "success")
        return redirect(url_for("contribute.edit", token=token))
    return _ask(consultation, submission, token, form, None)


def _ask(
    consultation: Consultation,
    submission: Submission,
    token: str,
    form: PlainForm,
    comment: Comment | None,
) -> str:
    return render_template(
        "contribute/withdraw.html",
        consultation=consultation,
        submission=submission,
        token=token,
        form=form,
        comment=comment,
    )
