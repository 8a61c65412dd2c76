"""Registering for a round table: the form, the own registration behind a secret link."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.registering import (
    Wish,
    change_registration,
    folded,
    register,
    withdraw,
)
from consult.domain.roundtables.registrations import NOBODY, places_of, registration_by_secret
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.web import throttle
from consult.web.forms import (
    ConsultForm,
    EmailField,
    LongTextField,
    RadiosField,
    TextField,
    TickField,
)
from consult.web.guard import actor, needs
from consult.web.language import NAMES, current_language
from consult.web.public import blueprint
from consult.web.public.round_tables import ONE, table_by_address
from consult.web.round_table_words import Meeting
from consult.web.sentences import sentence
from consult.web.throttle import Limit

REGISTERING = Limit("register-table", 60, 600)
WRITING = Limit("register-table-mail", 5, 3600)


class PlaceForm(ConsultForm):
    """What somebody says who wants to come."""

    name = TextField(_l("Your name"), required=_l("Enter your name."), limit=200)
    organisation_name = TextField(_l("Organisation (optional)"), limit=300)
    contact_email = EmailField(
        _l("E-mail address"),
        required=_l("Enter your e-mail address."),
        hint=_l("The letter about your place goes there. It is never published."),
    )
    language = RadiosField(
        _l("Language of the letters"), choices=NAMES, required=_l("Choose a language.")
    )
    way = RadiosField(
        _l("How will you take part?"),
        choices=[("room", _l("In the room")), ("online", _l("Online"))],
    )
    needs = LongTextField(
        _l("What helps you take part (optional)"),
        limit=1_000,
        hint=_l("For example sign language, a place for a wheelchair, large print."),
    )
    may_be_named = TickField(
        _l("My name may stand in the list of participants"),
        hint=_l("Without this you are only counted."),
    )

    def offer(self, table: RoundTable) -> "PlaceForm":
        """Ask only what this meeting leaves open."""
        if table.format != "hybrid":
            del self.way
        return self

    def wish(self) -> Wish:
        """Return what was typed."""
        return Wish(
            name=self.name.data or "",
            contact_email=self.contact_email.data if "contact_email" in self else "",
            language=self.language.data,
            organisation_name=self.organisation_name.data or "",
            needs=self.needs.data or "",
            online="way" in self and self.way.data == "online",
            may_be_named=bool(self.may_be_named.data),
        )


@blueprint.route(f"{ONE}/register", methods=["GET", "POST"])
@needs(Permission.READ, find=table_by_address)
def round_table_register(consultation: Consultation, table: RoundTable) -> Any:
    """Take a registration; what is answered does not tell whether an address is known."""
    form = PlaceForm(language=current_language(), way="room", name=actor().name).offer(table)
    if form.validate_on_submit():
        throttle.use(REGISTERING, throttle.network())
        address = folded(form.contact_email.data or "")
        throttle.use(WRITING, throttle.pseudonym("register-table", address))
        try:
            register(table, form.wish(), by=actor())
        except ConsultError as refused:
            form.fail("name", sentence(refused))
        else:
            return render_template(
                "public/round_table_registered.html",
                consultation=consultation,
                table=table,
                address=form.contact_email.data,
            )
    places = places_of([table.id]).get(table.id, NOBODY)
    return render_template(
        "public/round_table_register.html",
        consultation=consultation,
        table=table,
        meeting=Meeting(table, now(), places),
        form=form,
    ), (422 if request.method == "POST" else 200)


def place_by_address(
    slug: str, ref: str, token: str
) -> tuple[Consultation, RoundTable, Registration, str]:
    """Return the registration that a secret link opens; raises NotFound."""
    consultation, table = table_by_address(slug, ref)
    return consultation, table, registration_by_secret(table.id, token), token


@blueprint.route(f"{ONE}/place/<string:token>", methods=["GET", "POST"])
@needs(Permission.READ, find=place_by_address)
def round_table_place(
    consultation: Consultation, table: RoundTable, registration: Registration, token: str
) -> Any:
    """Show the own registration and take changes."""
    way = "online" if registration.online else "room"
    form = PlaceForm(obj=registration, way=way).offer(table)
    del form.contact_email
    if form.validate_on_submit():
        try:
            change_registration(registration, form.wish(), by=actor())
        except ConsultError as refused:
            form.fail("name", sentence(refused))
        else:
            flash(_("Your registration is changed."), "success")
            return _back(consultation, table, token)
    return render_template(
        "public/round_table_place.html",
        consultation=consultation,
        table=table,
        meeting=Meeting(table, now()),
        registration=registration,
        token=token,
        form=form,
    ), (422 if request.method == "POST" else 200)


@blueprint.post(f"{ONE}/place/<string:token>/withdraw")
@needs(Permission.READ, find=place_by_address)
def round_table_withdraw(
    consultation: Consultation, table: RoundTable, registration: Registration, token: str
) -> Any:
    """Give the place back."""
    withdraw(registration, by=actor())
    flash(_("Your registration is withdrawn. Thank you for telling us."), "success")
    return _back(consultation, table, token)


def _back(consultation: Consultation, table: RoundTable, token: str) -> Any:
    return redirect(
        url_for(
            "public.round_table_place", slug=consultation.slug, ref=table.reference, token=token
        )
    )
