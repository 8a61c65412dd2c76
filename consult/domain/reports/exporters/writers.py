"""Which function writes which variant in which format: the one table that exports go through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from consult.domain.reports.exporters import docx_grid, pdf_grid, xlsx_book
from consult.domain.reports.exporters.booklets import (
    BOOKLETS,
    PRINTERS,
    print_booklet,
    print_minutes,
)
from consult.domain.reports.exporters.csv_ import write_csv
from consult.domain.reports.exporters.docx import write_docx
from consult.domain.reports.exporters.expert import write_expert
from consult.domain.reports.exporters.grid import Paper
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.json_ import write_json
from consult.domain.reports.exporters.open_data import write_open_data
from consult.domain.reports.exporters.papers import PAPERS, write_portal_csv
from consult.domain.reports.exporters.pdf import write_pdf
from consult.domain.reports.exporters.xlsx import write_xlsx
from consult.domain.reports.variants import CONSOLIDATED
from consult.domain.reports.vocabulary import Format

Writer = Callable[[Job, Path], str | None]
"""Writes a file at a place that is its own; returns its media type when the format does not say."""

_PRINTERS: Final[dict[Format, Callable[[Job, Paper, Path], str | None]]] = {
    "xlsx": xlsx_book.write_paper,
    "docx": docx_grid.write_paper,
    "pdf": pdf_grid.write_paper,
}


def _print(variant: str, form: Format, job: Job, target: Path) -> str | None:
    return _PRINTERS[form](job, PAPERS[variant](job), target)


WRITERS: Final[dict[tuple[str, Format], Writer]] = {
    (CONSOLIDATED, "xlsx"): write_xlsx,
    (CONSOLIDATED, "docx"): write_docx,
    (CONSOLIDATED, "pdf"): write_pdf,
    (CONSOLIDATED, "csv"): write_csv,
    (CONSOLIDATED, "json"): write_json,
    ("portal", "csv"): write_portal_csv,
    ("expert", "xlsx"): write_expert,
    **{(variant, form): partial(_print, variant, form) for variant in PAPERS for form in _PRINTERS},
    **{
        (variant, form): partial(print_booklet, variant, form)
        for variant in BOOKLETS
        for form in PRINTERS
    },
    **{("minutes", form): partial(print_minutes, form) for form in PRINTERS},
    ("open_data", "zip"): write_open_data,
}
"""(variant, format) -> writer.

A variant that is made of tables only gives its `Paper` in `exporters.papers`; every other one adds
its own writers here, one line a format, and its formats in `reports.variants`.
"""
