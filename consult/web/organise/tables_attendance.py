"""Who came to a round table: the list, adding and correcting people, numbers only."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import wtforms
from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission, permits
from consult.domain.people.naming import name_key, organisations_by_name
from consult.domain.people.regions import region_name
from consult.domain.people.rules import ORGANISATION_KINDS
from consult.domain.roundtables.attendance import (
    CLOSED,
    AttendeeRow,
    CategoryCount,
    record_attendees,
    record_counts,
)
from consult.domain.roundtables.models import Attendee, RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.presence import Attendance, attendance_of, attendee_of
from consult.kernel.errors import ConsultError
from consult.web.filters import language_name
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    HiddenField,
    NumberField,
    TextField,
    TickField,
)
from consult.web.guard import actor, needs
from consult.web.labels import choices, label
from consult.web.language import NAMES, current_language
from consult.web.organise import blueprint
from consult.web.organise.table_forms import region_choices
from consult.web.organise.tables import ONE, back, table_by_address
from consult.web.sentences import sentence

PAGE = "organise.tables_attendance"
SPARE = 5
"""Empty rows for further categories, so that no script is needed to add one."""


class PersonForm(ConsultForm):
    """Somebody who came; the key makes a form that is sent twice one person."""

    key = HiddenField()
    name = TextField(_l("Name of the person"), limit=200)
    organisation_name = TextField(_l("Organisation (optional)"), limit=300)
    may_be_named = TickField(
        _l("The person agreed to be named"),
        hint=_l("Without it neither the name nor the organisation is written down."),
    )
    kind = DropdownField(_l("Kind of organisation"))
    region_code = DropdownField(_l("Region"))
    language = DropdownField(_l("Language"))

    def offer(self, table: RoundTable) -> "PersonForm":
        """Fill the lists; regions are those of the day of the meeting."""
        regions = region_choices(day_of(table.starts_at, table.zone), self.region_code.data)
        self.kind.choices = [
            ("", _("Not stated")),
            *choices("organisation_kind", ORGANISATION_KINDS),
        ]
        self.region_code.choices = [("", _("Not stated")), *regions[1:]]
        self.language.choices = [("", _("Not stated")), *NAMES]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a name where it is to be written down."""
        right = super().validate(extra_validators)
        if self.may_be_named.data and not self.name.data:
            self.fail("name", _("Enter the name."))
            return False
        return right

    def row(self) -> AttendeeRow:
        """Return the person as typed, with the organisation of the register if it is there."""
        typed = self.organisation_name.data or ""
        known = organisations_by_name().get(name_key(typed)) if typed else None
        return AttendeeRow(
            key=f"typed:{self.key.data or uuid.uuid4()}",
            name=self.name.data or "",
            organisation_id=known.id if known else None,
            organisation_name=typed,
            kind=self.kind.data or (known.kind if known else ""),
            region_code=self.region_code.data or "unknown",
            language=self.language.data or "",
            may_be_named=bool(self.may_be_named.data),
        )


class CountForm(wtforms.Form):
    """One category and how many people of it came."""

    category = TextField(_l("Category"), limit=200)
    count = NumberField(_l("Number of people"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a number without a category, a category without one, and a negative number."""
        right = super().validate(extra_validators)
        if bool(self.category.data) != (self.count.data is not None) and not self.count.errors:
            refusal = _("Give both: the category and the number of people.")
        elif self.count.data is not None and self.count.data < 0:
            refusal = _("The number cannot be negative.")
        else:
            return right
        self.count.errors = [*self.count.errors, refusal]
        return False


class NumbersForm(ConsultForm):
    """Attendance by numbers only."""

    rows = wtforms.FieldList(wtforms.FormField(CountForm), max_entries=100)


@blueprint.route(f"{ONE}/attendance", methods=["GET", "POST"])
@needs(Permission.FACILITATE, find=table_by_address)
def tables_attendance(table: RoundTable) -> Any:
    """Show who came; add one more person."""
    form = PersonForm(key=uuid.uuid4().hex).offer(table)
    if form.validate_on_submit() and _recorded(table, form, form.row()):
        flash(_("Added to the list."), "success")
        return back(table, PAGE)
    held = attendance_of(table.id)
    return render_template(
        "organise/table_attendance.html",
        consultation=table.consultation,
        table=table,
        held=held,
        groups=_groups(table, held),
        form=form,
        is_open=table.state not in CLOSED,
        region_names=_region_names(table, held),
        may_import=permits(actor(), Permission.ORGANISE, table),
    ), (422 if request.method == "POST" else 200)


def attendee_by_address(slug: str, ref: str, attendee_id: uuid.UUID) -> tuple[RoundTable, Attendee]:
    """Return a meeting and somebody on its list; raises NotFound."""
    table = table_by_address(slug, ref)
    return table, attendee_of(table.id, attendee_id)


@blueprint.route(f"{ONE}/attendance/<uuid:attendee_id>", methods=["GET", "POST"])
@needs(Permission.FACILITATE, find=attendee_by_address)
def tables_attendee(table: RoundTable, attendee: Attendee) -> Any:
    """Correct what is written about somebody, or take the row off the list."""
    form = PersonForm(obj=attendee).offer(table)
    if form.validate_on_submit():
        gone = "left_out" in request.form
        row = replace(form.row(), key=attendee.key, revision=attendee.revision + 1, left_out=gone)
        if _recorded(table, form, row):
            flash(_("Taken off the list.") if gone else _("Saved."), "success")
            return back(table, PAGE)
    return render_template(
        "organise/table_attendee.html",
        consultation=table.consultation,
        table=table,
        attendee=attendee,
        form=form,
    ), (422 if request.method == "POST" else 200)


@blueprint.route(f"{ONE}/attendance/numbers", methods=["GET", "POST"])
@needs(Permission.FACILITATE, find=table_by_address)
def tables_attendance_numbers(table: RoundTable) -> Any:
    """Take the attendance as numbers by category, without a name (D-12)."""
    held = attendance_of(table.id)
    rows: list[dict[str, Any]] = [
        {"category": one.category, "count": one.count} for one in held.counts
    ]
    form = NumbersForm(rows=[*rows, *({} for _spare in range(SPARE))])
    if form.validate_on_submit() and _counted(table, form):
        flash(_("The numbers are saved."), "success")
        return back(table, PAGE)
    return render_template(
        "organise/table_attendance_numbers.html",
        consultation=table.consultation,
        table=table,
        held=held,
        form=form,
    ), (422 if request.method == "POST" else 200)


def _recorded(table: RoundTable, form: PersonForm, row: AttendeeRow) -> bool:
    try:
        record_attendees(table, [row], by=actor())
    except ConsultError as refused:
        form.fail("name", sentence(refused))
        return False
    return True


def _counted(table: RoundTable, form: NumbersForm) -> bool:
    typed = [row.form for row in form.rows if row.form.category.data]
    rows = [CategoryCount(row.category.data, row.count.data) for row in typed]
    try:
        record_counts(table, rows, by=actor())
    except ConsultError as refused:
        form.fail("csrf_token", sentence(refused))
        return False
    return True


def _region_names(table: RoundTable, held: Attendance) -> dict[str, str]:
    day, language = day_of(table.starts_at, table.zone), current_language()
    return {code: region_name(code, language, day) for code in held.by_region}


def _groups(table: RoundTable, held: Attendance) -> list[tuple[str, list[list[Any]]]]:
    """People by kind, region and language, each with its name and the largest first."""
    regions = _region_names(table, held)
    return [
        (_("By kind"), _lines(held.by_kind, lambda code: label("organisation_kind", code))),
        (_("By region"), _lines(held.by_region, regions.__getitem__)),
        (_("By language"), _lines(held.by_language, language_name)),
    ]


def _lines(counts: Mapping[str, int], name: Callable[[str], str]) -> list[list[Any]]:
    named = [(name(code) if code else _("Not stated"), count) for code, count in counts.items()]
    named.sort(key=lambda row: (-row[1], row[0]))
    return [[words, {"text": count, "numeric": True}] for words, count in named]
