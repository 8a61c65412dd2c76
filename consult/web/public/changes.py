"""What changed after the discussion, word by word, and why: each change with its comments."""

from typing import Any

from flask import render_template, request

from consult.access import Permission
from consult.domain.changes import queries
from consult.domain.changes.showing import shown
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans.models import PlanVersion
from consult.domain.submissions.reading import ON_PAGES
from consult.kernel.errors import NotFound
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.addresses import typed


def changed_version(slug: str) -> tuple[Consultation, PlanVersion | None]:
    """Return the public version with changes that is asked for, else the newest."""
    consultation = consultation_by_slug(slug)
    versions = queries.newest_compared(consultation.id, only_public=True)
    number = typed("version")
    found = [one for one in versions if number in {"", str(one.number)}]
    if number and not found:
        raise NotFound
    return consultation, next(iter(found), None)


@blueprint.get("/c/<string:slug>/changes")
@needs(Permission.READ, find=changed_version)
def changes(consultation: Consultation, version: PlanVersion | None) -> Any:
    """Show the changes of a version in the order of the plan, each with its cause."""
    page = version and queries.page_in_order(version.id, request.args.get("page"))
    before = version and queries.followed_by(version)
    return render_template(
        "public/changes.html",
        consultation=consultation,
        version=version,
        before=before,
        versions=queries.newest_compared(consultation.id, only_public=True),
        items=shown(page.items, before, version) if page and version else (),
        counts=queries.counts_of(version.id) if version else queries.Counts(),
        page=page,
        ON_PAGES=ON_PAGES,
    )
