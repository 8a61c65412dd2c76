"""Everything received is somewhere: place by place and in total, in any mixture (REQ 15)."""

import random
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people.actors import system
from consult.domain.reports import operations, queries
from consult.domain.reports.balance import PARTS, balances_of, total_of
from consult.domain.reports.refusals import Unbalanced
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import measure_of, section_of
from tests.factories.reports import answering, make_answer, make_report, published

COMMENTS = 40
STATES = (
    {"publication": "published"},
    {"publication": "published_redacted"},
    {"publication": "received"},
    {"publication": "withheld", "ground": "insult"},
    {"publication": "spam"},
)


@pytest.fixture
def at(app: Flask):
    with app.app_context():
        yield app


def scatter(consultation, dice: random.Random) -> Counter[str]:
    """Comments of every state on every kind of place; returns how many stand on each."""
    section = section_of(consultation, "1")
    places = {
        "1.1": (measure_of(consultation, "1.1"), {}),
        "1.2": (measure_of(consultation, "1.2"), {"target": "field"}),
        "2.1": (measure_of(consultation, "2.1"), {}),
        "1": (None, {"target": "section", "section_id": section.id}),
        "": (None, {"target": "plan"}),
    }
    first, counted = published(consultation), Counter({"1.1": 1})
    for _ in range(COMMENTS - 1):
        number = dice.choice(list(places))
        measure, place = places[number]
        state = dict(dice.choice(STATES))
        if dice.random() < 0.2:
            state["withdrawn_at"] = consultation.closes_at
        comment = make_comment(consultation, measure, **place, **state)
        if dice.random() < 0.3:
            make_answer(comment, "duplicate", duplicate_of_id=first.id)
        counted[number] += 1
    return counted


@pytest.mark.parametrize("seed", range(2))
def test_every_mixture_adds_up_in_report_and_account(at: Flask, seed: int) -> None:
    consultation = answering()
    wanted = scatter(consultation, random.Random(seed))
    lines = balances_of(consultation.id)
    assert [line for line in lines if not line.balances] == []
    assert {line.number: line.received for line in lines} == wanted
    total = total_of(lines)
    assert (total.received, sum(total.parts)) == (COMMENTS, COMMENTS)
    counted = queries.contents_of(make_report(consultation)).head.completeness
    assert counted is not None
    assert counted.received == COMMENTS
    assert {name: getattr(counted, name) for name in PARTS} == dict(
        zip(PARTS, total.parts, strict=True)
    )


@pytest.mark.parametrize(
    "moves",
    [
        [("1.1", "published", 1), ("1.2", "published", -1)],
        [("1.1", "published", 1), ("1.1", "received", -1)],
    ],
    ids=["places", "states"],
)
def test_wrong_places_or_states_stop_the_report_although_the_sum_is_right(
    at: Flask, moves: list[tuple[str, str, int]]
) -> None:
    consultation = answering()
    for number in ("1.1", "1.2"):
        for publication in ("published", "received"):
            make_comment(consultation, measure_of(consultation, number), publication=publication)
    moved = text(
        "update comment_tallies set count = count + :step where target = :at and publication = :p"
    )
    for number, state, step in moves:
        place = f"measure:{measure_of(consultation, number).id}"
        assert db.session.execute(moved, {"at": place, "p": state, "step": step}).rowcount == 1
    report = operations.request_report(consultation, by=system("test"), queued=False)
    db.session.commit()
    with pytest.raises(Unbalanced):
        operations.compile_report(report)
