"""The versions of a plan that were ever published, and what differs between two of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, url_for

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import chain, reading
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.pieces import Compared, compared
from consult.kernel.errors import NotFound
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.plan import Shown, plan_by_slug, shown_plan

SHOWN_KINDS = ("edited", "added", "removed", "split", "merged", "renumbered")


@blueprint.get("/c/<string:slug>/versions")
@needs(Permission.READ, find=plan_by_slug)
def versions(consultation: Consultation, shown: Shown) -> str:
    """List the versions, newest first, with how much changed in each."""
    kinds = reading.kinds_of([version.id for version in shown.versions])
    return render_template(
        "public/versions.html",
        consultation=consultation,
        versions=shown.versions,
        shown=shown,
        kinds={version.id: _counted(kinds[version.id]) for version in shown.versions},
    )


def _counted(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(kind, kinds[kind]) for kind in SHOWN_KINDS if kind in kinds]


def version_of_plan(slug: str, number: int) -> tuple[Consultation, Shown]:
    """Return a public version by its number; raises NotFound."""
    consultation = consultation_by_slug(slug)
    return consultation, shown_plan(consultation, number)


@blueprint.get("/c/<string:slug>/versions/<int:number>/")
@needs(Permission.READ, find=version_of_plan)
def version(consultation: Consultation, shown: Shown) -> Any:
    """Lead to the plan as this version words it."""
    return redirect(url_for("public.plan", slug=consultation.slug, version=shown.version.number))


def two_versions(
    slug: str, old: int, new: int
) -> tuple[Consultation, PlanVersion, PlanVersion, Sequence[PlanVersion]]:
    """Return two public versions, the older first, and all of them; raises NotFound."""
    consultation, shown = plan_by_slug(slug)
    pair = [reading.version_shown(shown.versions, number) for number in (old, new)]
    if old > new:
        raise NotFound
    return consultation, pair[0], pair[1], shown.versions


@blueprint.get("/c/<string:slug>/compare/<int:old>/<int:new>")
@needs(Permission.READ, find=two_versions)
def compare(
    consultation: Consultation,
    old: PlanVersion,
    new: PlanVersion,
    versions: Sequence[PlanVersion],
) -> str:
    """Show all differences between two versions, word by word, with an index."""
    found = compared(old.id, new.id)
    return render_template(
        "public/compare.html",
        consultation=consultation,
        old=old,
        new=new,
        versions=versions,
        found=found,
        counted=_counted(Counter(one.difference.kind for one in found)),
        left_out=chain.left_out(removed_ids(found)),
    )


def removed_ids(found: Sequence[Compared]) -> list[Any]:
    """Return the measures that the newer version leaves out."""
    gone = (one.difference for one in found if one.difference.kind == "removed")
    return [row.id for difference in gone for row in difference.before]
