"""The statements of a meeting as its minutes list them: state, time, words of the public layer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from consult.domain.consultations.queries import working_calendar
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.reports import snapshot
from consult.domain.reports.document import ReportRow
from consult.domain.reports.meeting import Proposal
from consult.domain.reports.policy import view_row
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.levels import treatment
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.reading import ON_PAGES, SHOWN
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db


@dataclass(frozen=True)
class Found:
    """A statement before it has a number in the minutes."""

    proposal: Proposal
    order: tuple[Any, ...]


def statements_of(table: RoundTable) -> list[Found]:
    """Return every statement of a meeting (loaded whole), in no order yet."""
    rows = _rows(table)
    section_id = func.coalesce(Comment.section_id, MeasureVersion.section_id)
    result = db.session.execute(
        select(
            Comment,
            Submission.level,
            func.coalesce(Statement.source, "room").label("source"),
            func.coalesce(Statement.said_at, Comment.received_at).label("said_at"),
            func.coalesce(Statement.read_back, False).label("read_back"),
            func.coalesce(Section.number, "").label("section"),
            Submission.number,
            Submission.part,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Statement, Statement.comment_id == Comment.id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == section_id)
        .where(Submission.round_table_id == table.id)
    )
    return [_found(row, rows.get(row.Comment.code)) for row in result]


def _rows(table: RoundTable) -> dict[str, ReportRow]:
    """The viewed rows of the meeting's comments by their codes; spam has none."""
    connection = db.session.connection()
    around = snapshot.surroundings(connection, table.consultation, working_calendar())
    own = Submission.round_table_id == table.id
    listed = snapshot.rows(connection, table.consultation_id, around, own)
    return {row.comment_code: view_row(row, "public") for row in listed}


def _found(raw: Any, row: ReportRow | None) -> Found:
    comment: Comment = raw.Comment
    state = _state(comment)
    timed = state == "shown" and treatment("time", "public", raw.level) == "exact"
    at: datetime | None = raw.said_at if timed else None
    proposal = Proposal(
        number=0,
        code=comment.code,
        state=state,
        section_number=raw.section,
        source=raw.source,
        ground=comment.ground if state in {"withheld", "spam"} else "",
        at=at,
        read_back=raw.read_back,
        row=row if state == "shown" else None,
        has_page=_has_page(comment),
    )
    place = (comment.shown_at, raw.number, raw.part, comment.point)
    return Found(proposal, (False, at, place) if at else (True, place))


def _state(comment: Comment) -> str:
    if comment.withdrawn_at is not None:
        return "withdrawn"
    if comment.publication == "published_redacted" and not comment.redactions:
        return "withheld"
    names = {"received": "waiting", **dict.fromkeys(SHOWN, "shown")}
    return names.get(comment.publication, comment.publication)


def _has_page(comment: Comment) -> bool:
    public = comment.withdrawn_at is None or comment.published_at is not None
    return public and comment.publication in ON_PAGES
