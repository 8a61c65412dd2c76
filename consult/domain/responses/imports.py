"""Taking in answers from a file: all of them or none, and the same file twice changes nothing."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.responses.importer import ResponseFile, ResponseRow
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.submissions import record
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.findings import Finding, Level, blocked
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

COLUMNS = (
    "organisation_id",
    "state",
    "disposition",
    "ground",
    "reasons",
    "part_accepted",
    "change_ref",
    "target_measure",
    "covered_by",
    "duplicate_of_id",
    "passed_to",
    "signer_post",
    "prepared_by",
    "approved_by",
    "approved_at",
)


@dataclass
class Outcome:
    """What an import did: numbers of answers stored or changed and left alone, and findings.

    When a finding stops the import nothing is stored and `accepted` is 0.
    """

    accepted: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether the file was refused as a whole."""
        return blocked(self.findings)


def import_responses(
    consultation: Consultation, read: ResponseFile, *, filename: str, by: Actor, dry: bool = False
) -> Outcome:
    """Store the answers of a file in the present transaction.

    An answer whose file says approved but breaks a rule of approval (same person, I-12; before
    closing, A-01) is stored as handed in: another person has to approve it here. An answer of
    disposition `withdrawn` marks its comment as withdrawn by the author.
    """
    outcome = Outcome(findings=list(read.findings))
    comments = _comments(consultation.id, read.rows)
    before = {comment.id for comment in comments.values() if comment.withdrawn_at}
    bodies = _bodies(read.rows)
    outcome.findings += _unknown(read.rows, comments, bodies, filename)
    if outcome.stopped:
        return outcome
    present = _present([comment.id for comment in comments.values()])
    stored = []
    for row in read.rows:
        comment = comments[row.comment_code]
        values = _values(row, consultation, comments, bodies)
        if _take(row, present.get(comment.id), values, outcome):
            outcome.accepted += 1
            if not dry:
                stored.append(_store(present.get(comment.id), comment, values))
    if stored:
        _keep_history(stored, by)
        _assign(read.rows, comments, bodies)
        record.issue_again(_taken_back(comments.values(), before))
        audit.record(
            "responses.imported",
            consultation,
            by=by,
            consultation_id=consultation.id,
            accepted=outcome.accepted,
            unchanged=outcome.unchanged,
        )
    return outcome


def _taken_back(comments: Iterable[Comment], before: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The submissions of comments that the file marks as withdrawn for the first time."""
    new = (row for row in comments if row.withdrawn_at and row.id not in before)
    return sorted({row.submission_id for row in new})


def _comments(consultation_id: uuid.UUID, rows: Sequence[ResponseRow]) -> dict[str, Comment]:
    codes = {row.comment_code for row in rows} | {row.duplicate_of for row in rows}
    statement = (
        select(Comment)
        .where(Comment.consultation_id == consultation_id, Comment.code.in_(codes - {""}))
        .options(
            load_only(
                Comment.code, Comment.withdrawn_at, Comment.row_version, Comment.submission_id
            )
        )
    )
    return {comment.code: comment for comment in db.session.scalars(statement)}


def _bodies(rows: Sequence[ResponseRow]) -> dict[str, Organisation]:
    codes = {row.body for row in rows}
    found = db.session.scalars(select(Organisation).where(Organisation.code.in_(codes)))
    return {str(body.code): body for body in found}


def _present(comment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Response]:
    statement = select(Response).where(Response.comment_id.in_(comment_ids))
    return {response.comment_id: response for response in db.session.scalars(statement)}


def _unknown(
    rows: Sequence[ResponseRow],
    comments: Mapping[str, Comment],
    bodies: Mapping[str, Organisation],
    filename: str,
) -> list[Finding]:
    found = []
    for row in rows:
        wanted = [("comment_code", row.comment_code), ("duplicate_of", row.duplicate_of)]
        for column, code in wanted:
            if code and code not in comments:
                facts = {"value": code, "column": column}
                found.append(_error("E_ROW_COMMENT_UNKNOWN", filename, row, facts))
        if row.body not in bodies:
            facts = {"value": row.body, "column": "responsible_body"}
            found.append(_error("E_ROW_BODY_UNKNOWN", filename, row, facts))
    return found


def _error(code: str, filename: str, row: ResponseRow, facts: Mapping[str, object]) -> Finding:
    return Finding(Level.ERROR, code, filename, row=row.row, facts=facts)


def _state(row: ResponseRow, closes_at: datetime | None) -> str:
    if row.state != "approved":
        return row.state
    early = closes_at is not None and row.approved_at is not None and row.approved_at < closes_at
    return "submitted" if early or row.prepared_by == row.approved_by else "approved"


def _values(
    row: ResponseRow,
    consultation: Consultation,
    comments: Mapping[str, Comment],
    bodies: Mapping[str, Organisation],
) -> dict[str, Any]:
    state = _state(row, consultation.closes_at)
    approved = state == "approved"
    kept = comments.get(row.duplicate_of)
    return {
        "organisation_id": bodies[row.body].id,
        "state": state,
        "disposition": row.disposition,
        "ground": row.ground,
        "reasons": row.reasons,
        "part_accepted": row.part_accepted,
        "change_ref": row.change_id,
        "target_measure": ", ".join(row.target_measures),
        "covered_by": row.covered_by,
        "duplicate_of_id": kept.id if kept else None,
        "passed_to": row.passed_to,
        "signer_post": row.signer_post,
        "prepared_by": row.prepared_by,
        "approved_by": row.approved_by if approved else "",
        "approved_at": row.approved_at if approved else None,
    }


def _take(
    row: ResponseRow, present: Response | None, values: Mapping[str, Any], outcome: Outcome
) -> bool:
    """Decide whether a row is to be stored; answers written here are never overwritten."""
    if present is None:
        return True
    if all(getattr(present, name) == values[name] for name in COLUMNS):
        outcome.unchanged += 1
        return False
    if present.prepared_by_id is not None:
        facts = {"value": row.comment_code, "column": "comment_code"}
        finding = Finding(Level.WARNING, "W_ANSWERED_HERE", row=row.row, facts=facts)
        outcome.findings.append(finding)
        outcome.unchanged += 1
        return False
    return True


def _store(response: Response | None, comment: Comment, values: Mapping[str, Any]) -> Response:
    if response is None:
        response = Response(comment_id=comment.id, consultation_id=comment.consultation_id)
        db.session.add(response)
    else:
        response.updated_at = now()
    for name, value in values.items():
        setattr(response, name, value)
    if values["disposition"] == "withdrawn" and comment.withdrawn_at is None:
        comment.withdrawn_at = values["approved_at"] or now()
    return response


def _keep_history(responses: Sequence[Response], by: Actor) -> None:
    """Append the stored state of every answer; two statements."""
    db.session.flush()
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
            data={name: _plain(getattr(response, name)) for name in COLUMNS},
            by_name=by.name or by.audit_name,
        )
        for response in responses
    )


def _plain(value: Any) -> Any:
    return value.as_dict() if isinstance(value, LocalisedText) else str(value or "")


def _assign(
    rows: Sequence[ResponseRow],
    comments: Mapping[str, Comment],
    bodies: Mapping[str, Organisation],
) -> None:
    """Let the answering bodies see their comments also where the plan does not name them."""
    wanted = {(comments[row.comment_code].id, bodies[row.body].id) for row in rows}
    known = select(CommentBody.comment_id, CommentBody.organisation_id).where(
        CommentBody.comment_id.in_([comment_id for comment_id, _body in wanted])
    )
    missing = wanted - {tuple(row) for row in db.session.execute(known)}
    db.session.add_all(
        CommentBody(comment_id=comment_id, organisation_id=body_id, role="co")
        for comment_id, body_id in missing
    )
