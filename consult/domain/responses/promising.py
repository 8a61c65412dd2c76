"""An accepted change is promised for a version to come (I-10)."""

from consult.domain.people.actors import Actor
from consult.domain.responses.models import Response
from consult.domain.responses.refusals import NotPromising, PassedVersion
from consult.domain.responses.taking_up import PROMISING, progress_of
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden
from consult.machinery import audit

HELD = ("promised_version", "row_version", "disposition")


def promise(response: Response, number: int | None, *, by: Actor, expected: int) -> Response:
    """Say in which version the change of an accepted answer is to come; None takes it back.

    It is looked at again when that version is published. Raises PassedVersion for one that is
    public already, NotPromising for an answer that accepts nothing, Conflict, Forbidden.
    """
    if not by.is_system and not by.has(response.consultation_id, "organiser"):
        raise Forbidden
    db.session.refresh(response, HELD, with_for_update=True)
    if response.row_version != expected:
        raise Conflict(theirs=response)
    if response.disposition not in PROMISING:
        raise NotPromising(disposition=response.disposition)
    newest = progress_of(response.consultation_id).newest
    if number is not None and number <= newest:
        raise PassedVersion(number=number, newest=newest)
    response.promised_version, response.updated_at = number, now()
    audit.record(
        "response.promised",
        response,
        by=by,
        consultation_id=response.consultation_id,
        version=number,
    )
    return response
