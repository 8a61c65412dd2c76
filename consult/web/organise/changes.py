"""Changes of a plan and their causes: the list with what is open, one change with its form."""

import re
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.changes import operations, queries
from consult.domain.changes.gathering import gather
from consult.domain.changes.models import Change
from consult.domain.changes.showing import shown
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import version_of
from consult.domain.responses.suggesting import Suggestion, suggestions
from consult.domain.responses.taking_up import count_open
from consult.kernel.errors import Conflict, ConsultError, Missing
from consult.web.guard import actor, needs
from consult.web.labels import label
from consult.web.organise import blueprint
from consult.web.organise.change_forms import CauseForm
from consult.web.sentences import sentence

ADDRESS = "/organise/<string:slug>/changes"
SEPARATORS = re.compile(r"[\s,;]+")
EXCERPT = 160


def version_with_changes(slug: str, number: int) -> tuple[Consultation, PlanVersion]:
    """Return a version that can have changes; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, version_of(consultation.id, number)


def change_in_version(
    slug: str, number: int, place: int
) -> tuple[Consultation, PlanVersion, Change]:
    """Return one change of a version by its place; raises NotFound."""
    consultation, version = version_with_changes(slug, number)
    return consultation, version, queries.change_by_number(version.id, place)


@blueprint.get(ADDRESS)
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def changes(consultation: Consultation) -> Any:
    """Show the changes of the newest version, or of the one asked for, open ones first."""
    versions = queries.newest_compared(consultation.id)
    asked = request.args.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), None)
    version = version or next(iter(versions), None)
    only_open = request.args.get("show") == "open"
    page = version and queries.page_of_changes(
        version.id, only_open=only_open, cursor=request.args.get("page")
    )
    before = version and queries.followed_by(version)
    return render_template(
        "organise/changes.html",
        consultation=consultation,
        versions=versions,
        version=version,
        only_open=only_open,
        page=page,
        items=shown(page.items, before, version) if page and version else (),
        counts=queries.counts_of(version.id) if version else queries.Counts(),
        open_answers=count_open(consultation.id),
        may_decide=permits(actor(), Permission.ORGANISE, consultation),
    )


@blueprint.post(ADDRESS + "/<int:number>/again")
@needs(Permission.ORGANISE, find=version_with_changes)
def changes_gather(consultation: Consultation, version: PlanVersion) -> Any:
    """Compare the version anew; what was decided before stays."""
    gather(version, by=actor())
    flash(_("The changes of version %(number)s were listed again.", number=version.number))
    return redirect(url_for("organise.changes", slug=consultation.slug, version=version.number))


@blueprint.route(ADDRESS + "/<int:number>/<int:place>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=change_in_version)
def changes_one(consultation: Consultation, version: PlanVersion, change: Change) -> Any:
    """Show one change with its words, what it may go back to, and take its cause."""
    proposed = suggestions(change)
    form = CauseForm.of(change)
    _offer(form, change, proposed)
    status = 200
    if form.validate_on_submit():
        if _stated(change, form):
            flash(_("Saved."), "success")
            slug, number = consultation.slug, version.number
            return redirect(url_for("organise.changes", slug=slug, version=number))
        status = 409 if form.is_stale else 422
    elif request.method == "POST":
        status = 422
    before = queries.followed_by(version)
    fresh = queries.change_by_number(version.id, change.number)
    return render_template(
        "organise/change.html",
        consultation=consultation,
        version=version,
        item=shown([fresh], before, version)[0],
        form=form,
    ), status


def _stated(change: Change, form: CauseForm) -> bool:
    codes = [*(form.named.data or ()), *SEPARATORS.split(form.codes.data or "")]
    try:
        operations.state_cause(
            change,
            form.cause.data or "",
            comments=[code for code in codes if code],
            explanation=form.explanation.data,
            by=actor(),
            expected=form.seen,
        )
    except Missing as refused:
        form.show_missing(refused.facts["missing"])
    except Conflict as refused:
        form.is_stale = True
        form.row_version.data = str(change.row_version)
        form.fail("cause", sentence(refused))
    except ConsultError as refused:
        form.fail("codes", sentence(refused))
    else:
        return True
    return False


def _offer(form: CauseForm, change: Change, proposed: Sequence[Suggestion]) -> None:
    """Offer the comments named so far and those that the program proposes, with their words."""
    tied = [cause.comment for cause in change.causes]
    known = {comment.code: "" for comment in tied}
    known |= {one.comment.code: label("suggestion", one.reason) for one in proposed}
    words = {comment.code: comment for comment in (*tied, *(one.comment for one in proposed))}
    form.named.choices = [(code, code) for code in sorted(known)]
    form.named.hints = {
        code: " ".join(part for part in (reason, _excerpt(words[code].text)) if part)
        for code, reason in known.items()
    }


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return f"«{line if len(line) <= EXCERPT else line[: EXCERPT - 1] + '…'}»"
