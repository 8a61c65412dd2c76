"""What may be refused about a consultation, each with a code and the facts for its sentence."""

from consult.kernel.errors import ConsultError, WrongState


class SlugTaken(ConsultError):
    """Another consultation has this address; facts: slug."""

    code = "slug_taken"
    status = 409


class UnfitName(ConsultError):
    """An address or a prefix with letters that it may not have; facts: name, value."""

    code = "unfit_name"


class UnfitZone(ConsultError):
    """There is no such zone; facts: zone."""

    code = "unfit_zone"


class OpensInThePast(ConsultError):
    """The opening lies in the past (B-07); facts: opens_at."""

    code = "opens_in_the_past"


class ClosesBeforeOpening(ConsultError):
    """The closing is not after the opening."""

    code = "closes_before_opening"


class EarlierClosing(ConsultError):
    """A closing moves later only (I-17); facts: closes_at."""

    code = "earlier_closing"


class NotOverYet(WrongState):
    """The discussion still runs and is never shortened (I-17); facts: closes_at, zone."""

    code = "not_over_yet"


class FixedByNow(WrongState):
    """Facts that may not change in this state; facts: fields, state."""

    code = "fixed_by_now"


class ReasonMissing(ConsultError):
    """This step needs a reason that everybody may read."""

    code = "reason_missing"


class UnfitActDay(ConsultError):
    """The day of an act lies in the future or before the closing; facts: adopted_on."""

    code = "unfit_act_day"


class NotTheNewest(WrongState):
    """Only the newest published version can be adopted; facts: number of that version, or 0."""

    code = "not_the_newest"


class UnfitAddress(ConsultError):
    """Where an act is published is not an address of the web; facts: address."""

    code = "unfit_address"
