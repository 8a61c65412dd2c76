"""The queue: order, filters, pages, neighbours, and a constant number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from consult.domain.consultations.models import Consultation
from consult.domain.moderation import queries
from consult.domain.moderation.queries import Filters
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan, measure_of, section_of


@pytest.fixture
def consultation(app: Flask) -> Iterator[Consultation]:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
        yield made


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def codes(consultation: Consultation, filters: Filters) -> list[str]:
    return [comment.code for comment in queries.queue(consultation.id, filters).items]


def several(consultation: Consultation, number: int) -> list[Comment]:
    start = now() - timedelta(days=1)
    return [
        make_comment(
            consultation,
            submission=make_submission(consultation, received_at=start + timedelta(minutes=place)),
        )
        for place in range(number)
    ]


def test_queue_is_oldest_first_and_only_of_the_consultation(consultation: Consultation) -> None:
    made = several(consultation, 3)
    other = make_consultation()
    make_plan(other)
    make_comment(other)
    assert codes(consultation, Filters()) == [comment.code for comment in made]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(state="published"), {"kind"}),
        (Filters(state="withdrawn"), {"withdrawn"}),
        (Filters(kind="question", state="all"), {"kind"}),
        (Filters(language="kk"), {"language"}),
        (Filters(channel="letter"), {"channel"}),
        (Filters(level="org_only"), {"channel"}),
        (Filters(late="1"), {"late"}),
        (Filters(section="2"), {"section", "measure"}),
        (Filters(measure="2.1"), {"measure"}),
        (Filters(hints="1"), {"hints"}),
        (Filters(words="ПЁТР"), {"words"}),
        (Filters(words="100%"), set()),
    ],
)
def test_queue_filters(consultation: Consultation, filters: Filters, wanted: set[str]) -> None:
    made = {
        "plain": make_comment(consultation),
        "kind": make_comment(consultation, kind="question", publication="published"),
        "language": make_comment(consultation, language="kk"),
        "withdrawn": make_comment(consultation, withdrawn_at=now()),
        "channel": make_comment(
            consultation,
            submission=make_submission(consultation, channel="letter", level="org_only"),
        ),
        "late": make_comment(consultation, submission=make_submission(consultation, late=True)),
        "section": make_comment(
            consultation, target="section", section_id=section_of(consultation, "2").id
        ),
        "measure": make_comment(consultation, measure_of(consultation, "2.1")),
        "hints": make_comment(consultation, hints=[{"kind": "phone"}]),
        "words": make_comment(consultation, text="Петр просит 100 рублей"),
    }
    found = codes(consultation, filters)
    assert {name for name, comment in made.items() if comment.code in found} == wanted


def test_queue_pages_forward_and_back(consultation: Consultation) -> None:
    made = [comment.code for comment in several(consultation, 5)]
    first = queries.queue(consultation.id, Filters(), size=2)
    second = queries.queue(consultation.id, Filters(), cursor=first.next, size=2)
    third = queries.queue(consultation.id, Filters(), cursor=second.next, size=2)
    back = queries.queue(consultation.id, Filters(), cursor=third.previous, size=2)
    pages = [[c.code for c in page.items] for page in (first, second, third, back)]
    assert pages == [made[0:2], made[2:4], made[4:], made[2:4]]
    assert (first.previous, third.next) == (None, None)


def test_a_forged_cursor_is_not_found(consultation: Consultation) -> None:
    with pytest.raises(NotFound):
        queries.queue(consultation.id, Filters(), cursor="WzEsIDJd")


@pytest.mark.parametrize("number", [1, 3])
def test_queue_takes_one_query(consultation: Consultation, number: int) -> None:
    several(consultation, number)
    db.session.expunge_all()
    with counted() as seen:
        page = queries.queue(consultation.id, Filters())
        shown = [
            (c.submission.author_name, c.submission.organisation, c.measure_version, c.section)
            for c in page.items
        ]
    assert (len(shown), len(seen)) == (number, 1)


def test_neighbours_stay_inside_the_filters(consultation: Consultation) -> None:
    first, second, third = several(consultation, 3)
    assert queries.neighbours(second, Filters()) == (first.id, third.id)
    assert queries.neighbours(first, Filters()) == (None, second.id)
    assert queries.neighbours(second, Filters(kind="question")) == (None, None)


def test_oldest_waiting_is_the_first_undecided(consultation: Consultation) -> None:
    assert queries.oldest_waiting(consultation.id) is None
    first, second = several(consultation, 2)
    assert queries.oldest_waiting(consultation.id) == first.received_at
    merged = db.session.merge(first)
    merged.publication = "published"
    db.session.flush()
    assert queries.oldest_waiting(consultation.id) == second.received_at


def test_comment_by_id_is_of_this_consultation_only(consultation: Consultation) -> None:
    comment = make_comment(consultation)
    found, owner = queries.comment_by_id(consultation.slug, comment.id)
    assert (found.id, owner.id, found.submission.attachments) == (comment.id, consultation.id, [])
    with pytest.raises(NotFound):
        queries.comment_by_id(make_consultation().slug, comment.id)
