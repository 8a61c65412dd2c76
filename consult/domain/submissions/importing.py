"""Taking in comments collected elsewhere: all rows of a file or none, and never twice."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any

from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.submissions import record, registering
from consult.domain.submissions.admission import hold, refuse_entering
from consult.domain.submissions.grouping import Circumstances, Existing, Source, entries_of
from consult.domain.submissions.importer import CommentFile, CommentRow
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.points import Target
from consult.domain.submissions.targets import Places, places_of
from consult.kernel.database import db
from consult.kernel.findings import Finding, Level
from consult.machinery import audit

CHUNK = 10_000


@dataclass(frozen=True)
class Refusal:
    """Why a row is refused: its number in the file, the field, a code and facts."""

    row: int | None
    field: str
    code: str
    facts: dict[str, Any] = filled(default_factory=dict)

    def as_finding(self, name: str) -> Finding:
        """Return the refusal as a finding about the file with this name, for its sentence."""
        facts = dict(self.facts)
        cells = tuple(facts.pop("cells", ()))
        file, sheet = facts.pop("file", name), facts.pop("sheet", "")
        named = {"field": self.field, **facts} if self.field else facts
        return Finding(Level.ERROR, self.code, file or name, sheet, cells, self.row, named)


@dataclass(frozen=True)
class Outcome:
    """What came of a file: codes of new comments, refused rows, how many were there already.

    `new` counts the new ones also where nothing is written (a dry run).
    """

    accepted: Sequence[str] = ()
    refused: Sequence[Refusal] = ()
    unchanged: int = 0
    submissions: int = 0
    new: int = 0


def import_comments(
    consultation: Consultation, file: CommentFile, *, by: Actor, source: Source, dry: bool = False
) -> Outcome:
    """Register the rows of a read file in one transaction; nothing when one row is refused.

    Rows are known again by external id, else by comment code, else by their content, so that a
    second import changes nothing. A registration number and codes given by the file are kept when
    free. Lateness is judged by instants. `dry` only looks. Raises WrongState when nothing may be
    entered.
    """
    if stopped := [_refusal(finding) for finding in file.findings if finding.stops]:
        return Outcome(refused=stopped)
    held = hold(consultation.id)
    last = registering.hold_counter(held.id)
    rows = list(_named(file.rows))
    places, known, bodies = places_of(held.id), _known(held.id, rows), _organisations(rows)
    fresh = [row for row in rows if (row.external_id not in known and row.code not in known)]
    refused = list(_refusals(rows, places, known, bodies))
    if refused or dry or not fresh:
        unchanged = 0 if refused else len(rows) - len(fresh)
        return Outcome(refused=refused, unchanged=unchanged, new=0 if refused else len(fresh))
    refuse_entering(held, by)
    circumstances = Circumstances(held, bodies, _existing(held, fresh), source, by)
    entries, last = entries_of(fresh, circumstances, last)
    codes = registering.write(held, places, entries)
    registering.set_counter(held.id, last)
    record.issue(held, [entry.id for entry in entries])
    audit.record(
        "comments.imported",
        held,
        by=by,
        consultation_id=held.id,
        comments=len(codes),
        submissions=len(entries),
        sha256=file.sha256,
    )
    return Outcome(codes, (), len(rows) - len(fresh), len(entries), len(codes))


@dataclass(frozen=True)
class NamedRow:
    """A row with the external id under which it is known again, given or made of its content."""

    row: CommentRow
    external_id: str

    @property
    def code(self) -> str:
        """The comment code that the file gives; a space, which no code is, when it gives none."""
        return self.row.comment_code or " "

    @property
    def target(self) -> Target:
        """What the row is about; a measure with a field is a field of the measure."""
        row = self.row
        if row.target_type == "measure" and row.target_field:
            return Target("field", row.target_number, row.target_field)
        return Target(row.target_type, row.target_number)


def _named(rows: Iterable[CommentRow]) -> Iterator[NamedRow]:
    seen: Counter[str] = Counter()
    for row in rows:
        content = _content(row)
        seen[content] += 1
        made = f"sha256:{content}:{seen[content]}"
        yield NamedRow(row, row.external_id or made)


def _content(row: CommentRow) -> str:
    facts = (
        row.received_at.isoformat(),
        row.channel,
        row.target_type,
        row.target_number,
        row.target_field,
        row.kind,
        row.text,
        row.proposed_wording,
        row.rationale,
        row.author_name,
        row.organisation_id,
        row.organisation_name,
    )
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:32]


def _refusal(finding: Any) -> Refusal:
    facts = dict(finding.facts)
    facts.update(file=finding.file, sheet=finding.sheet, cells=list(finding.cells))
    return Refusal(finding.row, str(facts.pop("field", "")), finding.code, facts)


def _known(consultation_id: uuid.UUID, rows: Sequence[NamedRow]) -> dict[str, str]:
    """Return the words of comments that are there, by external id and by code."""
    found: dict[str, str] = {}
    for column, wanted in (
        (Comment.external_id, [row.external_id for row in rows]),
        (Comment.code, [row.row.comment_code for row in rows if row.row.comment_code]),
    ):
        for start in range(0, len(wanted), CHUNK):
            statement = select(column, Comment.text).where(
                Comment.consultation_id == consultation_id,
                column.in_(wanted[start : start + CHUNK]),
            )
            found.update({key: text for key, text in db.session.execute(statement) if key})
    return found


def _organisations(rows: Sequence[NamedRow]) -> dict[str, uuid.UUID]:
    codes = {row.row.organisation_id for row in rows if row.row.organisation_id}
    if not codes:
        return {}
    statement = select(Organisation.code, Organisation.id).where(Organisation.code.in_(codes))
    return {str(code): identity for code, identity in db.session.execute(statement)}


def _refusals(
    rows: Sequence[NamedRow],
    places: Places,
    known: dict[str, str],
    organisations: dict[str, uuid.UUID],
) -> Iterator[Refusal]:
    ids: set[str] = set()
    codes: set[str] = set()
    for named in rows:
        row = named.row
        facts = {"value": row.target_number}
        if not places.holds(named.target):
            yield Refusal(row.row, "target_number", "E_ROW_TARGET", facts)
        if row.organisation_id and row.organisation_id not in organisations:
            facts = {"value": row.organisation_id}
            yield Refusal(row.row, "organisation_id", "E_ROW_ORGANISATION", facts)
        if named.external_id in ids:
            facts = {"value": named.external_id}
            yield Refusal(row.row, "external_id", "E_ROW_TWICE", facts)
        if row.comment_code and row.comment_code in codes:
            yield Refusal(row.row, "comment_code", "E_ROW_TWICE", {"value": row.comment_code})
        if known.get(named.external_id, row.text) != row.text:
            yield Refusal(row.row, "text", "E_ROW_CHANGED", {"value": named.external_id})
        ids.add(named.external_id)
        codes.add(row.comment_code)


def _existing(consultation: Consultation, rows: Sequence[NamedRow]) -> dict[int, Existing]:
    """Return the submissions that hold the numbers which the file gives."""
    wanted = {row.row.reg_no for row in rows if row.row.reg_no}
    if not wanted:
        return {}
    statement = (
        select(
            Submission.number,
            func.max(Submission.part),
            func.max(Comment.point),
            func.min(Submission.channel),
            func.min(Submission.received_at),
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Submission.consultation_id == consultation.id, Submission.reg_no.in_(wanted))
        .group_by(Submission.number)
    )
    holders = db.session.execute(statement).all()
    return {one[0]: Existing(one[1], one[2], one[3], one[4]) for one in holders}
