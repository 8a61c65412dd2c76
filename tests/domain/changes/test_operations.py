"""Stating the cause of a change, tying comments to it."""

from functools import partial

import pytest

from consult.domain.changes import operations, queries
from consult.domain.changes.refusals import UnknownComments
from consult.domain.people.actors import Actor, Grant
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import in_three
from tests.factories.trace import make_discussed, second_version

ONCE = partial(second_version, publish=False)
FIRST, SECOND = "UPR-2011/0015-1", "UPR-2011/0003-3"


@pytest.fixture
def discussed(app):
    with app.app_context():
        yield make_discussed()


@pytest.fixture
def version(discussed):
    return second_version(publish=False)


@pytest.fixture
def change(version):
    return queries.change_by_number(version.id, 1)


@pytest.fixture
def organiser(discussed):
    return Actor(name="Aigul", grants=frozenset({Grant("organiser", discussed.id)}))


def codes(change):
    found = queries.change_by_number(change.plan_version_id, change.number)
    return sorted(cause.comment.code for cause in found.causes)


def test_state_cause_when_comments_on_any_measure(change, organiser):
    operations.state_cause(
        change, "comments", comments=[FIRST, SECOND], by=organiser, expected=change.row_version
    )
    assert (change.cause, change.decided_by, codes(change)) == (
        "comments", "Aigul", [SECOND, FIRST],
    )  # fmt: skip
    operations.state_cause(
        change, "comments", comments=[FIRST], by=organiser, expected=change.row_version
    )
    assert codes(change) == [FIRST]


@pytest.mark.parametrize("cause", ["own_initiative", "agreed"])
def test_state_cause_without_comments_needs_both_languages(change, organiser, cause):
    words = LocalisedText(ru="Уточнено")
    with pytest.raises(Missing) as refused:
        operations.state_cause(
            change, cause, explanation=words, by=organiser, expected=change.row_version
        )
    assert refused.value.facts == {"missing": ["explanation:kk"]}
    operations.state_cause(
        change, cause, explanation=in_three("Made clear"), by=organiser, expected=change.row_version
    )
    assert (change.cause, codes(change)) == (cause, [])


def test_state_cause_needs_a_comment_or_another_cause(change, organiser):
    for cause, lacking in (("", ["cause"]), ("comments", ["comments"])):
        with pytest.raises(Missing) as refused:
            operations.state_cause(change, cause, by=organiser, expected=change.row_version)
        assert refused.value.facts == {"missing": lacking}


def test_state_cause_when_the_comment_is_unknown_or_spam(change, organiser):
    spam = db.session.query(Comment).filter_by(code=SECOND).one()
    spam.publication = "spam"
    db.session.flush()
    for code in ("UPR-2011/9999-1", SECOND):
        with pytest.raises(UnknownComments) as refused:
            operations.state_cause(
                change,
                "comments",
                comments=[FIRST, code],
                by=organiser,
                expected=change.row_version,
            )
        assert refused.value.facts == {"codes": [code]}


def test_state_cause_when_somebody_was_faster(change, organiser):
    seen = change.row_version
    operations.link_comment(change, FIRST, by=organiser)
    with pytest.raises(Conflict):
        operations.state_cause(change, "comments", comments=[SECOND], by=organiser, expected=seen)
    assert codes(change) == [FIRST]


def test_state_cause_by_others_than_organisers(change):
    with pytest.raises(Forbidden):
        operations.state_cause(
            change, "comments", comments=[FIRST], by=Actor(name="x"), expected=change.row_version
        )


def test_link_and_unlink_comments(version, change, organiser):
    assert queries.counts_of(version.id).open == 19
    operations.link_comment(change, FIRST, by=organiser)
    operations.link_comment(change, FIRST, by=organiser)
    assert (change.cause, codes(change)) == ("comments", [FIRST])
    assert queries.counts_of(version.id).open == 18
    operations.unlink_comment(change, FIRST, by=organiser)
    assert (change.cause, codes(change)) == ("", [])
    assert queries.counts_of(version.id).open == 19


def test_changes_of_comments_leaves_out_drafts(discussed, version, change, organiser):
    operations.link_comment(change, FIRST, by=organiser)
    comment = db.session.query(Comment).filter_by(code=FIRST).one()
    assert queries.changes_of_comments([comment.id]) == {}
    found = queries.changes_of_comments([comment.id], only_public=False)
    assert [one.number for one in found[comment.id]] == [change.number]


def test_page_of_changes_shows_open_ones_first(version, change, organiser):
    operations.link_comment(change, FIRST, by=organiser)
    first = queries.page_of_changes(version.id)
    second = queries.page_of_changes(version.id, cursor=first.next)
    seen = [one.number for one in (*first.items, *second.items)]
    settled = [
        1,
        *(one.number for one in queries.changes_of(version.id) if one.kind == "renumbered"),
    ]
    assert sorted(seen) == list(range(1, 22))
    assert seen[-3:] == sorted(settled)
    back = queries.page_of_changes(version.id, cursor=second.previous)
    assert [one.number for one in back.items] == [one.number for one in first.items]
    only = queries.page_of_changes(version.id, only_open=True)
    assert len(only.items) == 18
