"""Registering statements under the number of their meeting: one number, a part for each author."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions import notices, queries, record, registering
from consult.domain.submissions.attachments import attach
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.points import About
from consult.domain.submissions.receipts import new_secrets
from consult.domain.submissions.registering import Entry
from consult.domain.submissions.said import Origin, Said, Taken, comes_late
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.targets import Places
from consult.kernel.database import db
from consult.machinery import audit

CHANNEL = "round_table"
Placed = tuple[int, Said]


@dataclass(frozen=True)
class Sheet:
    """A meeting whose row is held, and what decides how its statements are registered."""

    table: RoundTable
    consultation: Consultation
    places: Places
    by: Actor
    origin: Origin

    def register(self, said: Sequence[Said]) -> dict[uuid.UUID, Taken]:
        """Write statements that are not there yet; returns what became of each by its key."""
        number = self._number()
        part, point = self._last(number)
        groups = self._groups(list(enumerate(said, start=point + 1)))
        entries = [
            self._entry(group, number, order) for order, group in enumerate(groups, start=part + 1)
        ]
        registering.write(self.consultation, self.places, entries)
        codes = _codes(entries)
        db.session.add_all(self._row(one, codes[_external_id(one)][0]) for one in said)
        db.session.flush()
        self._tell(entries)
        salts = {entry.id: entry.secrets.salt for entry in entries}
        record.issue(self.consultation, list(salts), salts)
        audit.record(
            "statements.taken",
            self.table,
            by=self.by,
            consultation_id=self.consultation.id,
            statements=len(said),
            source=self.origin.source,
            sha256=self.origin.sha256,
        )
        return {
            one.key: Taken(
                one.key,
                "new",
                codes[_external_id(one)][1],
                late=comes_late(self.consultation, one, self.origin),
            )
            for one in said
        }

    def _groups(self, placed: Sequence[Placed]) -> list[list[Placed]]:
        if self.origin.one_part_each:
            return [[one] for one in placed]
        authors: dict[tuple[About, datetime | None], list[Placed]] = {}
        for place, one in placed:
            who = replace(one.about, language="", privacy_notice_version="")
            authors.setdefault((who, one.received_at), []).append((place, one))
        return list(authors.values())

    def _number(self) -> int:
        """The registration number; given once, by the file when it names a free one (I-4)."""
        if self.table.registration_number is None:
            last = registering.hold_counter(self.consultation.id)
            wanted = self.origin.number
            number = wanted if wanted and self._is_free(wanted) else last + 1
            registering.set_counter(self.consultation.id, max(last, number))
            self.table.registration_number = number
        return self.table.registration_number

    def _is_free(self, number: int) -> bool:
        taken = select(Submission.id).where(
            Submission.consultation_id == self.consultation.id, Submission.number == number
        )
        return db.session.scalar(taken.limit(1)) is None

    def _last(self, number: int) -> tuple[int, int]:
        """The last part and the last point of the number."""
        part, point = func.max(Submission.part), func.max(Comment.point)
        statement = (
            select(func.coalesce(part, 0), func.coalesce(point, 0))
            .join(Comment, Comment.submission_id == Submission.id)
            .where(Submission.consultation_id == self.consultation.id, Submission.number == number)
        )
        row = db.session.execute(statement).one()
        return int(row[0]), int(row[1])

    def _entry(self, group: Sequence[Placed], number: int, part: int) -> Entry:
        first = group[0][1]
        about = first.about
        if about.region_code == "unknown":
            about = replace(about, region_code=self.table.region_code)
        return Entry(
            about=about,
            points=[
                replace(one.point, place=place, external_id=_external_id(one))
                for place, one in group
            ],
            channel=CHANNEL,
            received_at=first.received_at or first.said_at,
            late=comes_late(self.consultation, first, self.origin),
            number=number,
            part=part,
            secrets=new_secrets(),
            entered_by_id=self.by.user_id,
            entered_by_name=self.by.name,
            source_ref=self.origin.name,
            source_sha256=self.origin.sha256,
            round_table_id=self.table.id,
            is_on_record=self.origin.source == "sheet",
        )

    def _row(self, one: Said, comment_id: uuid.UUID) -> Statement:
        return Statement(
            key=one.key,
            comment_id=comment_id,
            round_table_id=self.table.id,
            device_id=self.origin.device_id,
            source=self.origin.source,
            said_at=one.said_at,
            read_back=one.read_back,
            revision=one.revision,
        )

    def _tell(self, entries: Sequence[Entry]) -> None:
        """Attach the scans; write a receipt to those who left an address."""
        for entry in entries:
            if self.origin.files:
                attach(entry.id, self.origin.files)
            if entry.about.contact_email:
                notices.received(queries.submission_by_id(entry.id), entry.secrets)


def _external_id(one: Said) -> str:
    return f"statement:{one.key}"


def _codes(entries: Sequence[Entry]) -> dict[str, tuple[uuid.UUID, str]]:
    """The comments that were written: their ids and codes, by external id."""
    statement = select(Comment.external_id, Comment.id, Comment.code).where(
        Comment.submission_id.in_([entry.id for entry in entries])
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}
