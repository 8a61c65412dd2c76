"""One measure: its wording in both official languages, its facts, and the comments on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.changes.queries import changes_of_measure
from consult.domain.consultations.models import Consultation
from consult.domain.plans import chain
from consult.domain.plans.chain import LeftOut
from consult.domain.plans.linking import found_for
from consult.domain.plans.models import MeasureVersion
from consult.domain.plans.queries import Neighbours, measure_by_number
from consult.domain.recommendations.theme_names import theme_name
from consult.domain.responses.reading import public_comments
from consult.domain.submissions import reading as comments
from consult.kernel.dates import long_date
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.addresses import comment_url
from consult.web.public.plan import Shown, asked_version, plan_by_slug


def measure_of_plan(slug: str, number: str) -> tuple[Consultation, Shown, Neighbours]:
    """Return a measure by its number, of the discussed version unless another is asked for.

    Comments name measures by the numbers of the version they were written on. Raises NotFound.
    """
    consultation, shown = plan_by_slug(slug)
    if asked_version() is None:
        shown = replace(shown, version=shown.discussed)
    return consultation, shown, measure_by_number(shown.version.id, number)


@blueprint.get("/c/<string:slug>/measures/<string:number>")
@needs(Permission.READ, find=measure_of_plan)
def measure(consultation: Consultation, shown: Shown, beside: Neighbours) -> str:
    """Show a measure with the comments on it, oldest first, twenty a page."""
    it = beside.measure
    tallies = comments.tallies(consultation.id)
    found = comments.on_measure(it.measure_id, request.args.get("page"))
    return render_template(
        "public/measure.html",
        consultation=consultation,
        shown=shown,
        version=shown.version,
        measure=it,
        beside=beside,
        story=story_of(shown, it),
        changes=changes_of_measure(it.id) if len(shown.versions) > 1 else (),
        tallies=tallies,
        periods=periods(it),
        known=found_for(it.id) if it.recommendations else {},
        themes=[theme_name(code, current_language()) for code in it.themes],
        counts=tallies.measure(it.measure_id),
        page=public_comments(found, consultation.zone),
        place={"slug": consultation.slug, "number": it.number, "version": shown.in_measures},
        is_open=shown.takes_comments(consultation),
        comment_url=comment_url,
    )


@dataclass(frozen=True)
class Story:
    """What a measure became in the newest version, what it came from, and where it was left out."""

    became: Sequence[MeasureVersion] = ()
    came_from: Sequence[MeasureVersion] = ()
    left_out: LeftOut | None = None


def story_of(shown: Shown, measure: MeasureVersion) -> Story:
    """Return the story of a measure; a plan with one version costs no query."""
    if len(shown.versions) == 1:
        return Story()
    before = chain.newest(chain.predecessors_of([measure.id])[measure.id])
    if shown.version.id == shown.versions[0].id:
        return Story((), before)
    after = chain.newest(chain.successors_of([measure.id])[measure.id])
    there = [row for row in after if row.plan_version_id == shown.versions[0].id]
    gone = None if there else chain.left_out([measure.id]).get(measure.id)
    return Story(after, before, gone)


def periods(measure: MeasureVersion) -> list[str]:
    """Return the deadline's intervals in words, as they were understood from the printed text."""
    return [_period(*interval) for interval in measure.intervals]


def _period(first: str | None, last: str | None) -> str:
    language = current_language()
    start, end = (
        long_date(date.fromisoformat(day), language) if day else "" for day in (first, last)
    )
    if start and end:
        return start if start == end else _("from %(first)s to %(last)s", first=start, last=end)
    if end:
        return _("by %(last)s", last=end)
    return _("from %(first)s", first=start) if start else ""
