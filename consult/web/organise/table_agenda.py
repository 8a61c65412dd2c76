"""The agenda of a round table: sections of the plan and items of its own, in order, with times."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

import wtforms
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import Section
from consult.domain.plans.queries import newest_of
from consult.domain.plans.reading import outline
from consult.domain.roundtables.models import AgendaItem, RoundTable
from consult.domain.roundtables.operations import Agendum, set_agenda
from consult.kernel.errors import ConsultError
from consult.web import widgets
from consult.web.forms import (
    ConsultForm,
    HiddenField,
    LocalisedField,
    NumberField,
    Optional,
    TickField,
    ValidationError,
)
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE, table_by_address
from consult.web.sentences import sentence

SPARE = 3
"""Empty rows for further items, so that no script is needed to add one."""
LONGEST = 600
"""Minutes of the longest item."""


class TimeOfDayField(wtforms.TimeField):
    """A time on the clocks of the place."""

    widget = widgets.Input("time")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a time, or say that it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("Enter a time such as 10:30.")) from problem


class RowForm(wtforms.Form):
    """One item: a section that is ticked, or words of its own."""

    section = HiddenField()
    on = TickField(_l("On the agenda"))
    title = LocalisedField(_l("Title"), limit=300)
    place = NumberField(_l("Place in the order"))
    at = TimeOfDayField(_l("Time"), [Optional()])
    minutes = NumberField(_l("Minutes"))

    def validate_minutes(self, field: Any) -> None:
        """Refuse a length that no item has."""
        if field.data is not None and not 0 < field.data <= LONGEST:
            raise ValidationError(_("Enter between 1 and 600 minutes."))

    @property
    def counts(self) -> bool:
        """Whether the row says anything."""
        return bool(self.on.data if self.section.data else self.title.data)

    def item(self) -> Agendum:
        """Return what the row says."""
        return Agendum(
            self.section.data or "",
            self.title.data,
            self.at.data,
            self.minutes.data,
        )


class AgendaForm(ConsultForm):
    """All rows: what is on the agenda, the other sections of the plan, empty ones."""

    rows = wtforms.FieldList(wtforms.FormField(RowForm), max_entries=300)

    @classmethod
    def of(cls, table: RoundTable, sections: Sequence[Section]) -> "AgendaForm":
        """Return the form filled with the agenda as it stands."""
        used = {item.section_number for item in table.agenda}
        rows = [_row(item) for item in table.agenda]
        rows += [{"section": one.number} for one in sections if one.number not in used]
        rows += [{} for _spare in range(SPARE)]
        return cls(rows=rows)

    def agenda(self) -> list[Agendum]:
        """Return the items in their order: by place, those without one after them as they stand."""
        kept = [row.form for row in self.rows if row.form.counts]
        kept.sort(key=lambda row: row.place.data if row.place.data is not None else len(self.rows))
        return [row.item() for row in kept]


def _row(item: AgendaItem) -> dict[str, Any]:
    at: time | None = item.at
    return {
        "section": item.section_number,
        "on": True,
        "title": item.title,
        "place": item.position,
        "at": at,
        "minutes": item.minutes,
    }


@blueprint.route(f"{ONE}/agenda", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_agenda(table: RoundTable) -> Any:
    """Show the agenda as a form and take it."""
    sections = sections_of(table.consultation)
    form = AgendaForm.of(table, sections)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            set_agenda(table, known(form.agenda(), sections), by=actor())
        except ConsultError as refused:
            form.fail("csrf_token", sentence(refused))
            status = refused.status
        else:
            flash(_("The agenda is saved."), "success")
            slug, ref = table.consultation.slug, table.reference
            return redirect(url_for("organise.tables_one", slug=slug, ref=ref))
    return render_template(
        "organise/table_agenda.html",
        consultation=table.consultation,
        table=table,
        form=form,
        sections={one.number: one for one in sections},
    ), status


def known(agenda: Iterable[Agendum], sections: Sequence[Section]) -> list[Agendum]:
    """Return the agenda without sections that the plan does not have."""
    numbers = {one.number for one in sections}
    return [one for one in agenda if not one.section_number or one.section_number in numbers]


def sections_of(consultation: Consultation) -> list[Section]:
    """Return the sections of the newest version of the plan, published or not."""
    version = newest_of([consultation.id]).get(consultation.id)
    return [row.section for row in outline(version.id)] if version else []
