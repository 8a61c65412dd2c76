"""Why something about kept data cannot be done."""

from consult.kernel.errors import ConsultError


class BadPeriod(ConsultError):
    """A period is outside what the kind allows; facts: kind, least, most."""

    code = "bad_period"


class StillHasRoles(ConsultError):
    """An account with a role is not closed by its owner: the role is given back first."""

    code = "still_has_roles"
