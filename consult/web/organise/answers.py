"""Who answers what: how far the bodies are, comments without a body, asking bodies for answers."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.access import Permission, permits
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation.queries import sections
from consult.domain.people.queries import organisations
from consult.domain.people.rules import BODY_KINDS
from consult.domain.responses import assigning, workload
from consult.domain.responses.assigning import Assigned
from consult.domain.responses.workload import BodyProgress, Scope
from consult.kernel.errors import NotFound
from consult.web.forms import CheckboxesField, ConsultForm, DayField, DropdownField, RadiosField
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.organise import blueprint

TONES = {"none": "new", "returned": "bad", "draft": "quiet", "approved": "good"}


class AssignForm(ConsultForm):
    """Which body leads, who is asked too, until when, and for which comments of the list."""

    which = RadiosField(_l("Which comments"), required=_l("Choose which comments you mean."))
    lead = DropdownField(_l("Lead body"), required=_l("Choose the body that is to answer."))
    co = CheckboxesField(
        _l("Co-responsible bodies"),
        hint=_l(
            "They see the comment and speak to the answer. Tick none to leave them as they are."
        ),
    )
    due_on = DayField(
        _l("Last day for the answer"),
        hint=_l("Leave it empty for the day of the consultation."),
    )

    def offer(self, bodies: Sequence[tuple[str, str]], fitting: int) -> "AssignForm":
        """Fill the lists in the page's language; `fitting` is how many comments fit the filters."""
        self.lead.choices = [("", _("Choose a body")), *bodies]
        self.co.choices = bodies
        self.which.choices = [
            ("chosen", _("The ticked ones")),
            ("fitting", _("All that fit the filters (%(count)s)", count=fitting)),
        ]
        return self


def _asked() -> dict[str, str]:
    """Return the filters of the address; with none, comments that no body leads."""
    names = ("measure", "section", "body", "show")
    return {name: request.args.get(name, "").strip() for name in names}


def _scope(asked: dict[str, str], ids: Sequence[uuid.UUID] = ()) -> Scope:
    return Scope(
        ids=tuple(ids),
        measure=asked["measure"],
        section=asked["section"],
        body=_identity(asked["body"]) if asked["body"] else None,
        unassigned=asked["show"] != "all",
    )


def _identity(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise NotFound from error


@blueprint.get("/organise/<string:slug>/answers")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def answers(consultation: Consultation) -> Any:
    """Show how far the bodies are, and the comments that no body leads."""
    form = AssignForm(formdata=None)
    form.which.data = "chosen"
    return _page(consultation, form)


def _page(
    consultation: Consultation,
    form: AssignForm,
    ticked: frozenset[str] = frozenset(),
    status: int = 200,
) -> Any:
    asked = _asked()
    scope = _scope(asked)
    page = workload.assigned_rows(consultation.id, scope, cursor=request.args.get("cursor"))
    fitting = workload.count_of(consultation.id, scope)
    bodies = _bodies()
    progress = workload.progress_by_body(consultation)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    body = render_template(
        "organise/answers.html",
        consultation=consultation,
        form=form.offer(bodies, fitting),
        page=page,
        ticked=ticked,
        fitting=fitting,
        progress=progress,
        bars=[_bar(row) for row in progress],
        asked=asked,
        kept=kept,
        options=_options(consultation, bodies),
        tones=TONES,
        may_assign=permits(actor(), Permission.ORGANISE, consultation),
        previous_url=_url(consultation, kept, page.previous),
        next_url=_url(consultation, kept, page.next),
    )
    return body, status


def _bodies() -> list[tuple[str, str]]:
    found = organisations(sorted(BODY_KINDS))
    return [(str(one.id), one.name.in_(current_language())) for one in found]


def _bar(row: BodyProgress) -> dict[str, Any]:
    name = row.body.name.in_(current_language())
    share = _("%(value)s of %(total)s", value=row.approved, total=row.assigned)
    return {"label": name, "value": row.approved, "text": share}


def _options(consultation: Consultation, bodies: list[tuple[str, str]]) -> dict[str, Any]:
    every = [("", _("All"))]
    known = [
        (one.number, _("Section %(number)s", number=one.number))
        for one in sections(consultation.id)
    ]
    return {
        "section": every + known,
        "body": every + bodies,
        "show": [("", _("Without a lead body")), ("all", _("All"))],
    }


def _url(consultation: Consultation, kept: dict[str, Any], cursor: str | None) -> str:
    if not cursor:
        return ""
    return url_for("organise.answers", slug=consultation.slug, cursor=cursor, **kept)


@blueprint.post("/organise/<string:slug>/answers")
@needs(Permission.ORGANISE, find=consultation_by_slug)
def answers_assign(consultation: Consultation) -> Any:
    """Ask a body for answers to the ticked comments, or to all that fit the filters."""
    asked = _asked()
    form = AssignForm().offer(_bodies(), 0)
    ticked = frozenset(request.form.getlist("chosen"))
    if not form.validate():
        return _page(consultation, form, ticked, 422)
    if form.which.data == "chosen" and not ticked:
        form.fail("which", _("Tick at least one comment in the list."))
        return _page(consultation, form, ticked, 422)
    if form.due_on.data and form.due_on.data < workload.today(consultation):
        form.fail("due_on", _("This day has passed. Choose today or a later day."))
        return _page(consultation, form, ticked, 422)
    whole = form.which.data == "fitting"
    scope = _scope(asked) if whole else Scope(ids=tuple(map(_identity, ticked)))
    found = assigning.assign(
        consultation,
        scope,
        lead=uuid.UUID(form.lead.data),
        co=[uuid.UUID(one) for one in form.co.data or ()] or None,
        due_on=form.due_on.data,
        by=actor(),
    )
    flash(_done(found), "success")
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return redirect(url_for("organise.answers", slug=consultation.slug, **kept))


def _done(found: Assigned) -> str:
    done = ngettext("%(num)s comment is assigned.", "%(num)s comments are assigned.", found.count)
    if not found.kept:
        return done
    stayed = ngettext(
        "%(num)s stayed where it is: its answer is approved.",
        "%(num)s stayed where they are: their answers are approved.",
        found.kept,
    )
    return f"{done} {stayed}"
