"""Paper forms of a round table, typed in by an organiser with their scan (D-10)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.admission import refuse
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.points import Flaw
from consult.domain.submissions.queries import submission_by_id
from consult.domain.submissions.said import Origin, Said, Taken
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.statements import take_statements
from consult.kernel.database import db
from consult.kernel.errors import NotFound

SOURCE = "paper"


def enter_paper(
    table: RoundTable, said: Said, *, by: Actor, source_ref: str, files: Sequence[uuid.UUID]
) -> Taken:
    """Register one point of a paper form under the number of its meeting; its key comes once.

    Needs a scan or the reference of the source. Raises Flawed, NotEntered.
    """
    if not files and not source_ref:
        refuse([Flaw("source_ref", "no_source")])
    origin = Origin(SOURCE, name=source_ref, files=files)
    taken = take_statements(table, [said], by=by, origin=origin)[0]
    refuse(taken.flaws)
    return taken


def earlier_point(consultation_id: uuid.UUID, key: uuid.UUID) -> Submission:
    """Return the submission of a point that was typed in from paper; raises NotFound."""
    statement = (
        select(Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(Statement, Statement.comment_id == Comment.id)
        .where(
            Statement.key == key,
            Statement.source == SOURCE,
            Submission.consultation_id == consultation_id,
        )
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return submission_by_id(found)
