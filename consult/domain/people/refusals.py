"""What people's operations refuse, as codes; the sentences are made at the doors."""

from consult.kernel.errors import Conflict, ConsultError


class WeakPassword(ConsultError):
    """The password is not good enough; facts: reason, least (letters)."""

    code = "weak_password"


class WrongPassword(ConsultError):
    """The present password, asked for once more, is not right."""

    code = "wrong_password"


class SignInRefused(ConsultError):
    """Unknown, wrong, disabled or not confirmed: nobody is told which."""

    code = "sign_in_refused"


class NotAnAddress(ConsultError):
    """This cannot be an e-mail address; facts: email."""

    code = "not_an_address"


class AddressTaken(ConsultError):
    """There is an account with this address already; facts: email."""

    code = "address_taken"


class DeadLink(ConsultError):
    """The link was used, has expired, or never was one of ours."""

    code = "dead_link"
    status = 410


class RoleAndBody(ConsultError):
    """A ministry role needs a state body, every other role takes none; facts: role."""

    code = "role_and_body"


class CodeTaken(ConsultError):
    """Another organisation has this code; facts: organisation_code."""

    code = "code_taken"


class LastOrganiser(Conflict):
    """The consultation would be left without an organiser."""

    code = "last_organiser"


class LastAdministrator(Conflict):
    """The platform would be left without an administrator."""

    code = "last_administrator"


class WrongCode(ConsultError):
    """The code of the second step is wrong, was used before, or is too old."""

    code = "wrong_step_code"


class SecondStepNeeded(Conflict):
    """This account may not be without a second step."""

    code = "second_step_needed"


class PasskeyRefused(ConsultError):
    """The answer of the passkey does not fit the question, the account or its counter."""

    code = "passkey_refused"


class ProviderRefused(ConsultError):
    """The provider's answer cannot be used; facts: reason, a code for the log."""

    code = "provider_refused"


class TrusteeApart(ConsultError):
    """A trustee holds no other role in the consultation, runs no service, speaks for no state body.

    facts: reason - role, administrator, state_body.
    """

    code = "trustee_apart"
