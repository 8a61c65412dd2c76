"""The forms of accounts."""

from flask_babel import lazy_gettext as _l

from consult.domain.people.rules import REGISTERING_KINDS
from consult.web.forms import (
    ConsultForm,
    DropdownField,
    EmailField,
    HiddenField,
    SecretField,
    TextField,
)
from consult.web.labels import choices
from consult.web.language import NAMES
from consult.web.places import region_choices

PASSWORD_HINT = _l(
    "At least 12 characters; 15 if you work for an organiser or a ministry. "
    "Several words are easier to remember than signs."
)
WHICH_ADDRESS = _l("Enter your e-mail address.")


class SignInForm(ConsultForm):
    """Address and password."""

    email = EmailField(_l("E-mail address"), required=WHICH_ADDRESS)
    password = SecretField(_l("Password"), required=_l("Enter your password."))
    next = HiddenField()


class AddressForm(ConsultForm):
    """An address to which a letter is to go."""

    email = EmailField(_l("E-mail address"), required=WHICH_ADDRESS)


class NewPasswordForm(ConsultForm):
    """A new password through a link."""

    password = SecretField(
        _l("New password"), required=_l("Enter a new password."), hint=PASSWORD_HINT
    )


class ChangePasswordForm(ConsultForm):
    """A new password, with the present one."""

    old = SecretField(_l("Present password"), required=_l("Enter your present password."))
    new = SecretField(_l("New password"), required=_l("Enter a new password."), hint=PASSWORD_HINT)


class ConfirmForm(ConsultForm):
    """Nothing but the button: an invited person who has an account already."""


class AcceptForm(ConsultForm):
    """What an invited person gives: name and password."""

    name = TextField(_l("Your name"), required=_l("Enter your name."))
    password = SecretField(_l("Password"), required=_l("Enter a password."), hint=PASSWORD_HINT)


class RegisterForm(AcceptForm):
    """What a person who speaks for an organisation gives."""

    organisation = TextField(
        _l("Name of your organisation"), required=_l("Enter the name of your organisation.")
    )
    kind = DropdownField(_l("Kind of organisation"))
    region = DropdownField(_l("Region of the organisation"))
    post = TextField(_l("Your post (optional)"))

    def offer(self) -> "RegisterForm":
        """Fill the lists in the page's language."""
        self.kind.choices = choices("organisation_kind", REGISTERING_KINDS)
        self.region.choices = region_choices()
        return self


class ProfileForm(ConsultForm):
    """How a person is named and in which language letters come."""

    name = TextField(_l("Your name"), required=_l("Enter your name."))
    language = DropdownField(_l("Language of letters to you"), choices=NAMES)
