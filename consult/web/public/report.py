"""The report of a consultation: figures, what was not taken up and why, tables, files."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.queries import contents_of, page_of_rows, public_report, reports_of
from consult.domain.reports.vocabulary import GROUPS
from consult.web import report_pages
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.addresses import with_query

FEW = 5
FILE = "<any(kk, ru, en):spoken>/<any(xlsx, docx, pdf, csv, json, zip):form>"
FILE_ADDRESS = f"/c/<string:slug>/report/<int:number>/{FILE}"
FAMILY_ADDRESS = f"/c/<string:slug>/report/<int:number>/<string:variant>/{FILE}"


@blueprint.get("/c/<string:slug>/report/<int:number>")
@needs(Permission.READ, find=public_report)
def report(consultation: Consultation, report: Report) -> Any:
    """Show a published report; a superseded one stays and names the newer one."""
    contents = contents_of(report)
    wording = report_pages.wording_now()
    members = report_pages.family(report, "public")
    body = render_template(
        "public/report.html",
        consultation=consultation,
        report=report,
        contents=contents,
        wording=wording,
        newer=_newer(report),
        not_taken_up=_first(report, "not_taken_up", wording),
        taken_up=_first(report, "taken_up", wording),
        tables=report_pages.tables_shown(contents, wording),
        members=members,
        pages=report_pages,
    )
    return report_pages.refreshed(body, again=report_pages.is_waiting(members))


def _first(report: Report, group: str, wording: Any) -> Any:
    rows = page_of_rows(report, "public", group=group).items[:FEW]
    return report_pages.rows_shown(contents_of(report), rows, wording)


def _newer(report: Report) -> Report | None:
    if report.state != "superseded":
        return None
    rows = [row for row in reports_of(report.consultation_id) if row.state == "published"]
    return rows[0] if rows else None


@blueprint.get("/c/<string:slug>/report/<int:number>/comments")
@needs(Permission.READ, find=public_report)
def report_comments(consultation: Consultation, report: Report) -> str:
    """Show the consolidated table page by page, whole or one group of results."""
    group = request.args.get("group", "")
    page = page_of_rows(report, "public", group=group, cursor=request.args.get("page"))
    contents, wording = contents_of(report), report_pages.wording_now()
    place = {"slug": consultation.slug, "number": report.number}
    return render_template(
        "public/report_comments.html",
        consultation=consultation,
        report=report,
        rows=report_pages.rows_shown(contents, page.items, wording),
        tabs=_tabs(contents, wording, place, group),
        previous_url=_page_url(place, group, page.previous),
        next_url=_page_url(place, group, page.next),
    )


def _tabs(contents: Any, wording: Any, place: dict[str, Any], group: str) -> list[dict[str, Any]]:
    named = [(code, wording.say(f"group.{code}")) for code in GROUPS]
    counts = {code: report_pages.group_count(contents, code) for code in GROUPS}
    every = [("", _("All"), contents.head.rows), *((c, name, counts[c]) for c, name in named)]
    return [
        {
            "text": _("%(name)s (%(count)s)", name=name, count=count),
            "href": with_query("public.report_comments", place, group=code),
            "current": code == group,
        }
        for code, name, count in every
    ]


def _page_url(place: dict[str, Any], group: str, cursor: str | None) -> str:
    return with_query("public.report_comments", place, group=group, page=cursor) if cursor else ""


@blueprint.get(FILE_ADDRESS)
@blueprint.get(FAMILY_ADDRESS)
@needs(Permission.READ, find=report_pages.found_file(public_report, "public"))
def report_file(
    consultation: Consultation,  # noqa: ARG001  the thing that the permission is about
    report: Report,  # noqa: ARG001
    made: ReportFile,
) -> Response:
    """Give a file of the public edition."""
    return report_pages.download(made.file)
