"""The author changes how the name may be used, or takes back the consent to be known."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.submissions import consent
from consult.domain.submissions.models import Submission
from consult.domain.submissions.points import About, Flawed
from consult.domain.submissions.rules import SEALED_LEVEL
from consult.domain.submissions.withdrawing import withdraw_consent
from consult.kernel.errors import ConsultError
from consult.kernel.text import clean_line, clean_text
from consult.web import opened, sentences
from consult.web.contribute import blueprint, drafting
from consult.web.contribute.consent_forms import LevelForm, SureForm
from consult.web.contribute.edit import by_token
from consult.web.guard import actor, needs
from consult.web.submission_words import show_flaws
from consult.web.who_sees import side_by_side, who_sees


@blueprint.route("/comment/<string:token>/level", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=by_token)
def level(consultation: Consultation, submission: Submission, token: str) -> Any:
    """Show what another choice means; change it after a typed confirmation (REQ 116)."""
    offered = consent.levels_open_to(submission)
    form, banner = LevelForm().offer(submission, offered), ""
    if form.confirms(submission):
        try:
            _change(submission, form, token)
        except Flawed as error:
            show_flaws(form, error, instead="level")
        except ConsultError as error:
            banner = sentences.sentence(error)
        else:
            flash(_("The use of your name is changed."), "success")
            return redirect(url_for("contribute.edit", token=token))
    return render_template(
        "contribute/level.html",
        consultation=consultation,
        submission=submission,
        token=token,
        form=form,
        banner=banner,
        levels=side_by_side(offered),
        present=who_sees(submission.level),
        needs_code=submission.level == SEALED_LEVEL and opened.find(token) is None,
    ), (422 if form.errors or banner else 200)


def _change(submission: Submission, form: LevelForm, token: str) -> None:
    known = opened.find(token)
    consent.change_level(
        submission,
        form.level.data,
        by=actor(),
        token="" if known else token,
        code=known.code if known else "",
        identity=_identity(submission, form) if submission.level == "anonymous" else None,
    )


def _identity(submission: Submission, form: LevelForm) -> About:
    typed = form.typed()
    return About(
        author_kind=submission.author_kind,
        level=form.level.data,
        author_name=clean_line(typed.get("author_name", "")),
        organisation_name=clean_line(typed.get("organisation_name", "")),
        cosigners=clean_text(typed.get("cosigners", "")),
    )


@blueprint.route("/comment/<string:token>/consent", methods=["GET", "POST"])
@drafting.keeps_text
@needs(Permission.COMMENT, find=by_token)
def no_name(consultation: Consultation, submission: Submission, token: str) -> Any:
    """Erase who sent a submission, after a typed confirmation; its words stay."""
    form = SureForm()
    if form.confirms(submission):
        withdraw_consent(submission.id, by=actor(), proof=opened.proof(token))
        flash(_("Your name is erased. What you sent stays without it."), "success")
        return redirect(url_for("contribute.edit", token=token))
    return render_template(
        "contribute/no_name.html",
        consultation=consultation,
        submission=submission,
        token=token,
        form=form,
    ), (422 if form.errors else 200)
