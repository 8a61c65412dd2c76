"""A national round table over the answers of an office. Call inside an app context."""

from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.responses import positions, queries
from consult.domain.responses.deciding import Ruling
from consult.domain.responses.models import Response
from consult.domain.responses.together import Draft, save_drafts, take_step
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.answering import REJECTED, Office, published, words
from tests.factories.consultations import in_three
from tests.factories.roundtables import make_table

BY = system("command")
STANDS = Ruling("stands", in_three("The reasons hold"))
CHANGED = Ruling("changed", in_three("Take up the deadline"), "partly")
RETURNED = Ruling("returned", in_three("Agree among yourselves"))


def make_national(office: Office, **changes: Any) -> RoundTable:
    """The national round table of the office's consultation, held yesterday in Astana."""
    held = db.session.get_one(Consultation, office.consultation.id)
    facts = {"level": "national", "title": in_three("National round table"), **changes}
    made = make_table(held, **facts)
    return table_by_reference(office.consultation.slug, made.reference)


def answered(office: Office, answer: Any = REJECTED, **changes: Any) -> Comment:
    """A published comment with an answer of MOJ, approved by two persons."""
    comment = published(office, **changes)
    approve(office, comment, answer)
    return comment


def approve(office: Office, comment: Any, answer: Any, *, remark: str = "") -> Response:
    """Write, hand in and approve the answer of MOJ to a comment."""
    held = db.session.get_one(Consultation, office.consultation.id)
    drafts = {comment.id: Draft(answer)}
    done = save_drafts(held.id, drafts, body_id=office.moj.id, by=office.writer).only()
    done = take_step("submit", held, {comment.id: done.row_version}, by=office.writer).only()
    done = take_step(
        "approve", held, {comment.id: done.row_version}, by=office.approver, remark=remark
    ).only()
    db.session.commit()
    return done


def dissent(office: Office, comment: Any) -> None:
    """Have MFA say that it does not agree with the answer."""
    held = db.session.get_one(Comment, comment.id)
    said = positions.state_position(
        held, body_id=office.mfa.id, stance="dissent", text=words("We differ"), by=office.co_writer
    )
    positions.approve_position(said, by=office.co_approver, expected=said.row_version)
    db.session.commit()


def answer_to(comment: Any) -> Response:
    """The present answer to a comment, read anew."""
    db.session.expire_all()
    found = queries.response_of(comment.id)
    assert found is not None
    return found
