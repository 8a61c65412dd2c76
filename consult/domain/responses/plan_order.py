"""The order of the plan, for lists of comments: the whole plan first, then by section, measure."""

from typing import Any, Final

from sqlalchemy import Select, func

from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.submissions.models import Comment, Submission

FIRST: Final = -1
ORDER: Final = (
    func.coalesce(Section.position, FIRST),
    func.coalesce(MeasureVersion.position, FIRST),
    Comment.shown_at,
    Submission.number,
    Submission.part,
    Comment.point,
)
"""The sort key of a comment in the order of the table of a report; unique in a consultation."""


def placed(statement: Select[Any]) -> Select[Any]:
    """Return a statement about comments joined with what ORDER looks at."""
    section_id = func.coalesce(Comment.section_id, MeasureVersion.section_id)
    return (
        statement.join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == section_id)
    )
