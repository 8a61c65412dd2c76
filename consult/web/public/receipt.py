"""Following a comment: reference and code open the fate of each point."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.responses.models import Response
from consult.domain.responses.queries import approved_for
from consult.domain.submissions import queries
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.errors import NotFound, TooMany
from consult.web import sentences, throttle
from consult.web.forms import ConsultForm, TextField
from consult.web.guard import needs
from consult.web.labels import label
from consult.web.public import blueprint
from consult.web.throttle import Limit

LOOKING_UP = Limit("receipt", 60, 600)


class ReceiptForm(ConsultForm):
    """The reference and the code from a receipt."""

    reference = TextField(_l("Reference"), required=_l("Enter the reference."), limit=40)
    code = TextField(
        _l("Receipt code"),
        required=_l("Enter the receipt code."),
        limit=80,
        hint=_l("24 letters and figures in six groups; capitals, dashes and spaces do not matter."),
        render_kw={"autocomplete": "off"},
    )


@dataclass(frozen=True)
class Fate:
    """A point with what became of it: words, the tone of the tag, the approved answer."""

    comment: Comment
    state: str
    tone: str
    explanation: str
    answer: Response | None


@blueprint.route("/receipt", methods=["GET", "POST"])
@needs(Permission.ANYONE)
def receipt() -> Any:
    """Ask for reference and code, show the fate of each point; the address says nothing."""
    form = ReceiptForm()
    status = 200
    if form.validate_on_submit():
        try:
            throttle.use(LOOKING_UP, throttle.network())
            found = queries.submission_by_receipt(form.reference.data, form.code.data)
            return render_template("public/fates.html", submission=found, fates=_fates(found))
        except NotFound:
            form.fail("reference", _("Nothing is known by this reference and code. Check both."))
        except TooMany as error:
            form.fail("reference", sentences.sentence(error))
            status = error.status
    if form.errors and status == 200:  # noqa: PLR2004
        status = 422
    return render_template("public/receipt.html", form=form), status


def _fates(submission: Submission) -> list[Fate]:
    answers = approved_for([comment.id for comment in submission.comments])
    return [_fate(comment, answers.get(comment.id)) for comment in submission.comments]


def _fate(comment: Comment, answer: Response | None) -> Fate:
    if comment.withdrawn_at is not None:
        return Fate(comment, label("publication", "withdrawn"), "quiet", "", answer)
    if answer is not None:
        return Fate(comment, _("Answered"), "good", _publication(comment), answer)
    tones = {"published": "good", "published_redacted": "good", "withheld": "bad", "spam": "bad"}
    tone = tones.get(comment.publication, "waiting")
    state = label("publication", comment.publication)
    return Fate(comment, state, tone, _publication(comment), None)


def _publication(comment: Comment) -> str:
    if comment.publication == "received":
        return _("It is registered and will be read before it is published.")
    if comment.publication == "published":
        return _("It is published, and the ministry answers after the consultation has closed.")
    if comment.publication == "published_redacted":
        return _(
            "It is published with some words hidden. Reason: %(ground)s.",
            ground=label("ground", comment.ground),
        )
    if comment.publication == "withheld":
        return _(
            "It is not published. Reason: %(ground)s. It is counted and answered like every other.",
            ground=label("ground", comment.ground),
        )
    return _("It is not published: it was taken for an advertisement or a test.")
