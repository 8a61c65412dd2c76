"""The steps of an answer after its draft: who may take them, when, and what they change."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import AFTER_CLOSING
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses.decided import decisions_for
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.disputed import says_so
from consult.domain.responses.lacking import lacking_of
from consult.domain.responses.models import Response
from consult.domain.responses.refusals import (
    BeforeClosing,
    ChainedDuplicate,
    DepartsFromDecision,
    NotPreparer,
    SamePerson,
)
from consult.domain.responses.rules import STATES
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, WrongState


@dataclass(frozen=True)
class Circumstances:
    """What the checks need to know of many answers at once: state, what lacks, chains, decisions.

    `decisions` are the newest ones of meetings, by comment.
    """

    consultation_state: str
    lacking: Mapping[uuid.UUID, list[str]]
    chained: AbstractSet[uuid.UUID] = field(default_factory=frozenset)
    decisions: Mapping[uuid.UUID, MeetingDecision] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A step that somebody wants to take now, with a remark for the writer.

    On approval the remark is the reason for another result than a meeting decided on.
    """

    by: Actor
    remark: str
    known: Circumstances
    at: datetime


@dataclass(frozen=True)
class Step:
    """A step: from which states, who may, what must hold, what it changes, its name in the log."""

    action: str
    states: tuple[str, ...]
    allowed: Callable[[Response, Asked], None]
    change: Callable[[Response, Asked], None]
    complete: bool = False
    after_closing: bool = False

    def check(self, response: Response, asked: Asked) -> None:
        """Raise the reason for which the step is refused, if there is one."""
        if response.state not in self.states:
            raise WrongState(state=response.state, wanted=list(self.states))
        self.allowed(response, asked)
        if self.after_closing and asked.known.consultation_state not in AFTER_CLOSING:
            raise BeforeClosing
        if self.complete:
            _check_complete(response, asked.known)


def circumstances(responses: Sequence[Response], consultation: Consultation) -> Circumstances:
    """Return what the checks of any step need to know about these answers."""
    lacking = lacking_of(responses, consultation)
    decisions = decisions_for([response.comment_id for response in responses])
    return Circumstances(consultation.state, lacking, _chained(responses), decisions)


def _chained(responses: Sequence[Response]) -> frozenset[uuid.UUID]:
    """Return the answers by which a chain of duplicates would come to be (I-15)."""
    targets = {one.duplicate_of_id: one for one in responses if one.duplicate_of_id}
    if not targets:
        return frozenset()
    own = [one.comment_id for one in targets.values()]
    rows = db.session.execute(
        select(Response.comment_id, Response.duplicate_of_id).where(
            (Response.comment_id.in_(targets) & (Response.disposition == "duplicate"))
            | Response.duplicate_of_id.in_(own)
        )
    ).all()
    duplicates = {row.comment_id for row in rows}
    kept = {row.duplicate_of_id for row in rows}
    return frozenset(
        one.id
        for one in responses
        if one.duplicate_of_id and (one.duplicate_of_id in duplicates or one.comment_id in kept)
    )


def _check_complete(response: Response, known: Circumstances) -> None:
    if lacking := known.lacking[response.id]:
        raise Missing(missing=lacking)
    if response.id in known.chained:
        raise ChainedDuplicate(missing=["duplicate_of"])


def _may(response: Response, by: Actor, *roles: str) -> None:
    if not by.is_system and response.organisation_id not in by.bodies(
        response.consultation_id, *roles
    ):
        raise Forbidden


def is_preparer(thing: object, by: Actor) -> bool:
    """Whether the actor prepared an answer or a position (I-12)."""
    prepared_by = getattr(thing, "prepared_by", "")
    prepared_by_id = getattr(thing, "prepared_by_id", None)
    return prepared_by == by.name or (by.user_id is not None and prepared_by_id == by.user_id)


def _writer(response: Response, asked: Asked) -> None:
    _may(response, asked.by, *MINISTRY_ROLES)


def _preparer(response: Response, asked: Asked) -> None:
    _may(response, asked.by, *MINISTRY_ROLES)
    if not is_preparer(response, asked.by):
        raise NotPreparer


def _second_person(response: Response, asked: Asked) -> None:
    _may(response, asked.by, *MINISTRY_ROLES)
    if is_preparer(response, asked.by):
        raise SamePerson


def _second_approver(response: Response, asked: Asked) -> None:
    _may(response, asked.by, "ministry_approver")
    if is_preparer(response, asked.by):
        raise SamePerson
    decision = asked.known.decisions.get(response.comment_id)
    if decision and departs(response, decision) and not asked.remark:
        raise DepartsFromDecision(disposition=decision.disposition)


def departs(response: Response, decision: MeetingDecision) -> bool:
    """Whether an answer has another result than a meeting decided on."""
    return not says_so(decision.disposition, response.disposition)


def _at_the_meeting(response: Response, asked: Asked) -> None:
    may_record(asked.by, response.consultation_id)


def may_record(by: Actor, consultation_id: uuid.UUID) -> None:
    """Refuse whoever may not record the decisions of a meeting; raises Forbidden."""
    if not by.is_system and not by.has(consultation_id, "organiser", "facilitator"):
        raise Forbidden


def _approver(response: Response, asked: Asked) -> None:
    _may(response, asked.by, "ministry_approver")
    if not asked.remark:
        raise Missing(missing=["remark"])


def _submit(response: Response, asked: Asked) -> None:  # noqa: ARG001
    response.state, response.remark = "submitted", ""


def _take_back(response: Response, asked: Asked) -> None:  # noqa: ARG001
    response.state = "draft"


def _review(response: Response, asked: Asked) -> None:
    response.state, response.reviewed_at = "reviewed", asked.at
    response.reviewed_by, response.reviewed_by_id = asked.by.name, asked.by.user_id


def _approve(response: Response, asked: Asked) -> None:
    response.state, response.approved_at = "approved", asked.at
    response.approved_by, response.approved_by_id = asked.by.name, asked.by.user_id
    if decision := asked.known.decisions.get(response.comment_id):
        _settle(decision, response, asked)


def _settle(decision: MeetingDecision, response: Response, asked: Asked) -> None:
    """Note whether the approved answer carries the decision out, and if not, why."""
    astray = departs(response, decision)
    decision.carried_at = None if astray else asked.at
    decision.departure = asked.remark if astray else ""


def _give_back(response: Response, asked: Asked) -> None:
    response.state, response.remark = "returned", asked.remark
    response.approved_at, response.approved_by, response.approved_by_id = None, "", None
    response.reviewed_at, response.reviewed_by, response.reviewed_by_id = None, "", None


STEPS = {
    "submit": Step("submitted", ("draft", "returned"), _writer, _submit, complete=True),
    "take_back": Step("taken_back", ("submitted",), _preparer, _take_back),
    "review": Step("reviewed", ("submitted",), _second_person, _review, complete=True),
    "approve": Step(
        "approved",
        ("submitted", "reviewed"),
        _second_approver,
        _approve,
        complete=True,
        after_closing=True,
    ),
    "give_back": Step("returned", ("submitted", "reviewed", "approved"), _approver, _give_back),
    "send_back": Step("returned", STATES, _at_the_meeting, _give_back),
}
