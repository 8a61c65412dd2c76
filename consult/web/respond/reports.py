"""Reports for ministries: the edition in which names stand as authors allowed."""

from typing import Any

from flask import Response, redirect, render_template, url_for

from consult.access import Permission
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.reports import operations, queries
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.variants import CONSOLIDATED
from consult.domain.responses.queries import consultations_of_bodies
from consult.kernel.errors import Forbidden
from consult.web import report_pages
from consult.web.guard import actor, needs
from consult.web.respond import blueprint

FILE = "<any(kk, ru, en):spoken>/<any(xlsx, docx, pdf, csv, json, zip):form>"
ONE_FILE = f"/reports/<string:slug>/<int:number>/{FILE}"
FAMILY_FILE = f"/reports/<string:slug>/<int:number>/<string:variant>/{FILE}"


@blueprint.get("/reports")
@needs(Permission.SIGNED_IN)
def reports() -> Response:
    """List the published reports of the consultations in which the actor answers."""
    grants = [grant for grant in actor().grants if grant.role in MINISTRY_ROLES]
    if not grants:
        raise Forbidden
    consultations = consultations_of_bodies([grant.consultation_id for grant in grants])
    named = {one.id: one for one in consultations}
    published = queries.published_in(list(named))
    families = report_pages.families(published, "ministry")
    found = [(named[one.consultation_id], one, families[one.id]) for one in published]
    wording = report_pages.wording_now()
    body = render_template("respond/reports.html", found=found, pages=report_pages, wording=wording)
    waiting = any(report_pages.is_waiting(members) for _one, _report, members in found)
    return report_pages.refreshed(body, again=waiting)


def _asked(
    slug: str, number: int, spoken: str, form: str, variant: str = CONSOLIDATED
) -> tuple[Any, ...]:
    return (*queries.public_report(slug, number), spoken, form, variant)


@blueprint.post(ONE_FILE)
@blueprint.post(FAMILY_FILE)
@needs(Permission.RESPOND, find=_asked)
def report_make(
    consultation: Any,  # noqa: ARG001  the thing that the permission is about
    report: Report,
    spoken: str,
    form: str,
    variant: str,
) -> Any:
    """Have one file of the ministries' edition made."""
    operations.request_file(report, spoken, "ministry", form, by=actor(), variant=variant)
    return redirect(url_for("respond.reports"))


@blueprint.get(ONE_FILE)
@blueprint.get(FAMILY_FILE)
@needs(Permission.RESPOND, find=report_pages.found_file(queries.public_report, "ministry"))
def report_file(
    consultation: Any,  # noqa: ARG001  the thing that the permission is about
    report: Report,  # noqa: ARG001
    made: ReportFile,
) -> Response:
    """Give a file of the ministries' edition."""
    return report_pages.download(made.file)
