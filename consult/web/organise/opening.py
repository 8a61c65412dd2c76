"""Opening and closing: the checklist, and the steps from the announcement to the answers."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations import operations
from consult.domain.consultations.checklist import (
    NotReady,
    checklist,
    invited,
    standing_in_the_way,
)
from consult.domain.consultations.conditions import ACCEPT, Item
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug, state_now
from consult.domain.consultations.rules import end_of_day
from consult.kernel.errors import ConsultError
from consult.web import checklist_words as words
from consult.web.forms import (
    CheckboxesField,
    ConsultForm,
    DayField,
    LocalisedField,
    TickField,
)
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.sentences import sentence

STATUS = {
    "done": (_l("Done"), "done"),
    "blocking": (_l("Missing"), "bad"),
    "accept": (_l("Decide"), "special"),
    "warning": (_l("Consider"), "waiting"),
}
DONE = {
    "open": _l("The consultation is open for comments."),
    "schedule": _l("The consultation is announced and opens by itself."),
    "recall": _l("The announcement was taken back."),
    "close": _l("The consultation is closed for comments."),
    "answering": _l("The bodies can answer now."),
    "extend": _l("The closing was moved. Everybody who took part is told."),
    "cancel": _l("The consultation was cancelled. Everybody who took part is told."),
    "reopen": _l("The consultation is open again. Everybody who took part is told."),
}
STEPS = {
    "extend": _l("Move the closing to a later day"),
    "cancel": _l("Cancel the consultation"),
    "reopen": _l("Open the consultation again"),
}


class OpenForm(ConsultForm):
    """What somebody accepts by name, and who is written to."""

    accepted = CheckboxesField(_l("Open although"), choices=[])
    invite = TickField(_l("Write to the organisations of the register"))

    def offer(self, items: Sequence[Item]) -> None:
        """Offer the lines that may be accepted."""
        self.accepted.choices = [
            (item.code, words.title(item.code)) for item in items if item.outcome == ACCEPT
        ]


class StepForm(ConsultForm):
    """A step with a reason that everybody may read, and for some a new last day."""

    closes_on = DayField(_l("New last day"), required=_l("Choose the new last day."))
    reason = LocalisedField(
        _l("Reason"), lines=True, limit=2_000, hint=_l("Everybody can read it on the public page.")
    )


@blueprint.route("/organise/<string:slug>/opening", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def opening(consultation: Consultation) -> Any:
    """Show the checklist and the next step; take the step."""
    items = checklist(consultation)
    form = OpenForm()
    form.offer(items)
    status = 200
    if form.validate_on_submit():
        wanted = request.form.get("do", "")
        refused = _taken(consultation, wanted, form)
        if not refused:
            flash(str(DONE[wanted]), "success")
            return redirect(url_for("organise.consultation", slug=consultation.slug))
        form.fail("invite", refused)
        status = 422
    return render_template(
        "organise/opening.html",
        consultation=consultation,
        state=state_now(consultation),
        tasks=[_task(consultation, item) for item in items],
        missing=standing_in_the_way(items),
        addresses=len(invited()),
        form=form,
    ), status


def _taken(consultation: Consultation, wanted: str, form: OpenForm) -> str:
    """Take a step; returns the sentence of its refusal, empty when it was taken."""
    accepted = form.accepted.data or ()
    by = actor()
    try:
        if wanted in {"open", "schedule"}:
            take = operations.open_consultation if wanted == "open" else operations.schedule
            take(consultation, by=by, accepted=accepted, invite=bool(form.invite.data))
        elif wanted in {"recall", "close", "answering"}:
            name = "start_answering" if wanted == "answering" else wanted
            getattr(operations, name)(consultation, by=by)
        else:
            return _("Choose one of the steps offered.")
    except NotReady as refused:
        return " ".join(words.hint(item) for item in refused.facts["items"])
    except ConsultError as refused:
        return sentence(refused)
    return ""


def _task(consultation: Consultation, item: Item) -> dict[str, Any]:
    status, tone = STATUS[item.outcome]
    return {
        "title": words.title(item.code),
        "href": _mended_at(consultation, item.place) if item.outcome != "done" else "",
        "hint": words.hint(item),
        "status": status,
        "tone": tone,
    }


def _mended_at(consultation: Consultation, place: str) -> str:
    if place == "plan":
        return url_for("organise.plan", slug=consultation.slug)
    if place == "reasons":
        return url_for("organise.plan_reasons", slug=consultation.slug)
    return url_for("organise.setup_group", slug=consultation.slug, group=place)


def step_of(slug: str, name: str) -> tuple[Consultation, str]:
    """Return the consultation and the step that an address names."""
    return consultation_by_slug(slug), name


@blueprint.route(
    "/organise/<string:slug>/opening/<any(extend, cancel, reopen):name>", methods=["GET", "POST"]
)
@needs(Permission.ORGANISE, find=step_of)
def opening_step(consultation: Consultation, name: str) -> Any:
    """Extend, cancel or reopen for a public reason."""
    form = StepForm()
    if name == "cancel":
        del form.closes_on
    status = 200
    if form.validate_on_submit():
        try:
            _step(consultation, name, form)
        except ConsultError as refused:
            late = refused.code == "earlier_closing"
            form.fail("closes_on" if late else "reason", sentence(refused))
            status = 422
        else:
            flash(str(DONE[name]), "success")
            return redirect(url_for("organise.consultation", slug=consultation.slug))
    elif request.method == "POST":
        status = 422
    return render_template(
        "organise/step.html", consultation=consultation, form=form, name=name, title=STEPS[name]
    ), status


def _step(consultation: Consultation, name: str, form: StepForm) -> None:
    reason = form.reason.data
    if name == "cancel":
        operations.cancel(consultation, reason=reason, by=actor())
        return
    assert form.closes_on.data is not None  # noqa: S101  the form requires it
    closes_at = end_of_day(form.closes_on.data, consultation.zone)
    take = operations.extend if name == "extend" else operations.reopen
    take(consultation, closes_at, reason=reason, by=actor())
