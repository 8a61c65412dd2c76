"""Reports for organisers: what is missing, compiling, publishing, files."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission, permits
from consult.domain.consultations.queries import consultation_by_slug, state_now
from consult.domain.consultations.rules import AFTER_CLOSING
from consult.domain.reports import operations, queries
from consult.domain.reports.compiling import UNFINISHED
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.variants import CONSOLIDATED, variant_of
from consult.kernel.errors import ConsultError
from consult.kernel.localised import LANGUAGES
from consult.web import report_pages
from consult.web.forms import ConsultForm, LongTextField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.sentences import SENTENCES, sentence, sentence_of

ADDRESS = "/organise/<string:slug>/reports/<int:number>"
FILE = "<any(kk, ru, en):spoken>/<any(xlsx, docx, pdf, csv, json, zip):form>"
ONE_FILE = f"{ADDRESS}/{FILE}"
FAMILY_FILE = f"{ADDRESS}/<string:variant>/{FILE}"
REASON_LENGTH = 2000
TONES = {
    "queued": "waiting",
    "compiling": "waiting",
    "compiled": "new",
    "published": "good",
    "superseded": "quiet",
    "failed": "bad",
}


class PublishForm(ConsultForm):
    """Publishing; a reason is needed only while something is missing."""

    override_reason = LongTextField(
        _l("Reason for publishing although something is missing"),
        hint=_l(
            "Your name, this reason and the list of what is missing are printed in the report."
        ),
        limit=REASON_LENGTH,
    )


@blueprint.get("/organise/<string:slug>/reports")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def reports(consultation: Any) -> str:
    """Show what is still missing and the reports so far."""
    return render_template(
        "organise/reports.html",
        consultation=consultation,
        reports=queries.reports_of(consultation.id),
        missing=queries.missing_by_body(consultation.id),
        is_over=state_now(consultation) in AFTER_CLOSING,
        may_compile=permits(actor(), Permission.COMPILE, consultation),
        TONES=TONES,
    )


@blueprint.post("/organise/<string:slug>/reports")
@needs(Permission.COMPILE, find=consultation_by_slug)
def reports_request(consultation: Any) -> Any:
    """Ask for a new report."""
    try:
        report = operations.request_report(consultation, by=actor())
    except ConsultError as error:
        flash(sentence(error), "error")
        return redirect(url_for("organise.reports", slug=consultation.slug))
    return _back(consultation, report)


@blueprint.get(ADDRESS)
@needs(Permission.READ_STAFF, find=queries.report_by_number)
def reports_one(consultation: Any, report: Report) -> Response:
    """Show one report: its progress, what is missing, publishing, files."""
    return _page(consultation, report, PublishForm())


def _page(consultation: Any, report: Report, form: PublishForm, status: int = 200) -> Response:
    frozen = report.state in queries.FROZEN_STATES
    members = report_pages.family(report, "organiser") if frozen else []
    contents = queries.contents_of(report) if frozen else None
    wording = report_pages.wording_now()
    body = render_template(
        "organise/report.html",
        consultation=consultation,
        report=report,
        contents=contents,
        sentence=report_pages.completeness_sentence(contents, wording) if contents else "",
        failure=_failure(report),
        members=members,
        form=form,
        pages=report_pages,
        wording=wording,
        may_compile=permits(actor(), Permission.COMPILE, consultation),
        mine=report.requested_by_id is not None and report.requested_by_id == actor().user_id,
        TONES=TONES,
    )
    running = report.state in UNFINISHED and report.state != "failed"
    answer = report_pages.refreshed(body, again=running or report_pages.is_waiting(members))
    answer.status_code = status
    return answer


def _failure(report: Report) -> str:
    if report.state != "failed":
        return ""
    if report.error in SENTENCES:
        return sentence_of(report.error)
    return _(
        "Something went wrong while compiling (%(code)s). Nothing was lost; start it again.",
        code=report.error,
    )


def _back(consultation: Any, report: Report) -> Any:
    return redirect(url_for("organise.reports_one", slug=consultation.slug, number=report.number))


@blueprint.post(ADDRESS + "/restart")
@needs(Permission.COMPILE, find=queries.report_by_number)
def reports_restart(consultation: Any, report: Report) -> Any:
    """Compile an unfinished report anew."""
    operations.restart_report(report, by=actor())
    return _back(consultation, report)


@blueprint.post(ADDRESS + "/publish")
@needs(Permission.COMPILE, find=queries.report_by_number)
def reports_publish(consultation: Any, report: Report) -> Any:
    """Publish a compiled report."""
    form = PublishForm()
    if not form.validate_on_submit():
        return _page(consultation, report, form, 422)
    try:
        reason = form.override_reason.data or ""
        operations.publish_report(report, by=actor(), override_reason=reason)
    except ConsultError as error:
        form.fail("override_reason", sentence(error))
        return _page(consultation, report, form, error.status)
    flash(_("Report %(number)s is published.", number=report.number), "success")
    return _back(consultation, report)


def _asked(
    slug: str, number: int, spoken: str, form: str, variant: str = CONSOLIDATED
) -> tuple[Any, ...]:
    return (*queries.report_by_number(slug, number), spoken, form, variant)


@blueprint.post(ONE_FILE)
@blueprint.post(FAMILY_FILE)
@needs(Permission.COMPILE, find=_asked)
def reports_make(consultation: Any, report: Report, spoken: str, form: str, variant: str) -> Any:
    """Have one file of the organisers' edition made."""
    operations.request_file(report, spoken, "organiser", form, by=actor(), variant=variant)
    return _back(consultation, report)


@blueprint.post(ADDRESS + "/files")
@needs(Permission.COMPILE, find=queries.report_by_number)
def reports_make_all(consultation: Any, report: Report) -> Any:
    """Have every file of one variant of the organisers' edition made."""
    variant = variant_of(request.form.get("variant", CONSOLIDATED))
    for form in variant.formats:
        for spoken in LANGUAGES:
            operations.request_file(
                report, spoken, "organiser", form, by=actor(), variant=variant.code
            )
    return _back(consultation, report)


@blueprint.get(ONE_FILE)
@blueprint.get(FAMILY_FILE)
@needs(Permission.READ_STAFF, find=report_pages.found_file(queries.report_by_number, "organiser"))
def reports_file(
    consultation: Any,  # noqa: ARG001  the thing that the permission is about
    report: Report,  # noqa: ARG001
    made: ReportFile,
) -> Response:
    """Give a file of the organisers' edition."""
    return report_pages.download(made.file)
