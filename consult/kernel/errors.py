"""What can go wrong, as codes and facts; sentences for people are made at the doors."""

from typing import Any, ClassVar


class ConsultError(Exception):
    """Base of every refusal of ours: a code for the labels and the facts that fill its sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 422

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(ConsultError):
    """The thing does not exist, or this actor may not know that it does."""

    code = "not_found"
    status = 404


class Forbidden(ConsultError):
    """The actor is known and may not do this."""

    code = "forbidden"
    status = 403


class Conflict(ConsultError):
    """Somebody else changed the thing meanwhile; facts carry both versions."""

    code = "conflict"
    status = 409


class WrongState(ConsultError):
    """The thing is in a state that does not allow this step; facts: state, wanted."""

    code = "wrong_state"
    status = 409


class Missing(ConsultError):
    """Required facts are missing; facts: missing, a list of codes."""

    code = "missing"


class TooMany(ConsultError):
    """A limit is reached; facts: retry_after in seconds."""

    code = "too_many"
    status = 429


class Unavailable(ConsultError):
    """Something needed for this step is down for now; nothing was stored."""

    code = "unavailable"
    status = 503
