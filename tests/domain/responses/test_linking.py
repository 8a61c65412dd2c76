"""What answers name is tied to the changes of the next version (I-10)."""

import json

import pytest
from sqlalchemy import func, select

from consult.domain.changes import queries
from consult.domain.changes.models import Change, ChangeCause
from consult.domain.changes.rules import TEXTUAL
from consult.domain.responses.linking import link_answers, name_change, named_by, offered
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from tests.factories.reading import statements
from tests.factories.trace import BY, LIST, UNKEPT, import_list, import_version, make_discussed

ONCE = make_discussed


@pytest.fixture
def discussed(app):
    with app.app_context():
        yield make_discussed()


def ties():
    rows = db.session.execute(
        select(Change.kind, Comment.code)
        .join(ChangeCause, ChangeCause.change_id == Change.id)
        .join(Comment, Comment.id == ChangeCause.comment_id)
    )
    return {tuple(row) for row in rows}


def test_answers_are_tied_to_the_changes_of_the_measures_they_name(discussed):
    version = import_version(discussed, 2)
    linked = link_answers(version, by=BY)
    listed = {
        (one["kind"], code)
        for one in json.loads(LIST.read_bytes())["changes"]
        for code in one["comment_codes"]
    }
    found = ties()
    assert linked.ties == len(found)
    assert found <= listed
    assert len({code for _kind, code in found}) == 76
    assert UNKEPT in linked.unresolved
    assert len(linked.unresolved) == 3
    assert queries.counts_of(version.id).open == 3


def test_second_run_adds_nothing_and_costs_the_same(discussed):
    version = import_version(discussed, 2)
    link_answers(version, by=BY)
    with statements() as seen:
        assert link_answers(version, by=BY).ties == 0
    assert len(seen) <= 8


def test_reference_of_a_prepared_list_is_followed_first(discussed):
    version = import_version(discussed, 2)
    import_list(version)
    db.session.execute(ChangeCause.__table__.delete())
    linked = link_answers(version, by=BY)
    assert (linked.ties, linked.unresolved) == (78, (UNKEPT,))
    named = db.session.execute(
        select(Change.external_id, Response.change_ref)
        .join(ChangeCause, ChangeCause.change_id == Change.id)
        .join(Response, Response.comment_id == ChangeCause.comment_id)
    ).all()
    assert [row for row in named if row[0] != row[1]] == []


def test_answer_may_name_a_change_of_the_next_version_and_take_it_back(discussed):
    version = import_version(discussed, 2, publish=False)
    found = offered(discussed.id)
    assert found.versions == [2]
    assert {change.kind for change in found.changes} <= TEXTUAL
    assert {change.plan_version_id for change in found.changes} == {version.id}
    comment = db.session.scalars(select(Comment)).first()
    change = found.changes[0]
    name_change(comment.id, change.id, found, by=BY)
    assert named_by(comment.id, offered(discussed.id)) == [change.id]
    db.session.refresh(change)
    assert change.cause == "comments"
    name_change(comment.id, None, offered(discussed.id), by=BY)
    db.session.refresh(change)
    assert (change.cause, db.session.scalar(select(func.count(ChangeCause.change_id)))) == ("", 0)


def test_change_that_is_not_offered_cannot_be_named(discussed):
    found = offered(discussed.id)
    assert (found.changes, found.versions) == ((), [2])
    comment = db.session.scalars(select(Comment)).first()
    with pytest.raises(NotFound):
        name_change(comment.id, comment.id, found, by=BY)


def test_command_ties_the_newest_version(app, discussed):
    import_version(discussed, 2)
    slug = discussed.slug
    runner = app.test_cli_runner()
    done = runner.invoke(args=["responses", "link", slug])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == "tied 76, without a change 3"
    again = runner.invoke(args=["responses", "link", slug, "--version", "2"])
    assert again.stdout.splitlines()[0] == "tied 0, without a change 3"
