"""What may be refused about changes, each with a code and the facts for its sentence."""

from consult.kernel.errors import ConsultError, WrongState


class UnknownComments(ConsultError):
    """No countable comment of the consultation has these codes; facts: codes."""

    code = "unknown_comments"


class CausesBlocked(ConsultError):
    """Findings stop the import of causes; facts: findings, how many they are."""

    code = "causes_blocked"


class NoChanges(WrongState):
    """The plan has no version with changes yet."""

    code = "no_changes"
