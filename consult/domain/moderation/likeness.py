"""Proposing groups: comments on one thing from different authors that begin alike."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Text, func, select, text
from sqlalchemy.orm import joinedload

from consult.domain.submissions.models import Comment, CommentBody
from consult.domain.submissions.reading import ON_PAGES
from consult.kernel.database import db

WORDS = 12
FEWEST_WORDS = 3
PROPOSALS = 20


@dataclass(frozen=True)
class LikeComments:
    """Comments proposed for a group, in order of receipt: their first twelve words are the same."""

    comments: Sequence[Comment]

    @property
    def first(self) -> Comment:
        """Return the comment that came first."""
        return self.comments[0]


def like_comments(
    consultation_id: uuid.UUID, body_ids: Collection[uuid.UUID] | None = None
) -> list[LikeComments]:
    """Return proposals, the largest first; two queries.

    Alike are comments on the same measure, section or plan whose first twelve words, folded as for
    searching and as they may be read, are equal. Only such as stand in no group, and for bodies
    only those that they lead. A person decides: likeness of words is not likeness of meaning.
    """
    words = func.string_to_array(Comment.search_text, " ", type_=ARRAY(Text()))
    begins = func.array_to_string(words[2 : WORDS + 1], " ")
    ids = func.array_agg(Comment.id)
    authors = func.count(Comment.submission_id.distinct())
    statement = (
        select(ids)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.group_id.is_(None),
            Comment.withdrawn_at.is_(None),
            Comment.publication.in_(ON_PAGES),
            func.cardinality(words) > FEWEST_WORDS,
        )
        .group_by(Comment.measure_version_id, Comment.section_id, begins)
        .having(authors > 1)
        .order_by(authors.desc(), text("1"))
        .limit(PROPOSALS)
    )
    if body_ids is not None:
        led = select(CommentBody.comment_id).where(
            CommentBody.organisation_id.in_(body_ids), CommentBody.role == "lead"
        )
        statement = statement.where(Comment.id.in_(led))
    return _loaded(db.session.scalars(statement).all())


def _loaded(proposals: Sequence[Sequence[uuid.UUID]]) -> list[LikeComments]:
    every = [one for ids in proposals for one in ids]
    statement = (
        select(Comment)
        .where(Comment.id.in_(every))
        .options(joinedload(Comment.measure_version), joinedload(Comment.section))
        .order_by(Comment.shown_at, Comment.id)
    )
    rows = db.session.scalars(statement).all()
    place = {one: number for number, ids in enumerate(proposals) for one in ids}
    found: list[list[Comment]] = [[] for _ids in proposals]
    for comment in rows:
        found[place[comment.id]].append(comment)
    return [LikeComments(comments) for comments in found]
