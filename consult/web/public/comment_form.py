"""The comment form as a workbook with the columns that the import of letters reads (B-13)."""

import io
from collections.abc import Iterable

import xlsxwriter
from flask import Response
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.plans.queries import Part, plan_of
from consult.kernel.cells import cell_text
from consult.web.guard import needs
from consult.web.language import current_language
from consult.web.public import blueprint
from consult.web.public.plan import Shown, plan_by_slug
from consult.web.public.plan_files import XLSX

HEADS = {
    "kk": ("Р/с №", "Жобаның тармағы", "Жобаның редакциясы", "Ұсынылатын редакция",
           "Негіздеме", "Ұйым"),
    "ru": ("№ п/п", "Пункт проекта", "Редакция проекта", "Предлагаемая редакция",
           "Обоснование", "Организация"),
    "en": ("No.", "Provision", "Current wording", "Proposed wording", "Rationale",
           "Organisation"),
}  # fmt: skip
WIDTHS = (6, 10, 55, 55, 45, 25)
TOP = 3


@blueprint.get("/c/<string:slug>/comment-form.xlsx")
@needs(Permission.READ, find=plan_by_slug)
def comment_form(consultation: Consultation, shown: Shown) -> Response:
    """Give the form to fill in without a network and to send back by e-mail or on paper."""
    title = consultation.title.in_(current_language())
    answer = Response(filled_form(plan_of(shown.version.id), title), content_type=XLSX)
    name = f"{consultation.slug}-comments-{current_language()}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def filled_form(parts: Iterable[Part], title: str) -> bytes:
    """Return a workbook with one row a measure; rows without a proposal are no comments."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    sheet.write_string(0, 0, cell_text(title), book.add_format({"bold": True}))
    sheet.write_string(1, 0, _("Write in the rows you want to comment on; leave the others empty."))
    for column, (head, width) in enumerate(zip(HEADS[current_language()], WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(TOP, column, head, bold)
    for line, cells in enumerate(_lines(parts), start=TOP + 1):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text, plain)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.repeat_rows(TOP)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _lines(parts: Iterable[Part]) -> list[tuple[str, ...]]:
    language = current_language()
    return [
        ("", measure.number, cell_text(measure.text.in_(language)), "", "", "")
        for part in parts
        for measure in part.measures
    ]
