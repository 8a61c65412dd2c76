"""One comment by its code: its words, its answer, what it changed, the wording that was adopted."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from consult.access import Permission
from consult.domain.changes.queries import caused_by, followed_by
from consult.domain.changes.showing import Shown, shown
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import chain
from consult.domain.plans.linking import found_for
from consult.domain.plans.models import MeasureVersion
from consult.domain.recommendations.models import Recommendation
from consult.domain.reports.queries import rows_about
from consult.domain.responses.reading import read_publicly
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import on_page
from consult.domain.submissions.record_verifying import is_damaged
from consult.kernel.paging import encode_cursor
from consult.web.guard import needs
from consult.web.public import blueprint


@dataclass(frozen=True)
class Fate:
    """What a comment led to: changes with their words, its measure as it stands now."""

    changes: Sequence[Shown] = ()
    became: Sequence[MeasureVersion] = ()
    left_out: chain.LeftOut | None = None


def comment_by_code(slug: str, code: str) -> tuple[Consultation, Comment]:
    """Return a comment that may stand on a page, by its code without the prefix."""
    consultation = consultation_by_slug(slug)
    return consultation, on_page(consultation.id, f"{consultation.prefix}/{code}")


@blueprint.get("/c/<string:slug>/comments/<string:code>")
@needs(Permission.READ, find=comment_by_code)
def comment(consultation: Consultation, comment: Comment) -> str:
    """Show one comment and follow it to the wording that stands now."""
    return render_template(
        "public/comment.html",
        consultation=consultation,
        comment=read_publicly([comment], consultation.zone)[0],
        measure=comment.measure_version,
        section=comment.section,
        serves=_served(comment.measure_version),
        fate=_fate(comment),
        damaged=is_damaged(comment.id),
        listed=[
            (report, position, encode_cursor([position - 1]))
            for report, position in rows_about(comment.code, consultation.id)
        ],
    )


def _served(measure: MeasureVersion | None) -> list[Recommendation]:
    if measure is None or not measure.recommendations:
        return []
    known = found_for(measure.id)
    return [known[key] for key in measure.recommendations if key in known]


def _fate(comment: Comment) -> Fate:
    changes = [
        one
        for version, caused in caused_by(comment.id).items()
        for one in shown(caused, followed_by(version), version)
    ]
    own = comment.measure_version_id
    if own is None:
        return Fate(changes)
    became = chain.newest(chain.successors_of([own])[own])
    return Fate(changes, became, None if became else chain.left_out([own]).get(own))
