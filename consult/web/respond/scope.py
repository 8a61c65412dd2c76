"""For which bodies somebody speaks in a consultation, and what is chosen in a list."""

import uuid
from collections.abc import Iterable, Sequence

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses import inbox
from consult.domain.responses.inbox import InboxRow
from consult.kernel.errors import Forbidden, NotFound
from consult.web.guard import actor

Chosen = dict[uuid.UUID, int]


def grants_of(who: Actor) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the bodies of the actor by consultation; raises Forbidden when there are none."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for grant in sorted(who.grants, key=lambda grant: grant.role):
        if grant.role in MINISTRY_ROLES and grant.organisation_id:
            bodies = found.setdefault(grant.consultation_id, [])
            if grant.organisation_id not in bodies:
                bodies.append(grant.organisation_id)
    if not found:
        raise Forbidden
    return found


def bodies_in(consultation_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the bodies for which the visitor answers in a consultation."""
    return sorted(actor().bodies(consultation_id, *MINISTRY_ROLES))


def is_approver(consultation_id: uuid.UUID) -> bool:
    """Whether the visitor approves for any body in a consultation."""
    return bool(actor().bodies(consultation_id, "ministry_approver"))


def chosen_in(values: Iterable[str]) -> Chosen:
    """Read `<comment>:<row version>` of ticked boxes; anything else is not ours (NotFound)."""
    try:
        pairs = [value.split(":") for value in values]
        return {uuid.UUID(identity): int(version) for identity, version in pairs}
    except ValueError as error:
        raise NotFound from error


def rows_of(consultation: Consultation, chosen: Sequence[uuid.UUID]) -> list[InboxRow]:
    """Return the chosen comments, all of them assigned to the visitor's bodies."""
    return inbox.chosen_rows(bodies_in(consultation.id), consultation, chosen)
