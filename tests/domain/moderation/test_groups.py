"""Groups of like comments: made by people, proposed by the program, dissolved without loss."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.moderation import groups
from consult.domain.moderation.groups import SameAuthor, TooFew
from consult.domain.responses import together
from consult.domain.responses.models import Response
from consult.domain.responses.together import Draft
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, NotFound
from tests.factories.answering import NOTED, Office, make_office, published, same_submission
from tests.factories.comments import make_comment
from tests.factories.consultations import make_body, measure_of


@pytest.fixture
def office(app: Flask) -> Any:
    with app.app_context():
        yield make_office()


def make(office: Office, *comments: Any, by: Any = None, name: str = "Longer term") -> Any:
    ids = [comment.id for comment in comments]
    by = by or office.organiser
    return groups.make_group(office.consultation.id, name, ids, by=by)


def group_of(comment: Any) -> Any:
    return db.session.scalar(select(Comment.group_id).where(Comment.id == comment.id))


def test_comments_of_different_authors_make_a_group(office: Office) -> None:
    first, second = published(office), published(office)
    group = make(office, first, second)
    assert [one.code for one in groups.members(group.id)] == [first.code, second.code]


def test_body_groups_what_it_leads_and_nothing_else(office: Office) -> None:
    first, second = published(office), published(office)
    assert make(office, first, second, by=office.writer).made_by == "Writer"
    with pytest.raises(NotFound):
        make(office, published(office), published(office), by=office.co_writer)


def test_one_author_on_one_thing_is_a_duplicate_and_no_group(office: Office) -> None:
    sent = same_submission(office)
    pair = [published(office, submission=sent) for _number in range(2)]
    with pytest.raises(SameAuthor) as refused:
        make(office, *pair)
    assert refused.value.facts == {"codes": [one.code for one in pair]}


def test_one_author_on_two_measures_may_stand_in_a_group(office: Office) -> None:
    sent = same_submission(office)
    other = measure_of(office.consultation, "1.2")
    pair = [published(office, submission=sent), published(office, measure=other, submission=sent)]
    assert groups.size_of(make(office, *pair).id) == 2


def test_group_needs_a_name_and_two_comments(office: Office) -> None:
    with pytest.raises(Missing):
        make(office, published(office), published(office), name=" ")
    with pytest.raises(TooFew):
        make(office, published(office))


def test_comments_join_and_leave_a_group(office: Office) -> None:
    first, second, third = (published(office) for _number in range(3))
    group = make(office, first, second)
    groups.add_to_group(group, [third.id], by=office.organiser)
    groups.take_out(group, [first.id], by=office.organiser)
    assert [one.id for one in groups.members(group.id)] == [second.id, third.id]
    assert group_of(first) is None


def test_body_does_not_change_a_group_with_comments_of_others(office: Office) -> None:
    first, second = published(office), published(office)
    group = make(office, first, second)
    with pytest.raises(Forbidden):
        groups.dissolve(group, by=office.co_writer)


def test_answers_stay_when_a_group_is_dissolved(office: Office) -> None:
    pair = published(office), published(office)
    group = make(office, *pair)
    drafts = {one.id: Draft(NOTED, 0) for one in pair}
    together.save_drafts(
        office.consultation.id, drafts, body_id=office.moj.id, by=office.writer, group_id=group.id
    )
    groups.dissolve(group, by=office.organiser)
    assert [group_of(one) for one in pair] == [None, None]
    rows = db.session.scalars(select(Response)).all()
    assert {one.disposition for one in rows} == {"noted"}
    assert len({one.id for one in rows}) == 2


LIKE = "We ask to move the deadline to the first quarter of the next year please"


def alike(office: Office, text: str, **changes: Any) -> Any:
    return published(office, text=text, rationale="", **changes)


def test_comments_that_begin_alike_are_proposed(office: Office) -> None:
    first, second = alike(office, LIKE + " and more."), alike(office, LIKE.upper() + ", or not.")
    alike(office, "Something else entirely")
    alike(office, LIKE, measure=measure_of(office.consultation, "1.2"))
    proposals = groups.like_comments(office.consultation.id)
    codes = [[one.code for one in proposal.comments] for proposal in proposals]
    assert codes == [[first.code, second.code]]


def test_one_author_twice_is_no_proposal(office: Office) -> None:
    sent = same_submission(office)
    for _number in range(2):
        alike(office, LIKE, submission=sent)
    assert groups.like_comments(office.consultation.id) == []


def test_what_is_grouped_or_of_others_is_not_proposed(office: Office) -> None:
    pair = alike(office, LIKE), alike(office, LIKE)
    of_mof = groups.like_comments(office.consultation.id, [make_body("MOF").id])
    assert of_mof == []
    make(office, *pair)
    assert groups.like_comments(office.consultation.id) == []


def test_comment_waiting_for_moderation_is_not_proposed(office: Office) -> None:
    alike(office, LIKE)
    make_comment(office.consultation, text=LIKE, rationale="")
    assert groups.like_comments(office.consultation.id) == []
