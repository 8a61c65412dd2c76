"""Forms about people: a person with a role, an organisation, a member."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Regexp

from consult.domain.people.operations import OrganisationFacts
from consult.domain.people.rules import MINISTRY_ROLES, ORGANISATION_KINDS, ROLES
from consult.web.fields import EmailField
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    LocalisedField,
    RadiosField,
    TextField,
)
from consult.web.labels import choices
from consult.web.language import NAMES, current_language
from consult.web.places import region_choices

ROLE_HINTS = {
    "organiser": _l("Sets up, opens and closes; moderates; compiles and publishes the report."),
    "moderator": _l("Decides what is published."),
    "ministry_contributor": _l("Drafts answers for a body."),
    "ministry_approver": _l("Approves answers for a body."),
    "auditor": _l("Reads everything, changes nothing."),
    "facilitator": _l("Writes down what is said at round tables."),
    "trustee": _l(
        "Holds a key to sealed names; opens one only together with another trustee. "
        "Comes from outside the State and holds no other role here."
    ),
}


class PersonForm(ConsultForm):
    """Somebody who gets a role: directly with an account, else by an invitation."""

    email = EmailField(_l("E-mail address"), required=_l("Enter the person's e-mail address."))
    name = TextField(_l("Name (optional)"), hint=_l("It greets the person in the letter."))
    role = RadiosField(_l("Role"), required=_l("Choose a role."), hints=ROLE_HINTS)
    body = DropdownField(
        _l("On behalf of"), hint=_l("For ministry roles only: the body that the person acts for.")
    )
    language = DropdownField(_l("Language of the letter"), choices=NAMES)

    def offer(self, bodies: Any) -> "PersonForm":
        """Fill the lists in the page's language."""
        language = current_language()
        names = [(str(body.id), body.name.in_(language)) for body in bodies]
        self.role.choices = choices("role", ROLES)
        self.body.choices = [("", "–"), *sorted(names, key=lambda pair: pair[1])]
        return self

    def chosen_body(self, bodies: Any) -> Any:
        """Return the chosen body; only ministry roles have one."""
        if self.role.data not in MINISTRY_ROLES:
            return None
        return next((body for body in bodies if str(body.id) == self.body.data), None)


class MemberForm(ConsultForm):
    """Somebody who is to speak for an organisation."""

    email = EmailField(_l("E-mail address"), required=_l("Enter the person's e-mail address."))
    name = TextField(_l("Name (optional)"))
    language = DropdownField(_l("Language of the letter"), choices=NAMES)


class OrganisationForm(ConsultForm):
    """What is known of an organisation."""

    name = LocalisedField(_l("Name"))
    abbreviation = LocalisedField(_l("Short name"))
    kind = DropdownField(_l("Kind of organisation"))
    code = TextField(
        _l("Code (optional)"),
        [Regexp(r"[A-Za-z0-9._-]*$", message=_l("Use Latin letters, digits, dots and hyphens."))],
        limit=20,
        hint=_l("Short and stable, as in imported lists: MOJ, O01."),
    )
    region = DropdownField(_l("Region"))
    bin = TextField(
        _l("BIN (optional)"),
        [Regexp(r"(\d{12})?$", message=_l("A BIN has 12 digits."))],
        hint=_l("12 digits. It is never published."),
    )
    website = TextField(_l("Website (optional)"))
    contact_email = EmailField(_l("E-mail address (optional)"), hint=_l("It is never published."))

    def offer(self) -> "OrganisationForm":
        """Fill the lists in the page's language."""
        self.kind.choices = choices("organisation_kind", ORGANISATION_KINDS)
        self.region.choices = region_choices()
        return self

    def facts(self) -> OrganisationFacts:
        """Return what was typed."""
        return OrganisationFacts(
            name=self.name.data,
            abbreviation=self.abbreviation.data,
            kind=self.kind.data,
            code=self.code.data or None,
            region_code=self.region.data,
            bin=self.bin.data or "",
            website=self.website.data or "",
            contact_email=(self.contact_email.data or "").lower(),
        )
