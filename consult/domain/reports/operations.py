"""What happens to a report: asked for, compiled, published, started again."""

from __future__ import annotations

from sqlalchemy import func, select, update

from consult.domain.consultations import operations as consultations
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import for_change, state_now
from consult.domain.consultations.rules import AFTER_CLOSING
from consult.domain.people.actors import Actor
from consult.domain.reports.compiling import UNFINISHED, close_record, compile_report
from consult.domain.reports.filing import (
    defer_public_files,
    export_file,
    make_file,
    request_file,
    write_file,
)
from consult.domain.reports.models import Report
from consult.domain.reports.notices import defer_replies
from consult.domain.reports.queries import contents_of, file_of, rows_of
from consult.domain.reports.refusals import Gaps, Leaks, NotCompiled, SamePublisher, TooEarly
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, WrongState
from consult.kernel.text import clean_text
from consult.machinery import audit, jobs

__all__ = [
    "close_record",
    "compile_report",
    "export_file",
    "file_of",
    "make_file",
    "publish_report",
    "request_file",
    "request_report",
    "restart_report",
    "rows_of",
    "write_file",
]


def request_report(consultation: Consultation, *, by: Actor, queued: bool = True) -> Report:
    """Ask for a new report; the job that compiles it commits or rolls back with the request.

    Commands that compile at once pass `queued=False`. Raises TooEarly before the closing.
    """
    held = for_change(consultation.id)
    _must_organise(held, by)
    state = state_now(held)
    if state not in AFTER_CLOSING:
        raise TooEarly(state=state)
    last = select(func.max(Report.number)).where(Report.consultation_id == held.id)
    report = Report(
        consultation_id=held.id,
        number=(db.session.scalar(last) or 0) + 1,
        requested_by_id=by.user_id,
    )
    db.session.add(report)
    db.session.flush()
    if queued:
        jobs.defer("compile_report", queue="reports", report_id=str(report.id))
    audit.record("report.requested", report, by=by, consultation_id=held.id, number=report.number)
    return report


def restart_report(report: Report, *, by: Actor) -> Report:
    """Compile an unfinished report anew, after a failure or a stopped worker."""
    _must_organise(_consultation(report), by)
    if report.state not in UNFINISHED:
        raise WrongState(state=report.state, wanted="failed")
    report.state, report.error, report.done = "queued", "", 0
    jobs.defer("compile_report", queue="reports", report_id=str(report.id))
    audit.record("report.restarted", report, by=by, consultation_id=report.consultation_id)
    return report


def publish_report(
    report: Report, *, by: Actor, override_reason: str = "", override_by: str = ""
) -> Report:
    """Publish a compiled report by another person than asked for it.

    Public files are made next, and every author with an address is told the result (A-08).
    With unanswered comments (I-13), promises without a change (A-04) or changes without a cause
    (A-05) it needs a reason, and the name of who gives it (the actor's when none is told) is
    printed. The report published before becomes superseded and stays where it is.
    Raises Gaps, Leaks, SamePublisher, NotCompiled.
    """
    held = for_change(report.consultation_id)
    report = db.session.get_one(Report, report.id, populate_existing=True, with_for_update=True)
    _must_organise(held, by)
    _may_publish(report, by)
    reason = clean_text(override_reason)
    _check_gaps(report, reason)
    overridden = contents_of(report).gaps.need_decision
    report.override_reason = reason if overridden else ""
    report.override_by = (override_by or by.name or by.audit_name) if overridden else ""
    _supersede(report)
    report.state, report.published_at, report.approved_by_id = "published", now(), by.user_id
    _advance(held, by)
    defer_public_files(report)
    defer_replies(report)
    audit.record(
        "report.published",
        report,
        by=by,
        consultation_id=report.consultation_id,
        number=report.number,
        checksum=report.checksum,
        overridden=overridden,
    )
    return report


def _consultation(report: Report) -> Consultation:
    return db.session.get_one(Consultation, report.consultation_id)


def _must_organise(consultation: Consultation, by: Actor) -> None:
    if not by.is_system and not by.has(consultation.id, "organiser"):
        raise Forbidden


def _may_publish(report: Report, by: Actor) -> None:
    if report.state != "compiled":
        raise NotCompiled(state=report.state)
    if not by.is_system and by.user_id == report.requested_by_id:
        raise SamePublisher


def _check_gaps(report: Report, reason: str) -> None:
    gaps = contents_of(report).gaps
    if gaps.leaks:
        raise Leaks(codes=list(gaps.leaks))
    if gaps.need_decision and not reason:
        raise Gaps(
            unanswered=len(gaps.unanswered),
            promises=len(gaps.promises),
            changes=len(gaps.changes),
        )


def _supersede(report: Report) -> None:
    earlier = (Report.consultation_id == report.consultation_id, Report.state == "published")
    db.session.execute(
        update(Report)
        .where(*earlier)
        .values(state="superseded", row_version=Report.row_version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _advance(consultation: Consultation, by: Actor) -> None:
    """Take the consultation to the step of the published report; later steps stay."""
    if consultation.state == "open":
        consultations.close(consultation, by=by)
    if consultation.state == "closed":
        consultations.start_answering(consultation, by=by)
    if consultation.state == "answering":
        consultations.advance(consultation, "report_published", by=by)
