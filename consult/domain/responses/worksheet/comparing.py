"""Comparing a work sheet with the answers as they stand: what would change, what may not."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.people.queries import organisation_by_code
from consult.domain.responses.models import Response
from consult.domain.responses.operations import EDITORS
from consult.domain.responses.queries import open_to_bodies
from consult.domain.responses.worksheet.cells import answer_cells
from consult.domain.responses.worksheet.gathering import led_by, measures_discussed
from consult.domain.responses.worksheet.sheet import ANSWER, SheetFile, TypedRow
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.kernel.findings import Finding, Level


class NotYourSheet(ConsultError):
    """The work sheet belongs to another consultation or to another body (X-09)."""

    code = "not_your_sheet"


@dataclass(frozen=True)
class Cell:
    """One cell that differs: its column, what stands now and what was typed."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """An answer that would change, or that somebody else changed meanwhile (a conflict)."""

    row: TypedRow
    comment_id: uuid.UUID
    cells: Sequence[Cell]


@dataclass
class Review:
    """What a work sheet would do: changes, conflicts (not saved), refused rows, deleted rows."""

    body: Organisation
    language: str
    changes: list[Edit] = field(default_factory=list)
    conflicts: list[Edit] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class Present:
    """The comments a sheet names, their answers, and the measures that may cover them."""

    comments: Mapping[str, Comment]
    responses: Mapping[uuid.UUID, Response]
    others: Mapping[str, Comment]
    measures: frozenset[str]


def review(consultation: Consultation, read: SheetFile, filename: str, *, reader: Actor) -> Review:
    """Return what a sheet would change; nothing is stored. Six queries whatever its length.

    Rows that nobody edited change nothing, also when the answer changed meanwhile. An edited row
    whose answer was saved by somebody else is a conflict. Raises NotYourSheet.
    """
    body, language = owner_of(consultation, read, reader)
    found = Review(body, language, refused=list(read.refused), deleted=list(read.deleted))
    edited = [row for row in read.rows if row.was_edited]
    found.unchanged = len(read.rows) - len(edited)
    present = present_of(consultation, body, edited)
    for row in edited:
        _compare(row, present, found, filename)
    return found


def owner_of(
    consultation: Consultation, read: SheetFile, reader: Actor
) -> tuple[Organisation, str]:
    """Return the body whose sheet it is and its language; raises NotYourSheet.

    The actor must write for that body in this consultation.
    """
    about = read.about
    body = organisation_by_code(about.body) if about else None
    if about is None or body is None or about.consultation != consultation.slug:
        raise NotYourSheet
    if not reader.is_system and body.id not in reader.bodies(consultation.id, *EDITORS):
        raise NotYourSheet
    return body, about.language


def present_of(consultation: Consultation, body: Organisation, rows: Sequence[TypedRow]) -> Present:
    """Return what stands now for the rows."""
    codes = [row.code for row in rows]
    statement = led_by(body.id).where(
        Comment.consultation_id == consultation.id, Comment.code.in_(codes)
    )
    comments = {comment.code: comment for comment in db.session.scalars(statement)}
    return Present(
        comments,
        _responses([comment.id for comment in comments.values()]),
        _others(consultation.id, rows),
        frozenset(measures_discussed(consultation.id)),
    )


def _responses(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Response]:
    statement = (
        select(Response)
        .where(Response.comment_id.in_(ids))
        .options(joinedload(Response.duplicate_of))
        .execution_options(populate_existing=True)
    )
    return {response.comment_id: response for response in db.session.scalars(statement)}


def _others(consultation_id: uuid.UUID, rows: Sequence[TypedRow]) -> dict[str, Comment]:
    codes = {row.answer["duplicate_of"] for row in rows} - {""}
    statement = select(Comment).where(
        Comment.consultation_id == consultation_id, Comment.code.in_(codes), open_to_bodies()
    )
    return {comment.code: comment for comment in db.session.scalars(statement)}


def _compare(row: TypedRow, present: Present, found: Review, filename: str) -> None:
    comment = present.comments.get(row.code)
    if comment is None:
        found.refused.append(_refusal("E_WORK_NOT_YOURS", filename, row))
        return
    response = present.responses.get(comment.id)
    before = answer_cells(response, found.language)
    cells = [
        Cell(name, before[name], row.answer[name])
        for name in ANSWER
        if before[name] != row.answer[name]
    ]
    if not cells:
        found.unchanged += 1
        return
    edit = Edit(row, comment.id, cells)
    if (response.row_version if response is not None else 0) != row.row_version:
        found.conflicts.append(edit)
    elif refusal := _refused(row, response, present, filename):
        found.refused.append(refusal)
    else:
        found.changes.append(edit)


def _refused(
    row: TypedRow, response: Response | None, present: Present, filename: str
) -> Finding | None:
    """Why an edited row may not be saved: an approved answer, no result, an unknown reference."""
    answer = row.answer
    if response is not None and response.state == "approved":
        return _refusal("E_WORK_APPROVED", filename, row)
    if not answer["disposition"]:
        return _refusal("E_WORK_NO_RESULT", filename, row)
    covered = answer["covered_by"]
    if covered and covered not in present.measures:
        return _refusal("E_WORK_MEASURE", filename, row, value=covered)
    kept = answer["duplicate_of"]
    if kept and (kept not in present.others or kept == row.code):
        return _refusal("E_WORK_DUPLICATE", filename, row, value=kept)
    return None


def _refusal(code: str, filename: str, row: TypedRow, **facts: object) -> Finding:
    return Finding(Level.ERROR, code, filename, row=row.row, facts={"comment": row.code, **facts})
