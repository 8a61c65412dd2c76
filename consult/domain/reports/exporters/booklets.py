"""The variants that are papers with text, and how each is written as a Word document or a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from consult.domain.reports.exporters import booklet_docx, booklet_pdf, minutes
from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.blocks import Booklet
from consult.domain.reports.exporters.dossier import dossier
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.replies import replies
from consult.domain.reports.exporters.synopsis import synopsis
from consult.domain.reports.vocabulary import Format

BOOKLETS: Final[dict[str, Callable[[Job], Booklet]]] = {
    "synopsis": synopsis,
    "dossier": dossier,
    "replies": replies,
}
"""Variant -> the paper that prints it; minutes are one paper a meeting."""
PRINTERS: Final[dict[Format, Callable[[Job, Booklet, Path], str | None]]] = {
    "docx": booklet_docx.write_booklet,
    "pdf": booklet_pdf.write_booklet,
}


def print_booklet(variant: str, form: Format, job: Job, target: Path) -> str | None:
    """Write one of BOOKLETS; returns the media type when the format does not say."""
    return PRINTERS[form](job, BOOKLETS[variant](job), target)


def print_minutes(form: Format, job: Job, target: Path) -> str | None:
    """Write the minutes of the round tables: one paper, or a ZIP of one a meeting."""
    many = sum(1 for _line in job.lines("meetings")) > 1
    if many:
        with tempfile.TemporaryDirectory(prefix="consult-minutes-") as place:
            write_archive(target, _papers(form, job, Path(place)))
        return "application/zip"
    papers = [minutes.booklet(job, meeting) for meeting in minutes.meetings(job)]
    return PRINTERS[form](job, (papers or [minutes.no_meetings(job)])[0], target)


def _papers(form: Format, job: Job, folder: Path) -> Iterator[tuple[str, Any]]:
    """The minutes one after the other under their number and day."""
    for place, meeting in enumerate(minutes.meetings(job), 1):
        path = folder / f"paper.{form}"
        PRINTERS[form](job, minutes.booklet(job, meeting), path)
        name = f"minutes-{place:02d}-{meeting.line.held_on.isoformat()}-{job.wording.language}"
        yield f"{name}.{form}", [path.read_bytes()]
