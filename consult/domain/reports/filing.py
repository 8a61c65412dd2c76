"""Files of a report: asked for, made by the worker, searched before they are released."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy import func, select

from consult.domain.people.actors import Actor
from consult.domain.reports.document import ReportHead
from consult.domain.reports.exporters.export import Exported, export_report
from consult.domain.reports.exporters.wording import Words
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.queries import (
    FROZEN_STATES,
    PUBLIC_STATES,
    canaries_of,
    contents_of,
    file_of,
    rows_of,
)
from consult.domain.reports.refusals import Leaks, NotCompiled
from consult.domain.reports.vocabulary import AUDIENCES, FORMATS, Audience, Format
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.machinery import audit, files, jobs, letters

FINAL, DRAFT = "consolidated", "draft"
MAKING = "make_report_file"


def edition(report: Report) -> str:
    """Return under which name files are kept: those of before the publication are drafts."""
    return FINAL if report.state in PUBLIC_STATES else DRAFT


def check_file(language: str, audience: str, form: str) -> None:
    """Raise NotFound when there is no such kind of file."""
    if language not in LANGUAGES or audience not in AUDIENCES or form not in FORMATS:
        raise NotFound


def request_file(report: Report, language: str, audience: str, form: str, *, by: Actor) -> None:
    """Have a file made by the worker; raises NotCompiled before the report is finished.

    Ministries and the public get files of published reports only.
    """
    check_file(language, audience, form)
    wanted = FROZEN_STATES if audience == "organiser" else PUBLIC_STATES
    if report.state not in wanted:
        raise NotCompiled(state=report.state)
    if file_of(report, language, audience, form, edition(report)) is None:
        _defer(report, language, audience, form)
    audit.record(
        "report.file_requested",
        report,
        by=by,
        consultation_id=report.consultation_id,
        language=language,
        audience=audience,
        format=form,
    )


def defer_public_files(report: Report) -> None:
    """Have every public file made: three languages, five formats."""
    for form in FORMATS:
        for language in LANGUAGES:
            _defer(report, language, "public", form)


def _defer(report: Report, language: str, audience: str, form: str) -> None:
    jobs.defer(
        MAKING,
        queue="reports",
        report_id=str(report.id),
        language=language,
        audience=audience,
        form=form,
    )


def make_file(
    report: Report,
    language: str,
    audience: str,
    form: str,
    *,
    words: Callable[[str], Words],
    by: Actor,
) -> ReportFile | None:
    """Make and store a file; for the worker. One that is there already is left alone.

    Raises Leaks when a public file holds what may not be public (REQ 86), Damaged when the rows
    are not the frozen ones, PdfFailed.
    """
    check_file(language, audience, form)
    if report.state not in (PUBLIC_STATES if audience == "public" else FROZEN_STATES):
        return None
    variant = edition(report)
    _one_at_a_time(report.id, language, audience, form)
    if file_of(report, language, audience, form, variant):
        return None
    folder: Path = current_app.config["SETTINGS"].files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=folder) as place:
        target = Path(place) / f"report.{form}"
        made = write_file(report, target, language, audience, form, words=words)
        stored = files.adopt(
            made.path,
            name=f"{contents_of(report).head.slug}-report-{report.number}-{language}.{made.suffix}",
            media_type=made.media_type,
            purpose="report",
        )
    return _keep(report, stored, (variant, language, audience, form), by=by)


def _one_at_a_time(report_id: uuid.UUID, *parts: str) -> None:
    name = ":".join(["report-file", str(report_id), *parts])
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _keep(
    report: Report, stored: files.StoredFile, kind: tuple[str, str, str, str], *, by: Actor
) -> ReportFile:
    variant, language, audience, form = kind
    db.session.flush()
    row = ReportFile(
        report_id=report.id,
        variant=variant,
        language=language,
        audience=audience,
        format=form,
        file_id=stored.id,
    )
    db.session.add(row)
    audit.record(
        "report.file_made",
        report,
        by=by,
        consultation_id=report.consultation_id,
        variant=variant,
        language=language,
        audience=audience,
        format=form,
        rows=report.rows,
        size=stored.size,
        sha256=stored.sha256,
    )
    return row


def write_file(
    report: Report,
    target: Path,
    language: str,
    audience: str,
    form: str,
    *,
    words: Callable[[str], Words],
) -> Exported:
    """Write a file of a finished report to a place of the caller's; public ones are searched.

    Raises NotCompiled, Leaks (and leaves no file), Damaged, PdfFailed, OSError.
    """
    if report.state not in FROZEN_STATES:
        raise NotCompiled(state=report.state)
    made = export_report(
        head_of(report, language),
        rows_of(report),
        words=words(language),
        language=language,
        audience=cast("Audience", audience),
        format=cast("Format", form),
        target=target,
    )
    if audience == "public" and canaries_of(report).sing_in(made.path):
        made.path.unlink()
        raise Leaks(codes=list(contents_of(report).gaps.leaks))
    return made


def export_file(  # noqa: PLR0913  the facts of one file
    report: Report,
    target: Path,
    language: str,
    audience: str,
    form: str,
    *,
    words: Callable[[str], Words],
    by: Actor,
) -> Exported:
    """Write a file as `write_file` does and note in the log who took it out; for commands."""
    made = write_file(report, target, language, audience, form, words=words)
    audit.record(
        "report.file_made",
        report,
        by=by,
        consultation_id=report.consultation_id,
        variant="export",
        language=language,
        audience=audience,
        format=form,
        rows=made.rows,
        size=made.size,
        sha256=made.sha256,
    )
    return made


def head_of(report: Report, language: str) -> ReportHead:
    """Return the head as files in the language print it: state, address, who overrode and why."""
    head = contents_of(report).head
    published = report.state in PUBLIC_STATES
    url = letters.address("public.report", language, slug=head.slug, number=report.number)
    return replace(
        head,
        state="published" if published else head.state,
        public_url=url if published else "",
        override_by=report.override_by,
        override_reason=report.override_reason,
    )
