"""How many statements of each round table became comments."""

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select

from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.reading import ON_PAGES
from consult.kernel.database import db

TAKEN = (*ON_PAGES, "received")
"""Comments that were not taken for an advertisement and not withdrawn."""


def statements_at(consultation_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    """Return the number of comments by meeting, for meetings that have any; one query."""
    statement = (
        select(Submission.round_table_id, func.count(Comment.id))
        .join(Comment, Comment.submission_id == Submission.id)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.round_table_id.is_not(None),
            Comment.publication.in_(TAKEN),
        )
        .group_by(Submission.round_table_id)
    )
    return {table_id: count for table_id, count in db.session.execute(statement) if table_id}
