"""Reading answers: one comment to answer, approved answers, findings for the approver."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.rules import answering, is_boilerplate
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LocalisedText

VISIBLE_TO_BODIES = ("published", "published_redacted", "withheld")


@dataclass(frozen=True)
class CommentFile:
    """A comment with what is needed to answer it; `body_ids` are the bodies that may."""

    comment: Comment
    consultation: Consultation
    response: Response | None
    bodies: Sequence[CommentBody]
    revisions: Sequence[ResponseRevision] = field(default_factory=tuple)

    @property
    def consultation_id(self) -> uuid.UUID:
        """The consultation that decides about roles."""
        return self.comment.consultation_id

    @property
    def body_ids(self) -> frozenset[uuid.UUID]:
        """Bodies to which the comment is assigned."""
        return frozenset(body.organisation_id for body in self.bodies)

    @property
    def answering(self) -> frozenset[uuid.UUID]:
        """Bodies that may answer: the leads, or every one where none leads."""
        roles = {body.organisation_id: body.role for body in self.bodies}
        return answering(roles, self.response.organisation_id if self.response else None)

    @property
    def due_on(self) -> date | None:
        """The last day for the answer: the earliest that was set, else the consultation's."""
        days = [body.due_on for body in self.bodies if body.role == "lead" and body.due_on]
        return min(days, default=self.consultation.response_due_on)


def open_to_bodies() -> ColumnElement[bool]:
    """Return the condition that bodies may see a comment: moderated, and not taken back."""
    return and_(Comment.publication.in_(VISIBLE_TO_BODIES), Comment.withdrawn_at.is_(None))


def comment_file(comment_id: uuid.UUID) -> CommentFile:
    """Return one comment with everything needed to answer it; raises NotFound."""
    statement = (
        select(Comment)
        .where(Comment.id == comment_id, open_to_bodies())
        .options(
            joinedload(Comment.section),
            joinedload(Comment.measure_version)
            .selectinload(MeasureVersion.executors)
            .joinedload(MeasureExecutor.organisation),
            joinedload(Comment.measure_version).joinedload(MeasureVersion.section),
            joinedload(Comment.submission).joinedload(Submission.organisation),
        )
    )
    comment = db.session.scalar(statement)
    if comment is None:
        raise NotFound
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    return CommentFile(
        comment=comment,
        consultation=consultation,
        response=response_of(comment.id),
        bodies=_bodies(comment.id),
        revisions=_revisions(comment.id),
    )


def response_of(comment_id: uuid.UUID) -> Response | None:
    """Return the present answer to a comment, if any."""
    statement = (
        select(Response)
        .where(Response.comment_id == comment_id)
        .options(joinedload(Response.organisation), joinedload(Response.duplicate_of))
    )
    return db.session.scalar(statement)


def _bodies(comment_id: uuid.UUID) -> Sequence[CommentBody]:
    statement = (
        select(CommentBody)
        .where(CommentBody.comment_id == comment_id)
        .options(joinedload(CommentBody.organisation))
        .order_by(CommentBody.role.desc(), CommentBody.organisation_id)
    )
    return db.session.scalars(statement).all()


def _revisions(comment_id: uuid.UUID) -> Sequence[ResponseRevision]:
    statement = (
        select(ResponseRevision)
        .join(Response, Response.id == ResponseRevision.response_id)
        .where(Response.comment_id == comment_id)
        .order_by(ResponseRevision.number.desc())
    )
    return db.session.scalars(statement).all()


def comment_by_code(consultation_id: uuid.UUID, code: str) -> Comment | None:
    """Return a comment that bodies may see by its code within a consultation."""
    statement = select(Comment).where(
        Comment.consultation_id == consultation_id, Comment.code == code, open_to_bodies()
    )
    return db.session.scalar(statement)


def approved_for(comment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Response]:
    """Return the approved answers of some comments by comment id; one query."""
    statement = (
        select(Response)
        .where(Response.comment_id.in_(comment_ids), Response.state == "approved")
        .options(joinedload(Response.organisation), joinedload(Response.duplicate_of))
    )
    return {response.comment_id: response for response in db.session.scalars(statement)}


def group_sizes(group_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many approved answers are shared in each of the groups; one query."""
    statement = (
        select(Response.group_id, func.count())
        .where(Response.group_id.in_(group_ids), Response.state == "approved")
        .group_by(Response.group_id)
    )
    rows = db.session.execute(statement)
    return {group_id: count for group_id, count in rows if group_id is not None}


def boilerplate_of(response: Response) -> tuple[int, int] | None:
    """Return (rejections with the same reasons, all rejections) of the answering body.

    None when that is no boilerplate (A-03).
    """
    if response.disposition != "rejected" or not response.reasons:
        return None
    of_all = and_(
        Response.consultation_id == response.consultation_id,
        Response.organisation_id == response.organisation_id,
        Response.disposition == "rejected",
    )
    same = or_(
        *(
            Response.reasons[code].astext == text
            for code, text in response.reasons.as_dict().items()
        )
    )
    counts = select(func.count().filter(same), func.count()).where(of_all)
    equal, rejected = db.session.execute(counts).one()
    return (equal, rejected) if is_boilerplate(equal, rejected) else None


def boilerplates(
    consultation_id: uuid.UUID, body_ids: Sequence[uuid.UUID]
) -> list[tuple[LocalisedText, int, int]]:
    """Return (reasons, rejections with them, all rejections of the body) that are boilerplate.

    Of each of the bodies, what is used most first (A-03); one query.
    """
    rejected = func.sum(func.count()).over(partition_by=Response.organisation_id)
    statement = (
        select(Response.reasons, func.count(), rejected)
        .where(
            Response.consultation_id == consultation_id,
            Response.organisation_id.in_(body_ids),
            Response.disposition == "rejected",
        )
        .group_by(Response.organisation_id, Response.reasons)
        .order_by(func.count().desc())
    )
    rows = [(row[0], int(row[1]), int(row[2])) for row in db.session.execute(statement)]
    return [row for row in rows if row[0] and is_boilerplate(row[1], row[2])]


def consultations_of_bodies(ids: Sequence[uuid.UUID]) -> Sequence[Consultation]:
    """Return the consultations with these ids, newest first."""
    statement = select(Consultation).where(Consultation.id.in_(ids))
    return db.session.scalars(statement.order_by(Consultation.closes_at.desc().nulls_last())).all()


def bodies_named(ids: Sequence[uuid.UUID]) -> Sequence[Organisation]:
    """Return organisations by ids, in the order of their codes."""
    statement = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.code)
    return db.session.scalars(statement).all()
