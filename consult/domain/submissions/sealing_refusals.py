"""What trustees' keys and unsealing refuse, as codes; the sentences are made at the doors."""

from consult.kernel.errors import Conflict, ConsultError


class KeyRefused(ConsultError):
    """The file is not a key of this trustee.

    facts: reason - private_key, not_a_key, wrong_owner, taken, has_key.
    """

    code = "key_refused"


class NoKey(ConsultError):
    """The trustee has no public key in this consultation."""

    code = "no_trustee_key"


class CannotOpen(ConsultError):
    """The identity is destroyed, or no other trustee holds a key with which it was sealed."""

    code = "cannot_open"


class AskedAlready(Conflict):
    """This trustee asked for this identity and waits for an answer."""

    code = "asked_already"


class OwnRequest(ConsultError):
    """Whoever asks cannot be the second person."""

    code = "own_request"
    status = 403


class WrongBox(ConsultError):
    """The file is not the inner box of this request."""

    code = "wrong_box"


class WrongCode(ConsultError):
    """The receipt code does not open the author's copy."""

    code = "wrong_receipt_code"
