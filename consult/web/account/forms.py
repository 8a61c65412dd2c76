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
WHICH_CODE = _l("Enter the six digits that your app shows.")
WHICH_ADDRESS = _l("Enter your e-mail address.")


class SignInForm(ConsultForm):
    """Address and password."""

    email = EmailField(_l("E-mail address"), required=WHICH_ADDRESS)
    password = SecretField(_l("Password"), required=_l("Enter your password."))
    next = HiddenField()


class AddressForm(ConsultForm):
    """An address to which a letter is to go."""

    email = EmailField(_l("E-mail address"), required=WHICH_ADDRESS)


class CodeForm(ConsultForm):
    """A code of the second step."""

    code = TextField(_l("Six-digit code"), required=WHICH_CODE, limit=20)


class RecoveryCodeForm(ConsultForm):
    """One of the recovery codes."""

    code = TextField(_l("Recovery code"), required=_l("Enter one of your recovery codes."))


class ConfirmIdentityForm(ConsultForm):
    """What proves once more who somebody is: the password, with a code where there is an app."""

    password = SecretField(_l("Password"), required=_l("Enter your password."))
    code = TextField(_l("Six-digit code"), required=WHICH_CODE, limit=20)
    next = HiddenField()


class PasskeyForm(ConsultForm):
    """What a browser answers with a passkey; filled in by the script."""

    credential = HiddenField()
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A new passkey with the name that its owner gives it."""

    name = TextField(
        _l("Name of the passkey"),
        required=_l("Give the passkey a name, such as “Phone”."),
        hint=_l("So that you know it among others: phone, work computer, security key."),
        limit=80,
    )


class PasskeyNameForm(ConsultForm):
    """Another name of a passkey."""

    name = TextField(
        _l("Name of the passkey"),
        required=_l("Give the passkey a name, such as “Phone”."),
        limit=80,
    )


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
