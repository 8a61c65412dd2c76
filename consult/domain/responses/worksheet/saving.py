"""Saving a work sheet: the edited answers become drafts of the person who brought it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.worksheet.cells import facts_of
from consult.domain.responses.worksheet.comparing import Edit, Present, Review, present_of, review
from consult.domain.responses.worksheet.sheet import SheetFile
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

CHUNK = 500
KEPT = (
    *("disposition", "ground", "reasons", "part_accepted", "change", "promised_version"),
    *("covered_by", "passed_to", "duplicate_of_id", "remark"),
)


@dataclass(frozen=True)
class Saved:
    """How many answers were saved, and what the sheet held besides."""

    answers: int
    review: Review


def save_worksheet(
    consultation: Consultation, read: SheetFile, filename: str, *, by: Actor
) -> Saved:
    """Store the edited answers of a sheet as drafts prepared by the actor, in chunks.

    The sheet is compared once more under a lock: what became a conflict since the review is not
    saved. Raises NotYourSheet.
    """
    seen = review(consultation, read, filename, by=by)
    rows = [edit.row for edit in seen.changes]
    for start in range(0, len(rows), CHUNK):
        present_of(consultation, seen.body, rows[start : start + CHUNK], lock=True)
    final = review(consultation, read, filename, by=by)
    for start in range(0, len(final.changes), CHUNK):
        _save_chunk(consultation, final, final.changes[start : start + CHUNK], by)
    if final.changes:
        audit.record(
            "responses.worksheet_saved",
            consultation,
            by=by,
            consultation_id=consultation.id,
            body=final.body.code,
            accepted=len(final.changes),
            conflicts=len(final.conflicts),
            refused=len(final.refused),
        )
    return Saved(len(final.changes), final)


def _save_chunk(consultation: Consultation, seen: Review, edits: Sequence[Edit], by: Actor) -> None:
    present = present_of(consultation, seen.body, [edit.row for edit in edits])
    responses = [_stored(consultation, seen, edit, present, by) for edit in edits]
    db.session.flush()
    _keep_history(responses, by)


def _stored(
    consultation: Consultation, seen: Review, edit: Edit, present: Present, by: Actor
) -> Response:
    response = present.responses.get(edit.comment_id)
    answer = dict(edit.row.answer)
    facts = facts_of(answer, response, seen.language)
    kept = present.others.get(answer["duplicate_of"])
    if response is None:
        response = Response(comment_id=edit.comment_id, consultation_id=consultation.id)
        db.session.add(response)
    for name, value in facts.items():
        setattr(response, name, value)
    response.duplicate_of_id = kept.id if kept is not None else None
    response.organisation_id = seen.body.id
    response.state, response.updated_at = "draft", now()
    response.prepared_by = by.name or by.audit_name
    response.prepared_by_id = by.user_id
    return response


def _keep_history(responses: Sequence[Response], by: Actor) -> None:
    """Append the stored state of every answer; two statements."""
    statement = (
        select(ResponseRevision.response_id, func.max(ResponseRevision.number))
        .where(ResponseRevision.response_id.in_([response.id for response in responses]))
        .group_by(ResponseRevision.response_id)
    )
    last = {row[0]: row[1] for row in db.session.execute(statement)}
    db.session.add_all(
        ResponseRevision(
            response_id=response.id,
            number=last.get(response.id, 0) + 1,
            state=response.state,
            data={name: _plain(getattr(response, name)) for name in KEPT},
            by_name=by.name or by.audit_name,
        )
        for response in responses
    )
    db.session.flush()


def _plain(value: Any) -> Any:
    return value.as_dict() if isinstance(value, LocalisedText) else str(value or "")
