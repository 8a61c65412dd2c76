"""Answering one comment: draft, hand in, take back, review, return, approve."""

import uuid

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses.lacking import missing_of
from consult.domain.responses.models import Response
from consult.domain.responses.refusals import (
    BeforeClosing,
    ChainedDuplicate,
    NotDraftable,
    SamePerson,
)
from consult.domain.responses.together import Answer, Draft, save_drafts, take_step
from consult.domain.submissions.models import Comment
from consult.kernel.database import db

__all__ = [
    "EDITORS",
    "Answer",
    "BeforeClosing",
    "ChainedDuplicate",
    "NotDraftable",
    "SamePerson",
    "approve",
    "give_back",
    "missing_of",
    "review",
    "save_draft",
    "submit",
    "take_back",
]

EDITORS = MINISTRY_ROLES


def save_draft(
    comment: Comment,
    answer: Answer,
    *,
    body_id: uuid.UUID,
    by: Actor,
    expected: int | None = None,
) -> Response:
    """Store the answer of a body as a draft, new or changed; nothing needs to be complete yet.

    `expected` is the row version the writer saw; raises Conflict with the present answer when
    somebody saved meanwhile, NotDraftable after approval, Forbidden for a body not asked. An
    answer that was shared with a group stands alone from then on.
    """
    drafts = {comment.id: Draft(answer, expected)}
    return save_drafts(comment.consultation_id, drafts, body_id=body_id, by=by).only()


def submit(response: Response, consultation: Consultation, *, by: Actor, expected: int) -> Response:
    """Hand a complete draft in; raises Missing with the codes of what is lacking."""
    return take_step("submit", consultation, {response.comment_id: expected}, by=by).only()


def take_back(response: Response, *, by: Actor, expected: int) -> Response:
    """Turn an answer that was handed in and not reviewed yet into a draft, by its preparer."""
    return _step("take_back", response, by, expected)


def review(response: Response, *, by: Actor, expected: int) -> Response:
    """Mark an answer as reviewed by a person of the body who did not prepare it (I-12)."""
    return _step("review", response, by, expected)


def give_back(response: Response, *, remark: str, by: Actor, expected: int) -> Response:
    """Return an answer to its writer with a remark, also an approved one."""
    return _step("give_back", response, by, expected, remark)


def approve(
    response: Response, consultation: Consultation, *, by: Actor, expected: int, remark: str = ""
) -> Response:
    """Approve an answer: after closing (A-01), complete (I-9), by another person (I-12).

    `remark` is the reason for another result than a meeting decided on; without one such an answer
    raises DepartsFromDecision.
    """
    wanted = {response.comment_id: expected}
    return take_step("approve", consultation, wanted, by=by, remark=remark).only()


def _step(name: str, response: Response, by: Actor, expected: int, remark: str = "") -> Response:
    consultation = db.session.get_one(Consultation, response.consultation_id)
    wanted = {response.comment_id: expected}
    return take_step(name, consultation, wanted, by=by, remark=remark).only()
