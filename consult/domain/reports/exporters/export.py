"""The one way to make a report file: head, rows and words in, a finished file out."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from consult.domain.reports.document import ReportHead, ReportRow
from consult.domain.reports.exporters.csv_ import write_csv
from consult.domain.reports.exporters.docx import write_docx
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.json_ import write_json
from consult.domain.reports.exporters.pdf import write_pdf
from consult.domain.reports.exporters.wording import Words
from consult.domain.reports.exporters.xlsx import write_xlsx
from consult.domain.reports.vocabulary import Audience, Format

MEDIA_TYPES: Final[dict[Format, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file: its place, checksum, size in bytes, rows and media type.

    A PDF of many comments is a ZIP of volumes and has that media type.
    """

    path: Path
    sha256: str
    size: int
    rows: int
    media_type: str

    @property
    def suffix(self) -> str:
        """The ending of a name for this file, without the dot."""
        return "zip" if self.media_type == "application/zip" else self.path.suffix.lstrip(".")


def export_report(  # noqa: PLR0913  one entry for all formats, by keyword
    head: ReportHead,
    rows: Callable[[], Iterator[ReportRow]],
    *,
    words: Words,
    language: str,
    audience: Audience,
    format: Format,  # noqa: A002  the word of the trade
    target: Path,
) -> Exported:
    """Write the consolidated report (V1 with statistics) for one audience in one language.

    `rows` is called twice and gives unviewed rows in the order of the table; every writer reads
    them through `policy.view_row`. The file appears under its name only when it is complete, and
    the same arguments give the same bytes. Raises PdfFailed and OSError.
    """
    job = Job.of(head, rows, words=words, language=language, audience=audience)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as place:
        draft = Path(place) / target.name
        media_type = _write(job, format, draft)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = draft.stat().st_size
        os.replace(draft, target)  # noqa: PTH105  atomic on one file system
    return Exported(target, digest, size, job.statistics.comments, media_type)


def _write(job: Job, format: Format, draft: Path) -> str:  # noqa: A002
    if format == "pdf":
        return write_pdf(job, draft)
    writers = {"xlsx": write_xlsx, "docx": write_docx, "csv": write_csv, "json": write_json}
    writers[format](job, draft)
    return MEDIA_TYPES[format]
