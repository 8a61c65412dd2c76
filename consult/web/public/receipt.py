"""Following a comment: reference and code open the fate of each point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.plans.chain import newest, successors_of
from consult.domain.plans.models import MeasureVersion
from consult.domain.reports.models import Report
from consult.domain.reports.queries import published_in
from consult.domain.responses.decided import PublicDecision, public_decisions
from consult.domain.responses.models import Response, ResponsePosition
from consult.domain.responses.positions import public_positions
from consult.domain.responses.queries import approved_for
from consult.domain.responses.reading import NamedChange, changes_named
from consult.domain.submissions import queries
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.receipts import MistypedCode, read_code
from consult.domain.submissions.trustee_reading import accesses_of
from consult.kernel.errors import NotFound, TooMany
from consult.web import sentences, throttle
from consult.web.forms import ConsultForm, TextField
from consult.web.guard import needs
from consult.web.labels import label
from consult.web.opened import find, remember
from consult.web.public import blueprint
from consult.web.throttle import Limit

WRONG = Limit("receipt-wrong", 10, 3600)
"""Wrong codes of a network in an hour (REQ 119); right ones are free."""


class ReceiptForm(ConsultForm):
    """The reference and the code from a receipt."""

    reference = TextField(_l("Reference"), required=_l("Enter the reference."), limit=40)
    code = TextField(
        _l("Receipt code"),
        required=_l("Enter the receipt code."),
        limit=80,
        hint=_l("30 letters and figures in six groups. Capitals, dashes and spaces do not matter."),
        render_kw={"autocomplete": "off"},
    )


@dataclass(frozen=True)
class Fate:
    """A point with what became of it: words, the tone of the tag, the approved answer.

    After the report `became` is the measure as the newest version words it, `changes` are those
    that the point caused, `positions` what other bodies say to the answer. `decisions` are those of
    national round tables.
    """

    comment: Comment
    state: str
    tone: str
    explanation: str
    answer: Response | None
    became: Sequence[MeasureVersion] = ()
    changes: Sequence[NamedChange] = ()
    positions: Sequence[ResponsePosition] = ()
    decisions: Sequence[PublicDecision] = ()


@dataclass(frozen=True)
class Story:
    """What is told of all points at once after the report: changes, wordings, positions."""

    report: Report | None = None
    became: Mapping[UUID, Sequence[MeasureVersion]] = field(default_factory=dict)
    changes: Mapping[UUID, Sequence[NamedChange]] = field(default_factory=dict)
    positions: Mapping[UUID, Sequence[ResponsePosition]] = field(default_factory=dict)


@blueprint.route("/receipt", methods=["GET", "POST"])
@needs(Permission.ANYONE)
def receipt() -> Any:
    """Ask for reference and code, and open the page of their submission in this browser."""
    form = ReceiptForm()
    status = 200
    if form.validate_on_submit():
        try:
            handle = remember(look_up(form).id, read_code(form.code.data))
            return redirect(url_for("public.fates", handle=handle), 303)
        except MistypedCode as error:
            form.fail("code", sentences.sentence(error))
        except NotFound:
            form.fail("reference", _("Nothing is known by this reference and code. Check both."))
        except TooMany as error:
            form.fail("reference", sentences.sentence(error))
            status = error.status
    if form.errors and status == 200:  # noqa: PLR2004
        status = 422
    return render_template("public/receipt.html", form=form), status


@blueprint.get("/receipt/<string:handle>")
@needs(Permission.ANYONE)
def fates(handle: str) -> Any:
    """Show the fate of each point; the address means nothing outside this browser (REQ 119)."""
    opened = find(handle)
    if opened is None:
        form = ReceiptForm(formdata=None)
        return render_template("public/receipt.html", form=form, is_late=True), 404
    return _page(queries.submission_by_id(opened.submission_id), handle)


def look_up(form: ReceiptForm) -> Submission:
    """Return what reference and code open; raises MistypedCode, NotFound, TooMany.

    A slip of the finger is told before anything is asked, and does not count.
    """
    read_code(form.code.data)
    throttle.use(WRONG, throttle.network())
    found = queries.submission_by_receipt(form.reference.data, form.code.data)
    throttle.give_back(WRONG, throttle.network())
    return found


def _page(found: Submission, handle: str) -> str:
    story = _story(found)
    return render_template(
        "public/fates.html",
        submission=found,
        handle=handle,
        accesses=accesses_of(found.id),
        fates=_fates(found, story),
        report=story.report,
    )


def _story(found: Submission) -> Story:
    """Return the end of the story once the report is published; four queries more."""
    report = next(iter(published_in([found.consultation_id])), None)
    if report is None:
        return Story()
    ids = [comment.id for comment in found.comments]
    measures = {one.measure_version_id for one in found.comments if one.measure_version_id}
    chains = successors_of(measures)
    return Story(
        report,
        {identity: newest(rows) for identity, rows in chains.items()},
        changes_named(ids),
        public_positions(ids),
    )


def _fates(submission: Submission, story: Story) -> list[Fate]:
    ids = [comment.id for comment in submission.comments]
    answers, decided = approved_for(ids), public_decisions(ids)
    return [
        replace(
            _fate(comment, answers.get(comment.id), story),
            decisions=decided.get(comment.id, ()),
        )
        for comment in submission.comments
    ]


def _fate(comment: Comment, answer: Response | None, story: Story) -> Fate:
    if comment.withdrawn_at is not None:
        return Fate(comment, label("publication", "withdrawn"), "quiet", "", answer)
    if answer is not None:
        became = story.became.get(comment.measure_version_id or comment.id, ())
        return Fate(
            comment,
            _("Answered"),
            "good",
            _publication(comment),
            answer,
            became,
            story.changes.get(comment.id, ()),
            story.positions.get(comment.id, ()),
        )
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
