"""The end of the story: the act that adopted the plan, and the version it adopted (A-14)."""

import uuid
from dataclasses import dataclass
from datetime import date

from consult.domain.consultations import operations
from consult.domain.consultations.editing import locked_row
from consult.domain.consultations.models import AdoptingAct, Consultation
from consult.domain.consultations.refusals import NotTheNewest, UnfitActDay, UnfitAddress
from consult.domain.consultations.rules import ACT_KINDS, local_day, may_become, start_of_day
from consult.domain.people.actors import Actor
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import published_of
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

NO_TEXT = LocalisedText()


@dataclass(frozen=True)
class Act:
    """The facts of an adopting act: its kind, number, day, who signed it, where it is published."""

    kind: str
    number: str
    adopted_on: date | None
    signatory: LocalisedText
    address: str = ""
    note: LocalisedText = NO_TEXT


def adopt(consultation: Consultation, version: PlanVersion, act: Act, *, by: Actor) -> AdoptingAct:
    """Record the act that adopted a version; from then on the plan is decided.

    Follows the published report; commands may bring in a decision of the past. Raises Missing with
    the codes of what is lacking, UnfitActDay, NotTheNewest for another version than the newest
    public one, UnfitAddress, WrongState before the report or when an act is recorded already, and
    Forbidden.
    """
    locked = locked_row(consultation)
    if not by.is_system and not by.has(locked.id, "organiser"):
        raise Forbidden
    if not may_become(locked.state, "decision_made"):
        raise WrongState(state=locked.state, wanted="report_published")
    adopted_on = _checked(act, locked)
    newest = published_of(locked.id)
    if newest is None or newest.id != version.id:
        raise NotTheNewest(number=newest.number if newest else 0)
    made = AdoptingAct(
        consultation_id=locked.id,
        plan_version_id=version.id,
        kind=act.kind,
        number=act.number,
        adopted_on=adopted_on,
        signatory=act.signatory,
        address=act.address,
        note=act.note,
        recorded_by=by.name or by.audit_name,
    )
    db.session.add(made)
    version.state = "adopted"
    operations.decide(locked, at=min(start_of_day(adopted_on, locked.zone), now()), by=by)
    audit.record(
        "plan.adopted",
        version,
        by=by,
        consultation_id=locked.id,
        number=version.number,
        kind=act.kind,
        adopted_on=adopted_on,
    )
    return made


def act_of(consultation_id: uuid.UUID) -> AdoptingAct | None:
    """Return the act that adopted the plan of a consultation, if it was adopted."""
    return db.session.get(AdoptingAct, consultation_id)


def _checked(act: Act, consultation: Consultation) -> date:
    given = {
        "kind": act.kind in ACT_KINDS,
        "number": bool(act.number),
        "adopted_on": act.adopted_on is not None,
        "signatory": bool(act.signatory),
    }
    lacking = [name for name, there in given.items() if not there]
    if lacking or act.adopted_on is None:
        raise Missing(missing=lacking)
    if act.address and not act.address.startswith(("https://", "http://")):
        raise UnfitAddress(address=act.address)
    closes_at = consultation.closes_at or now()
    closed, today = (local_day(at, consultation.zone) for at in (closes_at, now()))
    if not closed <= act.adopted_on <= today:
        raise UnfitActDay(adopted_on=act.adopted_on)
    return act.adopted_on
