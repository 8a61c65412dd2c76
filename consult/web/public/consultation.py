"""The page of one consultation, and the source files of its plan."""

import uuid
from typing import Any

from flask import Response, render_template

from consult.access import Permission
from consult.domain.changes.queries import totals_of
from consult.domain.consultations import reading
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import changes_of, consultation_by_slug
from consult.domain.plans import reading as plans
from consult.domain.plans.margin import open_sources
from consult.domain.reports.ending import ending_of
from consult.domain.reports.reading import published_reports
from consult.domain.submissions import reading as comments
from consult.kernel.errors import NotFound
from consult.machinery import files
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.addresses import comment_url
from consult.web.public.history import history
from consult.web.public.plan_files import DOCX, XLSX


@blueprint.get("/c/<string:slug>")
@needs(Permission.READ, find=consultation_by_slug)
def consultation(consultation: Consultation) -> str:
    """Show why we ask, what can change, until when, how to take part, and the plan at a glance."""
    versions = plans.public_versions(consultation.id)
    version = versions[0] if versions else None
    return render_template(
        "public/consultation.html",
        consultation=consultation,
        standing=reading.standing_of(consultation),
        versions=versions,
        documents=[(row, source) for row in versions for source in open_sources(row)],
        version=version,
        outline=plans.outline(version.id) if version else (),
        tallies=comments.tallies(consultation.id),
        history=history(changes_of(consultation.id), consultation.zone),
        report=published_reports([consultation.id]).get(consultation.id),
        ending=ending_of(consultation.id),
        changed=totals_of(consultation.id) if len(versions) > 1 else None,
        comment_url=comment_url,
    )


def source_of_plan(slug: str, file_id: uuid.UUID) -> tuple[Consultation, dict[str, Any]]:
    """Return a source file of a published version as the version records it; raises NotFound."""
    consultation = consultation_by_slug(slug)
    for version in plans.public_versions(consultation.id):
        for source in open_sources(version):
            if source["file_id"] == str(file_id):
                return consultation, source
    raise NotFound


@blueprint.get("/c/<string:slug>/files/<uuid:file_id>")
@needs(Permission.READ, find=source_of_plan)
def source(consultation: Consultation, source: dict[str, Any]) -> Response:  # noqa: ARG001
    """Give a source file of the plan byte for byte (B-11)."""
    path = files.path_of(uuid.UUID(source["file_id"]))
    if not path.is_file():
        raise NotFound
    answer = Response(path.read_bytes(), content_type=_type_of(source))
    answer.headers.set("Content-Disposition", "attachment", filename=source["name"])
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _type_of(source: dict[str, Any]) -> str:
    return DOCX if source["name"].lower().endswith(".docx") else XLSX
