"""Groups of like comments from different authors: one shared answer, a row for each (I-15)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.likeness import LikeComments, like_comments
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.submissions.models import Comment, CommentBody, CommentGroup, Submission
from consult.kernel.database import db
from consult.kernel.errors import ConsultError, Forbidden, Missing, NotFound
from consult.kernel.text import clean_line
from consult.machinery import audit

__all__ = ["LikeComments", "like_comments"]
NAME_LIMIT = 200
SMALLEST = 2
DESK_ROLES = ("organiser", "moderator")


class SameAuthor(ConsultError):
    """Two comments of one author on one thing are a duplicate, no group (I-15); facts: codes."""

    code = "same_author"


class TooFew(Missing):
    """A group needs two comments."""

    code = "too_few_for_group"


@dataclass(frozen=True)
class GroupRow:
    """A group with the number of its comments."""

    group: CommentGroup
    count: int


def make_group(
    consultation_id: uuid.UUID, name: str, comment_ids: Collection[uuid.UUID], *, by: Actor
) -> CommentGroup:
    """Put comments that say the same together under a name.

    Moderators choose from all, bodies from the comments that they lead. Raises Missing (name),
    TooFew, SameAuthor, Forbidden, NotFound.
    """
    name = _named(name)
    comments = _locked(consultation_id, comment_ids, by)
    if len(comments) < SMALLEST:
        raise TooFew(missing=["comments"])
    _check_authors(comments)
    group = CommentGroup(consultation_id=consultation_id, name=name, made_by=by.name)
    db.session.add(group)
    db.session.flush()
    _move(comments, group.id)
    _record("group_made", group, by, len(comments))
    return group


def rename_group(group: CommentGroup, name: str, *, by: Actor) -> None:
    """Give a group another name. Raises Missing (name), Forbidden."""
    _must_keep(group, by)
    group.name = _named(name)
    _record("group_named", group, by, 0)


def add_to_group(group: CommentGroup, comment_ids: Collection[uuid.UUID], *, by: Actor) -> None:
    """Add comments to a group; one that was in another group changes. Raises as make_group."""
    _must_keep(group, by)
    comments = _locked(group.consultation_id, comment_ids, by)
    present = members(group.id)
    _check_authors({one.id: one for one in [*present, *comments]}.values())
    _move(comments, group.id)
    _record("group_joined", group, by, len(comments))


def take_out(group: CommentGroup, comment_ids: Collection[uuid.UUID], *, by: Actor) -> None:
    """Take comments out of a group, to be answered alone; their answers so far stay."""
    _must_keep(group, by)
    comments = [one for one in members(group.id) if one.id in comment_ids]
    if not comments:
        raise NotFound
    _move(comments, None)
    _record("group_left", group, by, len(comments))


def dissolve(group: CommentGroup, *, by: Actor) -> None:
    """Let every comment of a group stand alone; their answers stay."""
    _must_keep(group, by)
    comments = members(group.id)
    _move(comments, None)
    _record("group_dissolved", group, by, len(comments))


def _named(name: str) -> str:
    name = clean_line(name)[:NAME_LIMIT]
    if not name:
        raise Missing(missing=["name"])
    return name


def _is_desk(consultation_id: uuid.UUID, by: Actor) -> bool:
    return by.is_system or by.has(consultation_id, *DESK_ROLES)


def _must_keep(group: CommentGroup, by: Actor) -> None:
    """Moderators keep every group; a body those whose comments it leads, all of them."""
    if _is_desk(group.consultation_id, by):
        return
    foreign = select(Comment.id).where(
        Comment.group_id == group.id, ~_led(by, group.consultation_id)
    )
    if db.session.scalar(foreign.limit(1)) is not None:
        raise Forbidden


def _led(by: Actor, consultation_id: uuid.UUID) -> ColumnElement[bool]:
    bodies = by.bodies(consultation_id, *MINISTRY_ROLES)
    return exists().where(
        CommentBody.comment_id == Comment.id,
        CommentBody.organisation_id.in_(bodies),
        CommentBody.role == "lead",
    )


def _locked(consultation_id: uuid.UUID, ids: Collection[uuid.UUID], by: Actor) -> Sequence[Comment]:
    statement = (
        select(Comment)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.id.in_(ids),
            Comment.publication != "spam",
            Comment.withdrawn_at.is_(None),
        )
        .options(joinedload(Comment.submission, innerjoin=True))
        .order_by(Comment.shown_at, Comment.id)
        .with_for_update(of=Comment)
    )
    if not _is_desk(consultation_id, by):
        statement = statement.where(_led(by, consultation_id))
    comments = db.session.scalars(statement).all()
    if not ids or len(comments) != len(set(ids)):
        raise NotFound
    return comments


def _check_authors(comments: Collection[Comment]) -> None:
    """Refuse two comments of one submission on one thing: what else they share is not told."""
    seen: dict[tuple[object, ...], str] = {}
    for one in comments:
        about = (one.submission_id, one.measure_version_id, one.section_id, one.target_field)
        if about in seen:
            raise SameAuthor(codes=sorted([seen[about], one.code]))
        seen[about] = one.code


def _move(comments: Collection[Comment], group_id: uuid.UUID | None) -> None:
    ids = [one.id for one in comments]
    statement = update(Comment).where(Comment.id.in_(ids)).values(group_id=group_id)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    for one in comments:
        db.session.expire(one, ["group_id"])


def _record(what: str, group: CommentGroup, by: Actor, comments: int) -> None:
    audit.record(
        f"moderation.{what}",
        group,
        by=by,
        consultation_id=group.consultation_id,
        comments=comments,
    )


def members(
    group_id: uuid.UUID, body_ids: Collection[uuid.UUID] | None = None
) -> Sequence[Comment]:
    """Return the comments of a group in order of receipt, or those the bodies are to answer."""
    statement = (
        select(Comment)
        .where(Comment.group_id == group_id, Comment.withdrawn_at.is_(None))
        .options(
            joinedload(Comment.submission, innerjoin=True).joinedload(Submission.organisation),
            joinedload(Comment.measure_version),
            joinedload(Comment.section),
        )
        .order_by(Comment.shown_at, Comment.id)
    )
    if body_ids is not None:
        asked = select(CommentBody.comment_id).where(
            CommentBody.organisation_id.in_(body_ids), CommentBody.role == "lead"
        )
        statement = statement.where(Comment.id.in_(asked))
    return db.session.scalars(statement).all()


def size_of(group_id: uuid.UUID) -> int:
    """Return how many comments a group has; one query."""
    statement = select(func.count()).where(
        Comment.group_id == group_id, Comment.withdrawn_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def group_by_id(group_id: uuid.UUID) -> CommentGroup:
    """Return a group; raises NotFound."""
    found = db.session.get(CommentGroup, group_id)
    if found is None:
        raise NotFound
    return found


def groups_of(
    consultation: Consultation, body_ids: Collection[uuid.UUID] | None = None
) -> list[GroupRow]:
    """Return the groups that have comments, the largest first; of the bodies' comments if given."""
    count = func.count(Comment.id)
    statement = (
        select(CommentGroup, count)
        .join(Comment, Comment.group_id == CommentGroup.id)
        .where(CommentGroup.consultation_id == consultation.id, Comment.withdrawn_at.is_(None))
        .group_by(CommentGroup.id)
        .order_by(count.desc(), CommentGroup.name)
    )
    if body_ids is not None:
        asked = select(CommentBody.comment_id).where(
            CommentBody.organisation_id.in_(body_ids), CommentBody.role == "lead"
        )
        statement = statement.where(Comment.id.in_(asked))
    return [GroupRow(group, number) for group, number in db.session.execute(statement)]
