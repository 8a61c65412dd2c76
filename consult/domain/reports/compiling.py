"""Compiling a report: one moment of the database, frozen as rows with a checksum."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, select, text, update

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import working_calendar
from consult.domain.people.actors import Actor, system
from consult.domain.reports import completeness, course, gate, heading, snapshot
from consult.domain.reports.balance import received_by_receipts
from consult.domain.reports.canaries import Canaries
from consult.domain.reports.changed import changes_at
from consult.domain.reports.contents import Contents, Gaps
from consult.domain.reports.document import ReportHead, ReportRow, canonical
from consult.domain.reports.hidden_names import canaries_at
from consult.domain.reports.lists import MeasureCounts, lists_at
from consult.domain.reports.models import Report, ReportPart, ReportRowRecord
from consult.domain.reports.parts import PARTS, Line, canonical_line
from consult.domain.reports.policy import view_row
from consult.domain.reports.refusals import AlreadyCompiling
from consult.domain.reports.statistics import Tally
from consult.domain.submissions.record_trees import close_tree
from consult.kernel import database
from consult.kernel.clock import now
from consult.kernel.database import apart, db
from consult.kernel.errors import ConsultError
from consult.kernel.localised import LANGUAGES
from consult.machinery import audit

UNFINISHED = ("queued", "compiling", "failed")
LEAKS_KEPT = 100
INSERT = text(
    "insert into report_rows (report_id, position, data) "
    "select :report_id, :before + row.place, row.data "
    "from jsonb_array_elements(cast(:data as jsonb)) with ordinality as row (data, place)"
)

INSERT_LINES = text(
    "insert into report_parts (report_id, part, position, data) "
    "select :report_id, :part, :before + row.place, row.data "
    "from jsonb_array_elements(cast(:data as jsonb)) with ordinality as row (data, place)"
)


def compile_report(report: Report, *, by: Actor | None = None) -> Report:
    """Freeze the consultation as it stands now into the report's rows; for workers and commands.

    Rows, head, checksum and the state `compiled` are written in the present transaction, so a
    killed run leaves nothing; progress is seen by others meanwhile. A finished report is left
    alone. Raises AlreadyCompiling, and Unbalanced or whatever went wrong after the report was
    marked as failed with the reason.
    """
    _hold(report.id)
    db.session.refresh(report)
    if report.state not in UNFINISHED:
        return report
    _begin(report.id)
    try:
        with db.session.begin_nested(), database.snapshot() as connection:
            contents = _freeze(connection, report)
    except Exception as error:
        _fail(report.id, error)
        raise
    _finish(report, contents)
    audit.record(
        "report.compiled",
        report,
        by=by or system("worker"),
        consultation_id=report.consultation_id,
        rows=report.rows,
        checksum=report.checksum,
        leaks=len(contents.gaps.leaks),
    )
    return report


def close_record(report: Report) -> None:
    """Close the tree of receipts before a report is compiled, in a transaction of its own.

    The event of the log holds everybody else's events until the caller commits, and compiling may
    take minutes: commit in between.
    """
    if report.state in UNFINISHED:
        close_tree(db.session.get_one(Consultation, report.consultation_id))


def _hold(report_id: uuid.UUID) -> None:
    """Let one process at a time work on a report; the lock ends with the transaction."""
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"report:{report_id}", 0))
    if not db.session.scalar(select(lock)):
        raise AlreadyCompiling


def _mark(report_id: uuid.UUID, **values: Any) -> None:
    """Write progress so that others see it at once."""
    unfinished = update(Report).where(Report.id == report_id, Report.state.in_(UNFINISHED))
    with apart() as connection:
        connection.execute(unfinished.values(**values))


def _begin(report_id: uuid.UUID) -> None:
    _mark(report_id, state="compiling", rows=0, done=0, error="")
    for table in (ReportRowRecord, ReportPart):
        db.session.execute(delete(table).where(table.report_id == report_id))


def _fail(report_id: uuid.UUID, error: Exception) -> None:
    reason = error.code if isinstance(error, ConsultError) else type(error).__name__
    _mark(report_id, state="failed", error=reason)


def _finish(report: Report, contents: Contents) -> None:
    db.session.refresh(report)
    report.state = "compiled"
    report.rows = report.done = contents.head.rows
    report.as_of = contents.head.as_of
    report.checksum = contents.head.checksum
    report.head = contents.as_json()
    report.error = ""
    report.compiled_at = now()


def _freeze(connection: Connection, report: Report) -> Contents:
    as_of: datetime = connection.scalar(select(func.clock_timestamp(type_=Report.as_of.type)))  # type: ignore[assignment]
    consultation = heading.consultation_at(connection, report.consultation_id)
    versions = heading.versions_at(connection, consultation)
    head = heading.head_at(connection, consultation, versions, number=report.number, as_of=as_of)
    received = completeness.received_at(connection, consultation.id)
    tallies = completeness.kept_tallies(connection, consultation.id)
    _mark(report.id, rows=received - sum(n for (_, state), n in tallies.items() if state == "spam"))
    around = _around(connection, consultation, versions)
    kept = completeness.by_place(tallies, around.places)
    completeness.refuse_unconfirmed(kept, received_by_receipts(connection, consultation.id))
    gate.refuse_damaged(connection, consultation.id)
    process = course.process_at(connection, consultation, working_calendar(), number=report.number)
    head = replace(
        head, process=process, **heading.record_at(db.session.connection(), consultation.id)
    )
    press = _Press(report.id, head, canaries_at(connection, consultation))
    press.run(snapshot.rows(connection, consultation.id, around))
    discussed = versions.discussed.id if versions.discussed else None
    lists = lists_at(connection, consultation, discussed, around, press.counts)
    changes = changes_at(connection, consultation.id, around.trace.numbers)
    press.keep({**lists, "changes": changes})
    counted = press.account.balance(received, kept)
    checksum = press.digest.hexdigest()
    head = replace(head, rows=counted.listed, checksum=checksum, completeness=counted)
    statistics = press.tally.result()
    gaps = Gaps(
        statistics.unanswered,
        gate.promises_at(connection, consultation.id, versions),
        tuple(press.leaks),
        gate.uncaused_at(connection, consultation.id, versions),
        gate.undone_at(connection, consultation.id),
    )
    return Contents(head, statistics, gaps)


def _around(
    connection: Connection, consultation: Any, versions: heading.Versions
) -> snapshot.Surroundings:
    number = versions.discussed.number if versions.discussed else 0
    return snapshot.surroundings(connection, consultation, working_calendar(), number)


class _Press:
    """Writes rows in chunks while it counts, hashes and searches them; memory stays flat."""

    def __init__(self, report_id: uuid.UUID, head: ReportHead, canaries: Canaries) -> None:
        self.account = completeness.Account()
        self.tally = Tally(head)
        self.digest = hashlib.sha256()
        self.counts = MeasureCounts()
        self.leaks: list[str] = []
        self._report_id = report_id
        self._canaries = canaries

    def run(self, rows: Iterable[ReportRow]) -> None:
        """Take all rows."""
        source = iter(rows)
        while chunk := list(islice(source, snapshot.CHUNK)):
            data = "[" + ",".join([self._take(row) for row in chunk]) + "]"
            before = chunk[0].position - 1
            facts = {"report_id": self._report_id, "before": before, "data": data}
            db.session.execute(INSERT, facts)
            _mark(self._report_id, done=chunk[-1].position)

    def keep(self, lists: Mapping[str, Iterator[Line]]) -> None:
        """Take the lists, in the order in which they are counted into the checksum."""
        for part in PARTS:
            for before in count(0, snapshot.CHUNK):
                lines = list(islice(lists[part], snapshot.CHUNK))
                if not lines:
                    break
                for line in lines:
                    self.digest.update(canonical_line(part, line))
                data = orjson.dumps(lines).decode()
                facts = {"report_id": self._report_id, "part": part}
                db.session.execute(INSERT_LINES, {**facts, "before": before, "data": data})

    def _take(self, row: ReportRow) -> str:
        data = canonical(row)
        public = view_row(row, "public")
        self.digest.update(data + b"\n")
        self.account.add(row)
        self.tally.add(public)
        self.counts.add(row)
        if len(self.leaks) < LEAKS_KEPT and self._canaries.sing("\n".join(words_shown(public))):
            self.leaks.append(row.comment_code)
        return data.decode()


def words_shown(row: ReportRow) -> Iterator[str]:
    """Yield every text of a viewed row in which a name could stand."""
    yield from (row.points.text, row.points.proposed_wording, row.points.rationale)
    yield row.author.name
    localised = [row.author.organisation, row.meeting]
    if row.answer:
        answer = row.answer
        localised += [answer.reasons, answer.part_accepted, answer.change_text, answer.passed_to]
    localised += [position.words for position in row.positions]
    localised += [decision.text for decision in row.decisions]
    for said in localised:
        yield from (said.exact(language) for language in LANGUAGES)
