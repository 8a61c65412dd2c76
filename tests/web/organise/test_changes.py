"""The organisers' pages about changes, promises and the adoption."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.changes import queries
from consult.domain.plans.models import PlanVersion
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.people import make_user, sign_in
from tests.factories.trace import UNKEPT, import_list, make_discussed, second_version
from tests.visitor import Visitor

ONCE = second_version


@pytest.fixture
def world(app: Flask) -> tuple[str, Visitor, Any]:
    """A consultation whose second version is public, with an organiser who is signed in."""
    with app.app_context():
        made = make_discussed()
        version = second_version()
        user = make_user([("organiser", made)], name="Aigul")
        slug, version_id = made.slug, version.id
    return slug, sign_in(Visitor(app), user), version_id


def test_changes_page_lists_what_is_open(world: Any) -> None:
    slug, person, _version = world
    person.open(f"/en/organise/{slug}/changes?show=open")
    assert "Without a cause: 19." in person.text
    assert person.text.count("No cause stated yet") == 19


def test_cause_is_stated_on_the_page(app: Flask, world: Any) -> None:
    slug, person, version = world
    address = f"/en/organise/{slug}/changes/2/1"
    person.open(address)
    assert "The answer to it names this change." in person.text
    person.choose("Comments").choose("UPR-2011/0015-1")
    person.fill("Codes of other comments", "UPR-2011/0003-3").press("Save")
    with app.app_context():
        change = queries.change_by_number(version, 1)
        assert sorted(cause.comment.code for cause in change.causes) == [
            "UPR-2011/0003-3",
            "UPR-2011/0015-1",
        ]
        assert change.decided_by == "Aigul"
    person.open(address).press("Save", 409, row_version="1")
    assert "Somebody else changed this meanwhile" in person.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose why this was changed."),
        ({"cause": "comments"}, "Choose a comment or enter its code."),
        ({"cause": "comments", "codes": "UPR-2011/9999-9"}, "UPR-2011/9999-9"),
        ({"cause": "agreed", "explanation-ru": "Letter"}, "Explain the change in this language."),
    ],
)
def test_cause_is_refused_with_a_sentence(world: Any, typed: dict[str, str], said: str) -> None:
    slug, person, _version = world
    person.open(f"/en/organise/{slug}/changes/2/1").press("Save", 422, **typed)
    assert said in person.text
    assert typed.get("explanation-ru", "") in person.text


def test_answers_page_names_the_promise_without_a_change(app: Flask, world: Any) -> None:
    slug, person, version = world
    with app.app_context():
        import_list(db.session.get_one(PlanVersion, version))
    person.open(f"/en/organise/{slug}/changes/answers?show=open")
    assert "open: 1" in person.text
    assert UNKEPT in person.text
    assert "UPR-2011/0015-1" not in person.text


def test_promise_is_tied_to_a_change_or_to_a_later_version(app: Flask, world: Any) -> None:
    slug, person, _version = world
    with app.app_context():
        comment = db.session.scalars(select(Comment).where(Comment.code == UNKEPT)).one()
        address = f"/en/organise/{slug}/changes/answers/{comment.id}"
    field = "Number of the version in which the change is to come"
    person.open(address).fill(field, "2").press("Save", 422)
    assert "Version 2 is public already" in person.text
    person.open(address).fill(field, "99999999999999999999").press("Save", 422)
    person.open(address).fill(field, "3").press("Save").open(address)
    assert "Promised for a later version" in person.text
    person.fill("Change of the plan", "1").press("Save").open(address)
    assert "Change named" in person.text
