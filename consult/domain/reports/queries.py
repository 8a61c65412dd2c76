"""Reading reports: lists, one by number, rows as a stream and in pages, files, gaps."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text, true, tuple_
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.models import Organisation
from consult.domain.reports.contents import Contents, contents_from_json
from consult.domain.reports.decoding import row_from_json
from consult.domain.reports.document import ReportRow, canonical
from consult.domain.reports.models import Report, ReportFile, ReportPart, ReportRowRecord
from consult.domain.reports.parts import PARTS, canonical_line, line_from_json
from consult.domain.reports.policy import view_row
from consult.domain.reports.refusals import Damaged
from consult.domain.reports.variants import CONSOLIDATED
from consult.domain.reports.vocabulary import GROUPS, Audience
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LocalisedText
from consult.kernel.paging import PAGE, Page, cut, decode_number, sliced

PUBLIC_STATES = ("published", "superseded")
FROZEN_STATES = ("compiled", *PUBLIC_STATES)
FINAL, DRAFT = "final", "draft"
FileKey = tuple[str, str, str]


@dataclass(frozen=True)
class MissingBody:
    """A body with comments that lack its approved answer; without a name when none is assigned."""

    name: LocalisedText
    count: int


def report_by_id(report_id: uuid.UUID) -> Report:
    """Return a report; raises NotFound."""
    found = db.session.get(Report, report_id)
    if found is None:
        raise NotFound
    return found


def reports_of(consultation_id: uuid.UUID) -> Sequence[Report]:
    """Return the reports of a consultation, newest first."""
    statement = select(Report).where(Report.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(Report.number.desc())).all()


def report_by_number(slug: str, number: int) -> tuple[Consultation, Report]:
    """Return a consultation and its report with the number; raises NotFound."""
    consultation = consultation_by_slug(slug)
    statement = select(Report).where(
        Report.consultation_id == consultation.id, Report.number == number
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return consultation, found


def public_report(slug: str, number: int) -> tuple[Consultation, Report]:
    """Return a report that was published, also when a newer one replaced it; raises NotFound."""
    consultation, report = report_by_number(slug, number)
    if report.state not in PUBLIC_STATES:
        raise NotFound
    return consultation, report


def published_in(consultation_ids: Sequence[uuid.UUID]) -> Sequence[Report]:
    """Return the published reports of these consultations, newest first."""
    statement = select(Report).where(
        Report.consultation_id.in_(consultation_ids), Report.state.in_(PUBLIC_STATES)
    )
    return db.session.scalars(statement.order_by(Report.published_at.desc())).all()


def latest_of(consultation_id: uuid.UUID) -> Report:
    """Return the newest finished report of a consultation; raises NotFound."""
    found = [row for row in reports_of(consultation_id) if row.state in FROZEN_STATES]
    if not found:
        raise NotFound
    return found[0]


def contents_of(report: Report) -> Contents:
    """Return head, public statistics and gaps of a finished report."""
    return contents_from_json(report.head)


def rows_of(report: Report) -> Callable[[], Iterator[ReportRow]]:
    """Return a way to read the frozen rows, again and again, through a cursor on the server.

    The last row is followed by a check of the checksum of rows and lists: raises Damaged.
    """

    def read() -> Iterator[ReportRow]:
        digest = hashlib.sha256()
        statement = (
            select(ReportRowRecord.data)
            .where(ReportRowRecord.report_id == report.id)
            .order_by(ReportRowRecord.position)
        )
        for data in db.session.scalars(statement.execution_options(yield_per=1000)):
            row = row_from_json(data)
            digest.update(canonical(row) + b"\n")
            yield row
        for part in PARTS:
            for line in lists_of(report)(part):
                digest.update(canonical_line(part, line))
        if digest.hexdigest() != report.checksum:
            raise Damaged(number=report.number)

    return read


def lists_of(report: Report) -> Callable[[str], Iterator[Any]]:
    """Return a way to read the frozen lists by name (reports.parts); old reports have none."""

    def read(part: str) -> Iterator[Any]:
        statement = (
            select(ReportPart.data)
            .where(ReportPart.report_id == report.id, ReportPart.part == part)
            .order_by(ReportPart.position)
        )
        found = db.session.scalars(statement.execution_options(yield_per=1000))
        return (line_from_json(part, data) for data in found)

    return read


def page_of_rows(
    report: Report, audience: Audience, *, group: str = "", cursor: str | None = None
) -> Page[ReportRow]:
    """Return a page of rows as the audience may see them; `group` is one of vocabulary.GROUPS."""
    statement = select(ReportRowRecord.data).where(
        ReportRowRecord.report_id == report.id, _in_group(group)
    )
    place = decode_number(cursor) if cursor else None
    found = db.session.scalars(sliced(statement, (ReportRowRecord.position,), place)).all()
    rows = [view_row(row_from_json(data), audience) for data in found]
    return cut(rows, size=PAGE, key=lambda row: (row.position,), cursor=cursor)


def rows_about(comment_code: str, consultation_id: uuid.UUID) -> Sequence[tuple[Report, int]]:
    """Return the public reports that list a comment, newest first, each with the row's position."""
    statement = (
        select(Report, ReportRowRecord.position)
        .join(ReportRowRecord, ReportRowRecord.report_id == Report.id)
        .where(
            Report.consultation_id == consultation_id,
            Report.state.in_(PUBLIC_STATES),
            ReportRowRecord.data["comment_code"].astext == comment_code,
        )
        .order_by(Report.number.desc())
    )
    return [(report, position) for report, position in db.session.execute(statement)]


def _in_group(group: str) -> ColumnElement[bool]:
    """Whether a stored row has an outcome of the group, by the rule of ReportRow.outcome."""
    if not group:
        return true()
    if group not in GROUPS:
        raise NotFound
    given = ReportRowRecord.data["answer"]["disposition"].astext
    publication = ReportRowRecord.data["publication"].astext
    codes = GROUPS[group]
    without = and_(given.is_(None), publication.in_(codes))
    if "unanswered" in codes:
        without = and_(given.is_(None), publication.not_in(("withdrawn", "spam")))
    return or_(given.in_(codes), without)


def edition_of(report: Report) -> str:
    """Return under which edition files are kept: those of before the publication are drafts."""
    return FINAL if report.state in PUBLIC_STATES else DRAFT


def file_of(
    report: Report, language: str, audience: str, form: str, *, variant: str = CONSOLIDATED
) -> ReportFile | None:
    """Return a finished file of a report in its present edition, or None."""
    statement = select(ReportFile).where(
        ReportFile.report_id == report.id,
        ReportFile.language == language,
        ReportFile.audience == audience,
        ReportFile.format == form,
        ReportFile.variant == variant,
        ReportFile.edition == edition_of(report),
    )
    return db.session.scalar(statement.options(joinedload(ReportFile.file)))


def files_of(
    reports: Sequence[Report], audience: str
) -> Mapping[uuid.UUID, Mapping[FileKey, ReportFile]]:
    """Return the finished files of reports by (variant, language, format); one query."""
    editions = [(report.id, edition_of(report)) for report in reports]
    wanted = tuple_(ReportFile.report_id, ReportFile.edition).in_(editions)
    statement = select(ReportFile).where(wanted, ReportFile.audience == audience)
    made: dict[uuid.UUID, dict[FileKey, ReportFile]] = {report.id: {} for report in reports}
    for file in db.session.scalars(statement.options(joinedload(ReportFile.file))):
        made[file.report_id][file.variant, file.language, file.format] = file
    return made


def jobs_of(
    report_ids: Collection[uuid.UUID], audience: str
) -> Mapping[uuid.UUID, Mapping[FileKey, str]]:
    """Return what became of jobs that make files: (variant, language, format) -> its state.

    The state is waiting or failed.
    """
    rows = db.session.execute(
        text(
            "select args->>'report_id' as report_id, args->>'language' as language, "
            "args->>'form' as form, status::text as status, "
            "coalesce(args->>'variant', 'consolidated') as variant "
            "from procrastinate_jobs where task_name = 'make_report_file' "
            "and args->>'report_id' = any(:report_ids) and args->>'audience' = :audience "
            "and status in ('todo', 'doing', 'failed') order by id"
        ),
        {"report_ids": [str(identity) for identity in report_ids], "audience": audience},
    )
    found: dict[uuid.UUID, dict[FileKey, str]] = {identity: {} for identity in report_ids}
    for row in rows:
        state = "failed" if row.status == "failed" else "waiting"
        found[uuid.UUID(row.report_id)][row.variant, row.language, row.form] = state
    return found


def missing_by_body(consultation_id: uuid.UUID) -> list[MissingBody]:
    """Return which leading bodies still owe approved answers and how many, most first; one query.

    Countable is what is neither spam nor withdrawn (I-13).
    """
    lead = and_(CommentBody.comment_id == Comment.id, CommentBody.role == "lead")
    approved = and_(Response.comment_id == Comment.id, Response.state == "approved")
    count = func.count(Comment.id.distinct())
    statement = (
        select(Organisation.name, count)
        .select_from(Comment)
        .outerjoin(Response, approved)
        .outerjoin(CommentBody, lead)
        .outerjoin(Organisation, Organisation.id == CommentBody.organisation_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.publication != "spam",
            Comment.withdrawn_at.is_(None),
            Response.id.is_(None),
        )
        .group_by(Organisation.id, Organisation.name)
        .order_by(count.desc(), Organisation.id)
    )
    rows = db.session.execute(statement)
    return [MissingBody(name or LocalisedText(), number) for name, number in rows]
