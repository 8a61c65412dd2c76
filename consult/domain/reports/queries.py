"""Reading reports: lists, one by number, rows as a stream and in pages, files, gaps."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text, true, tuple_
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion
from consult.domain.reports.canaries import Canaries
from consult.domain.reports.contents import Contents, contents_from_json
from consult.domain.reports.document import ReportRow, row_from_json
from consult.domain.reports.models import Report, ReportFile, ReportRowRecord
from consult.domain.reports.policy import view_row
from consult.domain.reports.refusals import Damaged
from consult.domain.reports.vocabulary import GROUPS, Audience
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.paging import PAGE, Page, cut, decode_number, sliced

PUBLIC_STATES = ("published", "superseded")
FROZEN_STATES = ("compiled", *PUBLIC_STATES)
FileKey = tuple[str, str]


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

    The last row is followed by a check of the checksum: raises Damaged.
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
            digest.update(orjson.dumps(row) + b"\n")
            yield row
        if digest.hexdigest() != report.checksum:
            raise Damaged(number=report.number)

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


def file_of(
    report: Report, language: str, audience: str, form: str, variant: str = "consolidated"
) -> ReportFile | None:
    """Return a finished file of a report, or None."""
    statement = select(ReportFile).where(
        ReportFile.report_id == report.id,
        ReportFile.language == language,
        ReportFile.audience == audience,
        ReportFile.format == form,
        ReportFile.variant == variant,
    )
    return db.session.scalar(statement.options(joinedload(ReportFile.file)))


def files_of(
    variants: Mapping[uuid.UUID, str], audience: str
) -> Mapping[uuid.UUID, Mapping[FileKey, ReportFile]]:
    """Return the finished files of reports (id: variant) by (language, format); one query."""
    wanted = tuple_(ReportFile.report_id, ReportFile.variant).in_(variants.items())
    statement = select(ReportFile).where(wanted, ReportFile.audience == audience)
    made: dict[uuid.UUID, dict[FileKey, ReportFile]] = {identity: {} for identity in variants}
    for file in db.session.scalars(statement.options(joinedload(ReportFile.file))):
        made[file.report_id][file.language, file.format] = file
    return made


def jobs_of(
    report_ids: Collection[uuid.UUID], audience: str
) -> Mapping[uuid.UUID, Mapping[FileKey, str]]:
    """Return what became of the jobs that make files: (language, format) -> waiting or failed."""
    rows = db.session.execute(
        text(
            "select args->>'report_id' as report_id, args->>'language' as language, "
            "args->>'form' as form, status::text as status "
            "from procrastinate_jobs where task_name = 'make_report_file' "
            "and args->>'report_id' = any(:report_ids) and args->>'audience' = :audience "
            "and status in ('todo', 'doing', 'failed') order by id"
        ),
        {"report_ids": [str(identity) for identity in report_ids], "audience": audience},
    )
    found: dict[uuid.UUID, dict[FileKey, str]] = {identity: {} for identity in report_ids}
    for row in rows:
        state = "failed" if row.status == "failed" else "waiting"
        found[uuid.UUID(row.report_id)][row.language, row.form] = state
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


def canaries_at(connection: Connection, consultation: Any) -> Canaries:
    """Return what may not stand in anything public: names by consent, every private address.

    Names that others gave for publication, bodies of the plan and the organisers' own address are
    public.
    """
    hidden: set[str] = set()
    shown: set[str] = {consultation.contact_email, consultation.contact_name}
    for row in connection.execute(_senders(consultation.id)):
        organisation = [row.organisation_name, *_spoken(row.name)]
        hidden.add(row.contact_email)
        (shown if row.level == "named" else hidden).add(row.author_name)
        (shown if row.level in ("named", "org_only") else hidden).update(organisation)
    for name in connection.scalars(_bodies_of_plan(consultation.id)):
        shown.update(_spoken(name))
    return Canaries(hidden - {""}, shown - {""})


def canaries_of(report: Report) -> Canaries:
    """Return the same for a report whose files are about to be released."""
    connection = db.session.connection()
    consultation = db.session.get_one(Consultation, report.consultation_id)
    return canaries_at(connection, consultation)


def _spoken(name: LocalisedText | None) -> list[str]:
    return [name.exact(language) for language in LANGUAGES] if name else []


def _senders(consultation_id: uuid.UUID) -> Any:
    return (
        select(
            Submission.level,
            Submission.author_name,
            Submission.organisation_name,
            Submission.contact_email,
            Organisation.name,
        )
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.consultation_id == consultation_id)
        .distinct()
    )


def _bodies_of_plan(consultation_id: uuid.UUID) -> Any:
    return (
        select(Organisation.name)
        .join(MeasureExecutor, MeasureExecutor.organisation_id == Organisation.id)
        .join(MeasureVersion, MeasureVersion.id == MeasureExecutor.measure_version_id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )
