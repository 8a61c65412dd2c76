"""What is refused about round tables, as codes and facts."""

from consult.kernel.errors import ConsultError


class NoSuchRegion(ConsultError):
    """The region did not exist on the day of the meeting (I-24); facts: region, day."""

    code = "no_such_region"


class EndsBeforeStart(ConsultError):
    """The end does not come after the beginning."""

    code = "ends_before_start"


class NotBegun(ConsultError):
    """A meeting cannot have been held before it begins; facts: starts_at, zone."""

    code = "table_not_begun"


class RegistrationClosed(ConsultError):
    """The meeting takes no registrations any more."""

    code = "registration_closed"


class AlreadyRegistered(ConsultError):
    """The address has a place or waits for one; only staff are told so."""

    code = "already_registered"


class NotAnnounced(ConsultError):
    """Nobody is invited while the consultation is a draft: its pages are not open yet."""

    code = "not_announced"
