"""Answers that promise a change: which change it became, or the version it is to come in."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.changes import operations, queries
from consult.domain.changes.models import Change
from consult.domain.changes.rules import name_of
from consult.domain.changes.showing import side
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import PlanVersion
from consult.domain.responses.promising import promise
from consult.domain.responses.taking_up import (
    Promise,
    broken_promises,
    count_open,
    page_of_promises,
    promise_of,
)
from consult.kernel.errors import Conflict, ConsultError, NotFound
from consult.web.forms import row_version
from consult.web.guard import actor, needs
from consult.web.labels import label
from consult.web.organise import blueprint
from consult.web.organise.change_forms import PromiseForm
from consult.web.organise.changes import ADDRESS
from consult.web.sentences import sentence

TONES = {"kept": "good", "promised": "waiting", "said": "waiting", "broken": "bad", "open": "bad"}


def promise_in(slug: str, comment_id: uuid.UUID) -> tuple[Consultation, Promise]:
    """Return a promising answer of the consultation; raises NotFound."""
    consultation = consultation_by_slug(slug)
    found = promise_of(comment_id)
    if found.comment.consultation_id != consultation.id:
        raise NotFound
    return consultation, found


def change_name(change: Change) -> str:
    """Return how a change is called in lists: its measures and its kind."""
    before, after = ([row.number for row in side(change, name)] for name in ("before", "after"))
    numbers = name_of(change.section_number, before, after)
    return f"{numbers} ({label('change_kind', change.kind)})"


@blueprint.get(ADDRESS + "/answers")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def changes_answers(consultation: Consultation) -> Any:
    """Show the answers that promise a change, those that name none first."""
    only_open = request.args.get("show") == "open"
    return render_template(
        "organise/promises.html",
        consultation=consultation,
        page=page_of_promises(
            consultation.id, only_open=only_open, cursor=request.args.get("page")
        ),
        only_open=only_open,
        open_answers=count_open(consultation.id),
        broken=broken_promises(consultation.id),
        change_name=change_name,
        may_decide=permits(actor(), Permission.ORGANISE, consultation),
        TONES=TONES,
    )


@blueprint.route(ADDRESS + "/answers/<uuid:comment_id>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=promise_in)
def changes_answer(consultation: Consultation, found: Promise) -> Any:
    """Show one promising answer and take the change it led to, or the version it waits for."""
    versions = queries.newest_compared(consultation.id)
    offered = _offered(versions)
    form = PromiseForm(
        row_version=str(found.response.row_version), version=found.response.promised_version
    )
    form.change.choices = [("", "—"), *((key, change_name(one)) for key, one in offered.items())]
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        refused = _kept(found, offered, form)
        if refused is None:
            flash(_("Saved."), "success")
            return redirect(url_for("organise.changes_answers", slug=consultation.slug))
        status = refused.status
    return render_template(
        "organise/promise.html",
        consultation=consultation,
        promise=found,
        form=form,
        change_name=change_name,
        TONES=TONES,
    ), status


def _offered(versions: Any) -> dict[str, Change]:
    version: PlanVersion | None = next(iter(versions), None)
    return {str(one.number): one for one in queries.changes_of(version.id)} if version else {}


def _kept(found: Promise, offered: dict[str, Change], form: PromiseForm) -> ConsultError | None:
    """Do what the form says; returns what was refused, with the sentence at its field."""
    try:
        if form.change.data:
            operations.link_comment(offered[form.change.data], found.comment.code, by=actor())
        seen = row_version(form.row_version.data)
        if form.version.data != found.response.promised_version:
            promise(found.response, form.version.data, by=actor(), expected=seen)
    except Conflict as refused:
        form.row_version.data = str(found.response.row_version)
        form.fail("version", sentence(refused))
        return refused
    except ConsultError as refused:
        form.fail("version", sentence(refused))
        return refused
    return None
