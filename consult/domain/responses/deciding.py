"""Deciding at the national round table: the answer stands, is to become another, or goes back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, func, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.responses import rules
from consult.domain.responses.agenda import on_agenda
from consult.domain.responses.decision_models import MeetingDecision, MeetingDecisionRevision
from consult.domain.responses.disputed import says_so
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.refusals import (
    DecidedMeanwhile,
    NoDecisionsHere,
    NotOnAgenda,
    SameResult,
)
from consult.domain.responses.steps import may_record
from consult.domain.responses.together import locked, take_step
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.queries import table_for_change
from consult.domain.roundtables.rules import BEFORE
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Missing
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

DECIDABLE = tuple(code for code in rules.OFFERED if code != "duplicate")
"""Results that a meeting may decide on; which comment is repeated is for the bodies to say."""
OPEN_STATES = frozenset({"held", "minutes_draft"})


@dataclass(frozen=True)
class Ruling:
    """What a meeting decides: a kind of rules.DECISIONS, its words, the new result if changed."""

    decision: str
    text: LocalisedText = field(default_factory=LocalisedText)
    disposition: str = ""


@dataclass(frozen=True)
class _Sitting:
    """A ruling of a meeting being recorded: by whom, when, with which remark for the bodies."""

    table: RoundTable
    ruling: Ruling
    by: Actor
    remark: str
    at: datetime


def is_open(table: RoundTable) -> bool:
    """Whether a meeting decides now: a national one, from its day until its minutes are out."""
    if table.level != "national":
        return False
    begun = day_of(now(), table.zone) >= day_of(table.starts_at, table.zone)
    return table.state in OPEN_STATES or (table.state in BEFORE and begun)


def record_decision(
    table: RoundTable, comment_id: uuid.UUID, ruling: Ruling, *, by: Actor, remark: str = ""
) -> MeetingDecision:
    """Record what a meeting decided about a comment of its agenda.

    When the answer is to be changed or goes back, it is returned to its body with `remark` (the
    words of the ruling unless given); nothing in the answer itself is changed. Raises Forbidden,
    NoDecisionsHere, NotOnAgenda, SameResult, Missing (decision, disposition, text), Conflict
    (facts: theirs) when there is a decision already.
    """
    return _one(table, comment_id, ruling, by, 0, remark)


def change_decision(
    decision: MeetingDecision,
    table: RoundTable,
    ruling: Ruling,
    *,
    by: Actor,
    expected: int,
    remark: str = "",
) -> MeetingDecision:
    """Put another ruling in the place of a decision; its earlier wordings are kept.

    Other words alone do not send the answer back again. Raises as record_decision, Conflict when
    somebody changed it since version `expected`.
    """
    return _one(table, decision.comment_id, ruling, by, expected, remark)


def let_stand(
    table: RoundTable, expected: Mapping[uuid.UUID, int], text: LocalisedText, *, by: Actor
) -> list[MeetingDecision]:
    """Record of several comments that their answers stand, with the same words.

    `expected` maps comment ids to the versions of their decisions (0: none yet). All or none:
    raises DecidedMeanwhile with the codes of comments on which somebody decided meanwhile.
    """
    sitting = _open(table, Ruling("stands", text), by, "")
    comments, answers, present = _held(sitting, list(expected))
    clashing = [
        comment.code
        for comment in comments
        if _version(present.get(comment.id)) != expected[comment.id]
    ]
    if clashing:
        raise DecidedMeanwhile(codes=clashing)
    return [
        _decide(sitting, comment.id, answers.get(comment.id), present.get(comment.id))
        for comment in comments
    ]


def _one(
    table: RoundTable, comment_id: uuid.UUID, ruling: Ruling, by: Actor, expected: int, remark: str
) -> MeetingDecision:
    sitting = _open(table, ruling, by, remark)
    _comments, answers, present = _held(sitting, [comment_id])
    if _version(present.get(comment_id)) != expected:
        raise Conflict(theirs=present.get(comment_id))
    return _decide(sitting, comment_id, answers.get(comment_id), present.get(comment_id))


def _version(decision: MeetingDecision | None) -> int:
    return decision.row_version if decision else 0


def _open(table: RoundTable, ruling: Ruling, by: Actor, remark: str) -> _Sitting:
    may_record(by, table.consultation_id)
    held = table_for_change(table.id)
    if not is_open(held):
        raise NoDecisionsHere(state=held.state, wanted="held")
    lacking = []
    if ruling.decision not in rules.DECISIONS:
        lacking.append("decision")
    if ruling.decision == "changed" and ruling.disposition not in DECIDABLE:
        lacking.append("disposition")
    if not (ruling.text.exact("kk") or ruling.text.exact("ru")):
        lacking.append("text")
    if lacking:
        raise Missing(missing=lacking)
    return _Sitting(held, ruling, by, remark or ruling.text.in_("ru"), now())


def _held(
    sitting: _Sitting, ids: Sequence[uuid.UUID]
) -> tuple[
    Sequence[Row[uuid.UUID, str]], dict[uuid.UUID, Response], dict[uuid.UUID, MeetingDecision]
]:
    """Return comments, answers and present decisions, locked; raises NotOnAgenda, NotFound."""
    comments, answers = locked(sitting.table.consultation_id, ids)
    if len(on_agenda(sitting.table, ids)) != len(ids):
        raise NotOnAgenda
    statement = (
        select(MeetingDecision)
        .where(
            MeetingDecision.round_table_id == sitting.table.id,
            MeetingDecision.comment_id.in_(ids),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    present = {one.comment_id: one for one in db.session.scalars(statement)}
    return comments, answers, present


def _decide(
    sitting: _Sitting,
    comment_id: uuid.UUID,
    response: Response | None,
    present: MeetingDecision | None,
) -> MeetingDecision:
    ruling = sitting.ruling
    wanted = _wanted(ruling, response)
    fits = _fits(response, wanted) and ruling.decision != "returned"
    same = bool(present and (present.decision, present.disposition) == (ruling.decision, wanted))
    if ruling.decision == "changed" and fits and not same:
        raise SameResult(disposition=wanted)
    decision = present or _new(sitting, comment_id)
    decision.decision, decision.disposition, decision.text = ruling.decision, wanted, ruling.text
    decision.recorded_by, decision.told_at = sitting.by.name, None
    if not same:
        decision.recorded_at, decision.departure = sitting.at, ""
        decision.carried_at = sitting.at if fits else None
        if response is not None and _goes_back(decision, response, fits=fits):
            _send_back(sitting, response)
    _keep(decision, sitting, "changed" if present else "recorded")
    return decision


def _wanted(ruling: Ruling, response: Response | None) -> str:
    """The result that the approved answer is to have; empty when the bodies are to find one."""
    if ruling.decision == "returned" or response is None:
        return ""
    if ruling.decision == "changed":
        return ruling.disposition
    before = "" if response.state == "approved" else _approved_before(response)
    return before or response.disposition


def _approved_before(response: Response) -> str:
    """The result that an answer had when it was last approved; empty when it never was."""
    statement = (
        select(ResponseRevision.data["disposition"].astext)
        .where(ResponseRevision.response_id == response.id, ResponseRevision.state == "approved")
        .order_by(ResponseRevision.number.desc())
        .limit(1)
    )
    return db.session.scalar(statement) or ""


def _fits(response: Response | None, wanted: str) -> bool:
    approved = response is not None and response.state == "approved"
    return approved and says_so(wanted, response.disposition)  # type: ignore[union-attr]


def _goes_back(decision: MeetingDecision, response: Response, *, fits: bool) -> bool:
    """Whether the body is to write again: not while an answer that is to stand is on its way."""
    if fits or decision.decision != "stands":
        return not fits
    return response.state == "returned" or not says_so(decision.disposition, response.disposition)


def _new(sitting: _Sitting, comment_id: uuid.UUID) -> MeetingDecision:
    decision = MeetingDecision(
        id=uuid.uuid4(), round_table_id=sitting.table.id, comment_id=comment_id
    )
    db.session.add(decision)
    return decision


def _send_back(sitting: _Sitting, response: Response) -> None:
    consultation = db.session.get_one(Consultation, response.consultation_id)
    expected = {response.comment_id: response.row_version}
    with db.session.no_autoflush:
        take_step("send_back", consultation, expected, by=sitting.by, remark=sitting.remark).only()


def _keep(decision: MeetingDecision, sitting: _Sitting, what: str) -> None:
    """Append the wording to the history of the decision, and an entry to the audit log."""
    db.session.flush()
    last = select(func.max(MeetingDecisionRevision.number)).where(
        MeetingDecisionRevision.decision_id == decision.id
    )
    db.session.add(
        MeetingDecisionRevision(
            decision_id=decision.id,
            number=(db.session.scalar(last) or 0) + 1,
            decision=decision.decision,
            disposition=decision.disposition,
            text=decision.text,
            by_name=sitting.by.name,
        )
    )
    audit.record(
        f"decision.{what}",
        decision,
        by=sitting.by,
        consultation_id=sitting.table.consultation_id,
        decision=decision.decision,
        disposition=decision.disposition,
        comment=decision.comment_id,
    )
