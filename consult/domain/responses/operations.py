"""Drafting, submitting, returning and approving answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import AFTER_CLOSING
from consult.domain.people.actors import Actor
from consult.domain.responses import rules
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

EDITORS = ("ministry_contributor", "ministry_approver")


@dataclass(frozen=True)
class Answer:
    """What a body answers: disposition, reasons and the facts that the disposition needs.

    `facts` holds the columns named in rules.LOCALISED_FACTS and rules.PLAIN_FACTS, and
    `duplicate_of`, a Comment.
    """

    disposition: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class NotDraftable(WrongState):
    """The answer is approved; it changes only after it was returned."""

    code = "answer_approved"


class SamePerson(Forbidden):
    """Who prepared an answer may not approve it (I-12)."""

    code = "same_person"


class BeforeClosing(WrongState):
    """Answers are approved only after the consultation has closed (A-01)."""

    code = "before_closing"


class ChainedDuplicate(Missing):
    """A duplicate must point to a comment that is not itself a duplicate (I-15)."""

    code = "chained_duplicate"


def save_draft(
    comment: Comment, answer: Answer, *, body_id: Any, by: Actor, expected: int | None = None
) -> Response:
    """Store the answer of a body as a draft, new or changed; nothing needs to be complete yet.

    `expected` is the row version the writer saw; raises Conflict with the present answer when
    somebody saved meanwhile, NotDraftable after approval, Forbidden for a body not asked.
    """
    if not by.is_system and body_id not in by.bodies(comment.consultation_id, *EDITORS):
        raise Forbidden
    response = _locked(comment)
    if response is None:
        if expected:
            raise Conflict(theirs=None)
        response = Response(comment_id=comment.id, consultation_id=comment.consultation_id)
        db.session.add(response)
    elif response.state == "approved":
        raise NotDraftable
    elif expected is not None and response.row_version != expected:
        raise Conflict(theirs=response)
    _fill(response, answer, body_id)
    response.state = "draft"
    response.prepared_by, response.prepared_by_id = by.name, by.user_id
    _kept(response, by)
    audit.record(
        "response.drafted",
        response,
        by=by,
        consultation_id=comment.consultation_id,
        disposition=answer.disposition,
    )
    return response


def _locked(comment: Comment) -> Response | None:
    db.session.execute(select(Comment.id).where(Comment.id == comment.id).with_for_update())
    return db.session.scalar(select(Response).where(Response.comment_id == comment.id))


def _fill(response: Response, answer: Answer, body_id: Any) -> None:
    response.organisation_id = body_id
    response.disposition = answer.disposition
    for name in rules.LOCALISED_FACTS:
        setattr(response, name, LocalisedText.of(answer.facts.get(name)))
    for name in rules.PLAIN_FACTS:
        setattr(response, name, answer.facts.get(name) or "")
    target = answer.facts.get("duplicate_of")
    response.duplicate_of_id = target.id if target is not None else None
    response.updated_at = now()


def _facts(response: Response) -> dict[str, Any]:
    names = (*rules.LOCALISED_FACTS, *rules.PLAIN_FACTS)
    facts = {name: getattr(response, name) for name in names}
    return facts | {"duplicate_of": response.duplicate_of_id}


def _kept(response: Response, by: Actor, state: str | None = None) -> None:
    """Append the present answer to its history."""
    db.session.flush()
    last = db.session.scalar(
        select(func.max(ResponseRevision.number)).where(ResponseRevision.response_id == response.id)
    )
    data = {
        name: value.as_dict() if isinstance(value, LocalisedText) else str(value or "")
        for name, value in _facts(response).items()
    }
    db.session.add(
        ResponseRevision(
            response_id=response.id,
            number=(last or 0) + 1,
            state=state or response.state,
            data=data | {"disposition": response.disposition, "remark": response.remark},
            by_name=by.name,
        )
    )


def missing_of(response: Response, consultation: Consultation) -> list[str]:
    """Return what the answer lacks before it may be approved, as codes."""
    languages = [code for code in ("kk", "ru") if code in consultation.languages]
    return rules.missing(response.disposition, _facts(response), languages=languages)


def submit(response: Response, consultation: Consultation, *, by: Actor, expected: int) -> Response:
    """Hand a complete draft to the approver; raises Missing with the codes of what is lacking."""
    _expect(response, expected, states=("draft", "returned"))
    if lacking := missing_of(response, consultation):
        raise Missing(missing=lacking)
    _check_chain(response)
    response.state = "submitted"
    response.remark = ""
    return _done("response.submitted", response, by)


def give_back(response: Response, *, remark: str, by: Actor, expected: int) -> Response:
    """Return an answer to its writer with a remark; an approved one becomes a draft again."""
    _expect(response, expected, states=("submitted", "approved"))
    _must_approve(response, by)
    if not remark:
        raise Missing(missing=["remark"])
    response.state, response.remark = "returned", remark
    response.approved_at, response.approved_by, response.approved_by_id = None, "", None
    return _done("response.returned", response, by)


def approve(
    response: Response, consultation: Consultation, *, by: Actor, expected: int
) -> Response:
    """Approve an answer: after closing (A-01), complete (I-9), by another person (I-12)."""
    _expect(response, expected, states=("submitted",))
    _must_approve(response, by)
    if response.prepared_by_id == by.user_id or response.prepared_by == by.name:
        raise SamePerson
    if consultation.state not in AFTER_CLOSING:
        raise BeforeClosing
    if lacking := missing_of(response, consultation):
        raise Missing(missing=lacking)
    _check_chain(response)
    response.state, response.approved_at = "approved", now()
    response.approved_by, response.approved_by_id = by.name, by.user_id
    return _done("response.approved", response, by)


def _expect(response: Response, expected: int, *, states: tuple[str, ...]) -> None:
    db.session.execute(select(Response.id).where(Response.id == response.id).with_for_update())
    db.session.refresh(response, ["state", "row_version", "prepared_by", "prepared_by_id"])
    if response.row_version != expected:
        raise Conflict(theirs=response)
    if response.state not in states:
        raise WrongState(state=response.state, wanted=list(states))


def _must_approve(response: Response, by: Actor) -> None:
    bodies = by.bodies(response.consultation_id, "ministry_approver")
    if not by.is_system and response.organisation_id not in bodies:
        raise Forbidden


def _check_chain(response: Response) -> None:
    if response.duplicate_of_id is None:
        return
    chained = select(Response.id).where(
        Response.comment_id == response.duplicate_of_id, Response.disposition == "duplicate"
    )
    if db.session.scalar(chained) is not None:
        raise ChainedDuplicate(missing=["duplicate_of"])


def _done(action: str, response: Response, by: Actor) -> Response:
    response.updated_at = now()
    try:
        _kept(response, by)
    except StaleDataError as error:
        raise Conflict(theirs=None) from error
    audit.record(action, response, by=by, consultation_id=response.consultation_id)
    return response
