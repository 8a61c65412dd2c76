"""Promises of answers, and what the program proposes as the cause of a change."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.changes import queries
from consult.domain.changes.operations import unlink_comment
from consult.domain.responses.models import Response
from consult.domain.responses.promising import promise
from consult.domain.responses.refusals import NotPromising, PassedVersion
from consult.domain.responses.suggesting import shared_words, suggestions
from consult.domain.responses.taking_up import broken_promises, count_open, page_of_promises
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import Conflict
from tests.factories.trace import (
    BY,
    UNKEPT,
    change_named,
    import_list,
    second_version,
)

ONCE = second_version


@pytest.fixture
def version(app: Flask) -> Any:
    with app.app_context():
        made = second_version()
        import_list(made)
        yield made


def comment(code: str) -> Comment:
    return db.session.scalars(select(Comment).where(Comment.code == code)).one()


def response(code: str) -> Response:
    joined = select(Response).join(Comment, Comment.id == Response.comment_id)
    return db.session.scalars(joined.where(Comment.code == code)).one()


def proposed(change: Any) -> dict[str, str]:
    return {one.comment.code: one.reason for one in suggestions(change)}


def test_shared_words_are_four_in_a_row() -> None:
    assert shared_words("One, two «three» FOUR five") == {
        ("one", "two", "three", "four"),
        ("two", "three", "four", "five"),
    }
    assert shared_words("one two three") == frozenset()


def test_suggestions_name_why_each_comment_is_proposed(version: Any) -> None:
    change = change_named(version, "V2-01")
    assert proposed(change) == {}
    first, second, third = (cause.comment for cause in change.causes[:3])
    second.proposed_wording = "… протоколы заседаний публиковать в течение десяти дней"
    third.proposed_wording = "Создать постоянно действующую межведомственную рабочую группу"
    for one in (second, third):
        response(one.code).disposition = "noted"
    response(first.code).change_ref = response(first.code).target_measure = ""
    for code in [cause.comment.code for cause in change.causes]:
        unlink_comment(change, code, by=BY)
    found = proposed(queries.change_by_number(version.id, change.number))
    assert found[first.code] == "answer_on_measure"
    assert found[second.code] == "wording_stands"
    assert third.code not in found
    assert set(found.values()) == {"answer_names_change", "answer_on_measure", "wording_stands"}


def test_open_promises_stand_first_and_are_counted(version: Any) -> None:
    page = page_of_promises(version.consultation_id)
    assert (page.items[0].comment.code, page.items[0].state) == (UNKEPT, "open")
    assert {one.state for one in page.items[1:]} == {"kept"}
    assert count_open(version.consultation_id) == 1


def test_promise_is_refused_when_nothing_can_come_of_it(version: Any) -> None:
    answer = response(UNKEPT)
    with pytest.raises(PassedVersion):
        promise(answer, 2, by=BY, expected=answer.row_version)
    with pytest.raises(Conflict):
        promise(answer, 3, by=BY, expected=answer.row_version + 1)
    answer.disposition = "noted"
    db.session.flush()
    with pytest.raises(NotPromising):
        promise(answer, 3, by=BY, expected=answer.row_version)


def test_broken_promises_when_the_version_is_out(version: Any) -> None:
    answer = response(UNKEPT)
    answer.promised_version = 2
    db.session.flush()
    assert [one.comment.code for one in broken_promises(version.consultation_id)] == [UNKEPT]
    answer.promised_version = 3
    db.session.flush()
    assert broken_promises(version.consultation_id) == []
