"""Reasons that a body keeps for reuse."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses.models import ReasonText
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, NotFound
from consult.kernel.localised import LocalisedText
from consult.kernel.text import clean_line
from consult.machinery import audit

NAME_LIMIT = 120


@dataclass(frozen=True)
class Reusable:
    """Reasons to keep: a name to find them by, the disposition they go with, ground and words."""

    name: str
    disposition: str
    reasons: LocalisedText
    ground: str = ""


def keep_reasons(
    consultation_id: uuid.UUID, reusable: Reusable, *, body_id: uuid.UUID, by: Actor
) -> ReasonText:
    """Keep reasons under a name for a body; a second text of this name replaces the first.

    `consultation_id` is where the actor writes for the body. Raises Missing (name, reasons),
    Forbidden.
    """
    _must_write(consultation_id, body_id, by)
    name = clean_line(reusable.name)[:NAME_LIMIT]
    given = (("name", name), ("reasons", reusable.reasons))
    if lacking := [code for code, value in given if not value]:
        raise Missing(missing=lacking)
    kept = db.session.scalar(
        select(ReasonText).where(ReasonText.organisation_id == body_id, ReasonText.name == name)
    )
    if kept is None:
        kept = ReasonText(organisation_id=body_id, name=name)
        db.session.add(kept)
    kept.disposition, kept.ground = reusable.disposition, reusable.ground
    kept.reasons = reusable.reasons
    kept.made_by = by.name
    db.session.flush()
    audit.record("response.reasons_kept", kept, by=by, consultation_id=consultation_id)
    return kept


def drop_reasons(consultation_id: uuid.UUID, text: ReasonText, *, by: Actor) -> None:
    """Remove kept reasons; answers that were made with them stay."""
    _must_write(consultation_id, text.organisation_id, by)
    audit.record("response.reasons_dropped", text, by=by, consultation_id=consultation_id)
    db.session.delete(text)


def _must_write(consultation_id: uuid.UUID, body_id: uuid.UUID, by: Actor) -> None:
    if not by.is_system and body_id not in by.bodies(consultation_id, *MINISTRY_ROLES):
        raise Forbidden


def reasons_of(body_ids: Collection[uuid.UUID]) -> Sequence[ReasonText]:
    """Return the reasons that the bodies keep, by name; one query."""
    statement = select(ReasonText).where(ReasonText.organisation_id.in_(body_ids))
    return db.session.scalars(statement.order_by(ReasonText.name, ReasonText.id)).all()


def reasons_by_id(body_ids: Collection[uuid.UUID], text_id: uuid.UUID) -> ReasonText:
    """Return kept reasons of one of the bodies; raises NotFound."""
    found = db.session.get(ReasonText, text_id)
    if found is None or found.organisation_id not in body_ids:
        raise NotFound
    return found
