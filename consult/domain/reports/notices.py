"""Letters about reports: every author with an address is told the result once (A-08, V10)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, and_, func, or_, select

from consult.domain.people.models import User
from consult.domain.reports.contents import contents_from_json
from consult.domain.reports.decoding import row_from_json
from consult.domain.reports.document import ReportHead
from consult.domain.reports.models import Report, ReportRowRecord
from consult.domain.reports.replies import Point, fingerprint
from consult.domain.responses.taking_up import progress_of
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.database import db
from consult.machinery import jobs, letters, outbox

CHUNK = 100
JOB = "write_replies"
KIND = "reply"


@dataclass(frozen=True)
class _Letters:
    """What the letters of one report have in common."""

    report: Report
    head: ReportHead
    version: int


def defer_replies(report: Report, after: uuid.UUID | None = None) -> None:
    """Have the letters written by the worker, from the submission after the given one."""
    place = str(after) if after else ""
    jobs.defer(JOB, queue="letters", report_id=str(report.id), after=place)


def write_replies(report_id: uuid.UUID, after: uuid.UUID | None = None) -> int:
    """Store the letters to the next hundred submissions and queue the rest; returns how many.

    A submission whose decisions it was told already gets none, so a repeated run and a new report
    write only what changed. A report that was superseded meanwhile writes no more: the newer one
    does.
    """
    report = db.session.get(Report, report_id)
    if report is None or report.state != "published":
        return 0
    _one_at_a_time(report_id)
    found = _addressed(report.consultation_id, after)
    if len(found) == CHUNK:
        defer_replies(report, found[-1].id)
    version = progress_of(report.consultation_id).newest
    shared = _Letters(report, contents_from_json(report.head).head, version)
    return _write(shared, found)


def _one_at_a_time(report_id: uuid.UUID) -> None:
    name = f"replies:{report_id}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _addressed(
    consultation_id: uuid.UUID, after: uuid.UUID | None
) -> Sequence[Row[uuid.UUID, str, str, str]]:
    """Return (id, reference, language, address) of submissions whose author can be written to."""
    account = and_(User.id == Submission.user_id, User.disabled_at.is_(None))
    address = func.coalesce(func.nullif(Submission.contact_email, ""), User.email)
    statement = (
        select(Submission.id, Submission.reference, Submission.language, address)
        .outerjoin(User, account)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.withdrawn_at.is_(None),
            Submission.level.not_in(UNLINKED_LEVELS),
            or_(Submission.contact_email != "", User.id.is_not(None)),
        )
        .order_by(Submission.id)
        .limit(CHUNK)
    )
    if after is not None:
        statement = statement.where(Submission.id > after)
    return db.session.execute(statement).all()


def _write(shared: _Letters, found: Sequence[Row[uuid.UUID, str, str, str]]) -> int:
    points = _points(shared.report, [row.id for row in found])
    causes = {
        identity: f"reply:{identity}:{fingerprint(listed)}" for identity, listed in points.items()
    }
    told = _told(list(causes.values()))
    count = 0
    for identity, reference, language, address in found:
        if identity in causes and causes[identity] not in told:
            _post(shared, (reference, language, address), points[identity], causes[identity])
            count += 1
    return count


def _points(report: Report, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Point]]:
    """Return the points of submissions as the report froze them; spam is not among them."""
    statement = select(Comment.submission_id, Comment.point, Comment.code)
    statement = statement.where(Comment.submission_id.in_(ids)).order_by(Comment.point)
    comments = db.session.execute(statement).all()
    code = ReportRowRecord.data["comment_code"].astext
    rows = {
        data["comment_code"]: row_from_json(data)
        for data in db.session.scalars(
            select(ReportRowRecord.data).where(
                ReportRowRecord.report_id == report.id, code.in_([row.code for row in comments])
            )
        )
    }
    found: dict[uuid.UUID, list[Point]] = {}
    for row in comments:
        if row.code in rows:
            found.setdefault(row.submission_id, []).append(Point(row.point, rows[row.code]))
    return found


def _told(causes: Sequence[str]) -> set[str]:
    statement = select(outbox.Letter.cause).where(outbox.Letter.cause.in_(causes))
    return set(db.session.scalars(statement))


def _post(
    shared: _Letters, recipient: tuple[str, str, str], points: Sequence[Point], cause: str
) -> None:
    reference, language, address = recipient
    slug, number = shared.head.slug, shared.head.number
    written = letters.write(
        "reply",
        language,
        name="",
        consultation=shared.head.consultation.in_(language),
        zone=shared.head.zone,
        reference=reference,
        points=points,
        spoken=language,
        wording_link=lambda measure: letters.address(
            "public.measure", language, slug=slug, number=measure, version=shared.version
        ),
        report_link=letters.address("public.report", language, slug=slug, number=number),
        receipt_link=letters.address("public.receipt", language),
    )
    outbox.post(
        written,
        to=address,
        kind=KIND,
        language=language,
        cause=cause,
        consultation_id=shared.report.consultation_id,
    )
