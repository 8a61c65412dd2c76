"""One measure: its wording in both official languages, its facts, and the comments on it."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
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
    """Return a measure by its number with its plan and neighbours; raises NotFound."""
    consultation, shown = plan_by_slug(slug)
    return consultation, shown, measure_by_number(shown.version.id, number)


@blueprint.get("/c/<string:slug>/measures/<string:number>")
@needs(Permission.READ, find=measure_of_plan)
def measure(consultation: Consultation, shown: Shown, beside: Neighbours) -> str:
    """Show a measure with the comments on it, oldest first, twenty a page."""
    it = beside.measure
    found = comments.on_measure(it.measure_id, request.args.get("page"))
    return render_template(
        "public/measure.html",
        consultation=consultation,
        versions=shown.versions,
        version=shown.version,
        measure=it,
        beside=beside,
        periods=periods(it),
        themes=[theme_name(code, current_language()) for code in it.themes],
        counts=comments.tallies(consultation.id).measure(it.measure_id),
        page=public_comments(found, consultation.zone),
        place={"slug": consultation.slug, "number": it.number, "version": asked_version()},
        is_open=shown.takes_comments(consultation),
        comment_url=comment_url,
    )


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
