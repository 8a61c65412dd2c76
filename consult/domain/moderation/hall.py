"""What the screen in the hall shows of a meeting: what was confirmed in the room, as allowed.

A statement is shown once its speaker has heard and confirmed it, or once a moderator has published
it. What people type by themselves is therefore not shown before moderation: whoever has a
photograph of the code could write on the wall of the hall otherwise.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.moderation.redaction import public_texts
from consult.domain.submissions.levels import organisation_of, sees, view_author
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.reading import SHOWN
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_for_search

NEWEST = 12
SHORT = 3
"""Letters of a surname such as Kim; what is shorter is not looked for."""


@dataclass(frozen=True)
class OnScreen:
    """One statement; who spoke is empty unless the level allows it, `held_back` keeps the words."""

    comment: Comment
    text: str
    proposed_wording: str
    name: str
    organisation: LocalisedText
    held_back: bool = False


def on_screen(table_id: uuid.UUID, limit: int = NEWEST) -> Sequence[OnScreen]:
    """Return what is shown of a meeting, the newest first; one query."""
    confirmed = and_(Statement.read_back, Comment.publication == "received")
    statement = (
        select(Statement)
        .join(Comment, Comment.id == Statement.comment_id)
        .where(
            Statement.round_table_id == table_id,
            Comment.withdrawn_at.is_(None),
            or_(confirmed, Comment.publication.in_(SHOWN)),
        )
        .options(
            joinedload(Statement.comment).options(
                joinedload(Comment.measure_version),
                joinedload(Comment.section),
                joinedload(Comment.submission).joinedload(Submission.organisation),
            )
        )
        .order_by(Statement.said_at.desc(), Statement.key)
        .limit(limit)
    )
    return [_shown(row) for row in db.session.scalars(statement)]


def _shown(row: Statement) -> OnScreen:
    comment = row.comment
    author = view_author(comment.submission, "public")
    texts = public_texts(comment)
    held_back = comment.publication == "received" and _tells_who(comment)
    return OnScreen(
        comment=comment,
        text="" if held_back else texts["text"],
        proposed_wording="" if held_back else texts["proposed_wording"],
        name=author.name,
        organisation=author.organisation,
        held_back=held_back,
    )


def _tells_who(comment: Comment) -> bool:
    """Whether the words of somebody who is not to be named seem to say who it is."""
    submission = comment.submission
    hidden: set[str] = set()
    seen = sees("public", submission.level)
    if "name" not in seen:
        hidden |= set(submission.author_name.split())
    if "organisation" not in seen:
        hidden |= set(organisation_of(submission).as_dict().values())
        if comment.hints:
            return True
    words = fold_for_search(f"{comment.text} {comment.proposed_wording}")
    folded = (fold_for_search(part).strip(" .") for part in hidden)
    return any(_stands_in(part, words) for part in folded)


def _stands_in(part: str, words: str) -> bool:
    """Whether a part of a name stands in a text; of three letters only as a word, and declined."""
    if len(part) == SHORT:
        return re.search(rf"\b{re.escape(part)}\w{{0,2}}\b", words) is not None
    return len(part) > SHORT and part in words
