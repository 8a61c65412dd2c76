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
from consult.domain.reports.canaries import Canaries, Ear
from consult.domain.reports.document import ReportHead
from consult.domain.reports.exporters.export import Exported, export_report
from consult.domain.reports.exporters.wording import Words
from consult.domain.reports.hidden_names import canaries_of
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.queries import (
    FROZEN_STATES,
    PUBLIC_STATES,
    contents_of,
    edition_of,
    file_of,
    lists_of,
    rows_of,
)
from consult.domain.reports.refusals import Leaks, NotCompiled
from consult.domain.reports.variants import CONSOLIDATED, variant_of, variants_for
from consult.domain.reports.vocabulary import AUDIENCES, Audience, Format
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.machinery import audit, files, jobs, letters

MAKING = "make_report_file"
READ_AGAIN = 512 * 1024
"""Size in bytes up to which a PDF is also read back; all its words are heard while it is set."""
LATER = -10
"""Priority of files that nobody waits for: made when the queue has nothing else."""


def check_file(language: str, audience: str, form: str, variant: str = CONSOLIDATED) -> None:
    """Raise NotFound when there is no such kind of file."""
    if language not in LANGUAGES or audience not in AUDIENCES:
        raise NotFound
    if not variant_of(variant).has(form, audience):
        raise NotFound


def request_file(
    report: Report,
    language: str,
    audience: str,
    form: str,
    *,
    by: Actor,
    variant: str = CONSOLIDATED,
) -> None:
    """Have a file made by the worker; raises NotCompiled before the report is finished.

    Ministries and the public get files of published reports only.
    """
    check_file(language, audience, form, variant)
    wanted = FROZEN_STATES if audience == "organiser" else PUBLIC_STATES
    if report.state not in wanted:
        raise NotCompiled(state=report.state)
    if file_of(report, language, audience, form, variant=variant) is None:
        _defer(report, language, audience, form, variant)
    audit.record(
        "report.file_requested",
        report,
        by=by,
        consultation_id=report.consultation_id,
        variant=variant,
        language=language,
        audience=audience,
        format=form,
    )


def defer_public_files(report: Report) -> None:
    """Have every public file made; those of the whole report first, letters before the others."""
    for variant in variants_for("public"):
        for form in variant.formats:
            for language in LANGUAGES:
                later = 0 if variant.code == CONSOLIDATED else LATER
                _defer(report, language, "public", form, variant.code, priority=later)


def _defer(
    report: Report, language: str, audience: str, form: str, variant: str, *, priority: int = 0
) -> None:
    jobs.defer(
        MAKING,
        queue="reports",
        priority=priority,
        report_id=str(report.id),
        language=language,
        audience=audience,
        form=form,
        variant=variant,
    )


def make_file(  # noqa: PLR0913  the facts of one file
    report: Report,
    language: str,
    audience: str,
    form: str,
    *,
    words: Callable[[str], Words],
    by: Actor,
    variant: str = CONSOLIDATED,
) -> ReportFile | None:
    """Make and store a file; for the worker. One that is there already is left alone.

    Raises Leaks when a public file holds what may not be public (REQ 86), Damaged when the rows
    are not the frozen ones, PdfFailed.
    """
    check_file(language, audience, form, variant)
    if report.state not in (PUBLIC_STATES if audience == "public" else FROZEN_STATES):
        return None
    _one_at_a_time(report.id, variant, edition_of(report), language, audience, form)
    if file_of(report, language, audience, form, variant=variant):
        return None
    folder: Path = current_app.config["SETTINGS"].files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=folder) as place:
        target = Path(place) / f"report.{form}"
        made = write_file(report, target, language, audience, form, words=words, variant=variant)
        stored = files.adopt(
            made.path,
            name=f"{_name(report, variant)}-{language}.{made.suffix}",
            media_type=made.media_type,
            purpose="report",
        )
    return _keep(report, stored, (variant, language, audience, form), by=by)


def _name(report: Report, variant: str) -> str:
    """The name of a file without its language and ending."""
    name = f"{contents_of(report).head.slug}-report-{report.number}"
    return name if variant == CONSOLIDATED else f"{name}-{variant.replace('_', '-')}"


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
        edition=edition_of(report),
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
        edition=edition_of(report),
        language=language,
        audience=audience,
        format=form,
        rows=report.rows,
        size=stored.size,
        sha256=stored.sha256,
    )
    return row


def write_file(  # noqa: PLR0913  the facts of one file
    report: Report,
    target: Path,
    language: str,
    audience: str,
    form: str,
    *,
    words: Callable[[str], Words],
    variant: str = CONSOLIDATED,
) -> Exported:
    """Write a file of a finished report to a place of the caller's; public ones are searched.

    Raises NotCompiled, Leaks (and leaves no file), Damaged, PdfFailed, OSError.
    """
    if report.state not in FROZEN_STATES:
        raise NotCompiled(state=report.state)
    canaries = canaries_of(report) if audience == "public" else Canaries(())
    ear = Ear(canaries)
    made = export_report(
        head_of(report, language),
        rows_of(report),
        words=words(language),
        others=words,
        language=language,
        audience=cast("Audience", audience),
        format=cast("Format", form),
        target=target,
        variant=variant,
        lists=lists_of(report),
        hear=ear.hear,
    )
    is_heard = form == "pdf" and made.size > READ_AGAIN
    if ear.heard or (audience == "public" and not is_heard and canaries.sing_in(made.path)):
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
    variant: str = CONSOLIDATED,
) -> Exported:
    """Write a file as `write_file` does and note in the log who took it out; for commands."""
    check_file(language, audience, form, variant)
    made = write_file(report, target, language, audience, form, words=words, variant=variant)
    audit.record(
        "report.file_made",
        report,
        by=by,
        consultation_id=report.consultation_id,
        variant=variant,
        edition="export",
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
    contents = contents_of(report)
    head = contents.head
    published = report.state in PUBLIC_STATES
    url = letters.address("public.report", language, slug=head.slug, number=report.number)
    return replace(
        head,
        state="published" if published else head.state,
        public_url=url if published else "",
        override_by=report.override_by,
        override_reason=report.override_reason,
        promises=contents.gaps.promises,
        uncaused=contents.gaps.changes,
        undone=contents.gaps.undone,
    )
