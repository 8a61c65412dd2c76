"""The plan as a table in a file: one row a measure, words in the page's language."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from flask_babel import gettext as _

from consult.domain.plans.models import MeasureVersion
from consult.domain.plans.queries import Part
from consult.kernel.cells import guarded, printable, without_formula
from consult.web.labels import label
from consult.web.language import current_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (8, 30, 60, 30, 40, 24, 30, 30, 20)


def heads() -> tuple[str, ...]:
    """Return the names of the columns."""
    return (
        _("No."),
        _("Section"),
        _("Measure"),
        _("Form of completion"),
        _("Responsible bodies"),
        _("Deadline"),
        _("Indicator"),
        _("Source of funding"),
        _("Recommendations"),
    )


def rows(parts: Iterable[Part]) -> Iterator[tuple[str, ...]]:
    """Yield the measures as texts in the order of the columns."""
    for part in parts:
        title = f"{part.section.number}. {part.section.title.in_(current_language())}"
        for measure in part.measures:
            yield tuple(printable(text) for text in _row(measure, title))


def _row(measure: MeasureVersion, section: str) -> Sequence[str]:
    language = current_language()
    return (
        measure.number,
        section,
        measure.text.in_(language),
        measure.completion_form.in_(language),
        bodies_of(measure),
        measure.deadline.in_(language),
        measure.indicator.in_(language),
        measure.funding.in_(language),
        ", ".join(measure.recommendations),
    )


def bodies_of(measure: MeasureVersion) -> str:
    """Return the bodies of a measure with their roles, as one text."""
    language = current_language()
    return "; ".join(
        f"{(one.organisation.name if one.organisation else one.as_written).in_(language)}"
        f" ({label('executor_role', one.role)})"
        for one in measure.executors
    )


def plan_csv(parts: Iterable[Part]) -> bytes:
    """Return the measures as CSV in UTF-8 with a mark; no cell becomes a formula."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(heads())
    for row in rows(parts):
        writer.writerow(without_formula(text) for text in row)
    return target.getvalue().encode("utf-8-sig")


def plan_xlsx(parts: Iterable[Part]) -> bytes:
    """Return the measures as a workbook of texts, heading row frozen and repeated in print."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Plan")[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (text, width) in enumerate(zip(heads(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, bold)
    for line, row in enumerate(rows(parts), start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, guarded(text), plain)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()
