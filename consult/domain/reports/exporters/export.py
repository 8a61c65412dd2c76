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
from consult.domain.reports.exporters.job import Job, Lists, deaf, no_lists
from consult.domain.reports.exporters.wording import Words
from consult.domain.reports.exporters.writers import WRITERS
from consult.domain.reports.variants import CONSOLIDATED
from consult.domain.reports.vocabulary import Audience, Format

MEDIA_TYPES: Final[dict[Format, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
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
    variant: str = CONSOLIDATED,
    lists: Lists = no_lists,
    others: Callable[[str], Words] | None = None,
    hear: Callable[[str], None] = deaf,
) -> Exported:
    """Write one variant of a report for one audience in one language.

    `rows` is called at least twice and gives unviewed rows in the order of the table, `lists` the
    lines of a frozen list by its name, `others` the words of another language; `hear` is told what
    is handed to the PDF engine. Every writer reads rows and lists through `policy.view_row` and
    `policy.view_line`. The file appears under its name only when it is complete, and the same
    arguments give the same bytes. Raises PdfFailed, OSError, KeyError (no such writer).
    """
    job = Job.of(
        head,
        rows,
        words=words,
        language=language,
        audience=audience,
        variant=variant,
        lists=lists,
        others=others,
        hear=hear,
    )
    with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as place:
        draft = Path(place) / target.name
        media_type = _write(job, format, draft)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = draft.stat().st_size
        os.replace(draft, target)  # noqa: PTH105  atomic on one file system
    return Exported(target, digest, size, job.statistics.comments, media_type)


def _write(job: Job, format: Format, draft: Path) -> str:  # noqa: A002
    return WRITERS[job.variant, format](job, draft) or MEDIA_TYPES[format]
