"""What answers still lack before they may be handed in or approved."""

import uuid
from collections.abc import Sequence
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.responses import rules
from consult.domain.responses.models import Response
from consult.domain.responses.taking_up import linked_among


def facts_of(response: Response) -> dict[str, Any]:
    """Return the facts of an answer by their names; duplicate_of is an id."""
    names = (*rules.LOCALISED_FACTS, *rules.PLAIN_FACTS)
    facts = {name: getattr(response, name) for name in names}
    return facts | {
        "duplicate_of": response.duplicate_of_id,
        "promised_version": response.promised_version,
    }


def lacking_of(
    responses: Sequence[Response], consultation: Consultation
) -> dict[uuid.UUID, list[str]]:
    """Return by the id of each answer the codes of what it lacks before it may be approved.

    One query tells which comments have a change tied to them.
    """
    languages = [code for code in ("kk", "ru") if code in consultation.languages]
    linked = linked_among([response.comment_id for response in responses])
    return {
        response.id: rules.missing(
            response.disposition,
            facts_of(response) | {"linked": response.comment_id in linked},
            languages=languages,
        )
        for response in responses
    }


def missing_of(response: Response, consultation: Consultation) -> list[str]:
    """Return what one answer lacks before it may be approved, as codes."""
    return lacking_of([response], consultation)[response.id]
