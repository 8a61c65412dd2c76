"""Who registered for a round table: the list, adding by hand, taking back, the list as XLSX."""

import io
import uuid
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.roundtables import registrations
from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.registering import Wish, register, withdraw
from consult.domain.roundtables.registrations import NOBODY, places_of
from consult.domain.roundtables.rules import BEFORE, REGISTRATION_STATES
from consult.kernel.cells import cell_text
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.web.filters import language_name, short_datetime
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    EmailField,
    TextField,
    TickField,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.language import NAMES, current_language
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE, back, table_by_address
from consult.web.round_table_words import Meeting
from consult.web.sentences import sentence

PAGE = "organise.tables_registrations"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (30, 35, 30, 16, 14, 12, 40, 12, 18)


class ByHandForm(ConsultForm):
    """Somebody who registered by telephone or letter."""

    name = TextField(_l("Name of the person"), required=_l("Enter the name."), limit=200)
    organisation_name = TextField(_l("Organisation (optional)"), limit=300)
    contact_email = EmailField(
        _l("E-mail address (optional)"), hint=_l("Without it nobody can be written to.")
    )
    language = DropdownField(_l("Language of the letters"), choices=NAMES)
    needs = TextField(_l("What helps the person take part (optional)"), limit=1_000)
    online = TickField(_l("Takes part online"))
    may_be_named = TickField(_l("The name may stand in the list of participants"))

    def wish(self) -> Wish:
        """Return what was typed."""
        return Wish(
            self.name.data or "",
            self.contact_email.data or "",
            organisation_name=self.organisation_name.data or "",
            needs=self.needs.data or "",
            language=self.language.data,
            online=bool(self.online.data),
            may_be_named=bool(self.may_be_named.data),
        )


@blueprint.route(f"{ONE}/registrations", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_registrations(table: RoundTable) -> Any:
    """Show who comes and who waits; take one more by hand."""
    form = ByHandForm(language=current_language())
    if form.validate_on_submit():
        try:
            made = register(table, form.wish(), by=actor(), by_hand=True)
        except ConsultError as refused:
            name = "contact_email" if refused.code == "already_registered" else "name"
            form.fail(name, sentence(refused))
        else:
            state = label("registration_state", made.state)
            flash(_("%(name)s: %(state)s.", name=made.name, state=state), "success")
            return back(table, PAGE)
    return _page(table, form), (422 if request.method == "POST" else 200)


def _page(table: RoundTable, form: ByHandForm) -> str:
    state = request.args.get("state", "")
    state = state if state in REGISTRATION_STATES else ""
    places = places_of([table.id]).get(table.id, NOBODY)
    return render_template(
        "organise/table_registrations.html",
        consultation=table.consultation,
        table=table,
        meeting=Meeting(table, now(), places),
        page=registrations.page_of(table.id, state, request.args.get("after")),
        state=state,
        states=[("", _("All")), *choices("registration_state", REGISTRATION_STATES)],
        form=form,
        is_before=table.state in BEFORE,
        address=url_for(PAGE, slug=table.consultation.slug, ref=table.reference),
    )


def registration_by_address(
    slug: str, ref: str, registration_id: uuid.UUID
) -> tuple[RoundTable, Registration]:
    """Return a meeting and somebody who registered for it; raises NotFound."""
    table = table_by_address(slug, ref)
    return table, registrations.registration_of(table.id, registration_id)


@blueprint.post(f"{ONE}/registrations/<uuid:registration_id>/withdraw")
@needs(Permission.ORGANISE, find=registration_by_address)
def tables_registration_withdraw(table: RoundTable, registration: Registration) -> Any:
    """Take somebody off the list who said so by telephone."""
    withdraw(registration, by=actor())
    flash(_("The registration is withdrawn."), "success")
    return back(table, PAGE)


@blueprint.get(f"{ONE}/registrations.xlsx")
@needs(Permission.ORGANISE, find=table_by_address)
def tables_registrations_file(table: RoundTable) -> Response:
    """Give the list for the door; it holds personal data and is for the organisers only."""
    rows = registrations.all_of(table.id)
    answer = Response(_workbook(table, rows), content_type=XLSX)
    name = f"round-table-{table.reference.lower()}-registrations.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _workbook(table: RoundTable, rows: Iterable[Registration]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    for column, (head, width) in enumerate(zip(_heads(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(_cells(table, row)):
            sheet.write_string(line, column, cell_text(text), plain)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _heads() -> tuple[str, ...]:
    return (
        _("Name of the person"),
        _("Organisation"),
        _("E-mail address"),
        _("State"),
        _("Language"),
        _("Way"),
        _("Needs"),
        _("May be named"),
        _("Registered"),
    )


def _cells(table: RoundTable, row: Registration) -> tuple[str, ...]:
    organisation = row.organisation.name.in_(current_language()) if row.organisation else ""
    return (
        row.name,
        organisation or row.organisation_name,
        row.contact_email,
        label("registration_state", row.state),
        language_name(row.language),
        _("Online") if row.online else _("In the room"),
        row.needs,
        _("yes") if row.may_be_named else _("no"),
        short_datetime(row.created_at, table.zone),
    )
