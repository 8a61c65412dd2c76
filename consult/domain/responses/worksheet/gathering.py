"""What goes into a work sheet: the comments that a body leads, their answers, the drop-downs."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.responses.models import Response
from consult.domain.responses.queries import VISIBLE_TO_BODIES
from consult.domain.responses.worksheet.cells import answer_cells, locked_cells
from consult.domain.responses.worksheet.seal import key_from
from consult.domain.responses.worksheet.sheet import About, Words, WorkRow, Worksheet
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.kernel.clock import now
from consult.kernel.database import db

_SECTION = aliased(Section)


@dataclass(frozen=True)
class Pair:
    """A comment with its present answer."""

    comment: Comment
    response: Response | None


def seal_key() -> bytes:
    """Return the key of this installation's seals."""
    return key_from(str(current_app.config["SETTINGS"].secret_key))


def seal_keys() -> list[bytes]:
    """Return the keys whose seals are taken: today's, then those of earlier secrets."""
    return [key_from(secret) for secret in current_app.config["SETTINGS"].secrets]


def worksheet_of(
    consultation: Consultation, body: Organisation, *, language: str, words: Words
) -> Worksheet:
    """Return the sheet of a body: every moderated comment that it leads; five queries.

    Names stand as authors allowed for ministries, hidden passages are hidden.
    """
    pairs = [Pair(*row) for row in db.session.execute(_assigned(consultation.id, body.id))]
    about = About(
        consultation=consultation.slug,
        body=str(body.code or body.id),
        language=language,
        exported_at=now().isoformat(timespec="seconds"),
    )
    discussed, versions = _versions(consultation.id)
    return Worksheet(
        about,
        title=consultation.title.in_(language),
        body_name=body.name.in_(language),
        rows=list(_rows(pairs, words, language, consultation.zone)),
        measures=measures_of(discussed),
        versions=versions,
    )


def _rows(pairs: Sequence[Pair], words: Words, language: str, zone: str) -> Iterator[WorkRow]:
    for position, pair in enumerate(pairs, start=1):
        response = pair.response
        yield WorkRow(
            pair.comment.code,
            response.row_version if response is not None else 0,
            tuple(locked_cells(position, pair.comment, words, language, zone)),
            answer_cells(response, language),
            is_open=response is None or response.state != "approved",
        )


def _assigned(consultation_id: uuid.UUID, body_id: uuid.UUID) -> Select[Any]:
    return (
        led_by(body_id)
        .add_columns(Response)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == Comment.section_id)
        .outerjoin(_SECTION, _SECTION.id == MeasureVersion.section_id)
        .where(Comment.consultation_id == consultation_id)
        .options(
            contains_eager(Comment.measure_version),
            contains_eager(Comment.section),
            joinedload(Comment.submission).joinedload(Submission.organisation),
            joinedload(Response.duplicate_of),
        )
        .order_by(
            func.coalesce(_SECTION.position, Section.position).nulls_first(),
            MeasureVersion.position.nulls_first(),
            Comment.shown_at,
            Comment.id,
        )
    )


def led_by(body_id: uuid.UUID) -> Select[Any]:
    """Return the statement of the comments that a body answers: moderated, not withdrawn."""
    return (
        select(Comment)
        .join(CommentBody, CommentBody.comment_id == Comment.id)
        .where(
            CommentBody.organisation_id == body_id,
            CommentBody.role == "lead",
            Comment.publication.in_(VISIBLE_TO_BODIES),
            Comment.withdrawn_at.is_(None),
        )
    )


def _versions(consultation_id: uuid.UUID) -> tuple[uuid.UUID | None, list[str]]:
    """Return the version discussed, and the numbers of those in which a change may come."""
    statement = select(PlanVersion.id, PlanVersion.number, PlanVersion.state).where(
        PlanVersion.consultation_id == consultation_id
    )
    rows = list(db.session.execute(statement.order_by(PlanVersion.number)))
    discussed = next((row for row in rows if row.state != "draft"), None)
    if discussed is None:
        return None, []
    last = max(row.number for row in rows)
    return discussed.id, [str(number) for number in range(discussed.number + 1, last + 2)]


def measures_of(version_id: uuid.UUID | None) -> list[str]:
    """Return the numbers of the measures of a version, in the order of the plan."""
    statement = (
        select(MeasureVersion.number)
        .where(MeasureVersion.plan_version_id == version_id)
        .order_by(MeasureVersion.position)
    )
    return list(db.session.scalars(statement))


def measures_discussed(consultation_id: uuid.UUID) -> list[str]:
    """Return the numbers of the measures of the version discussed."""
    return measures_of(_versions(consultation_id)[0])
