"""The comments on a measure page by page: order, cost, links, forged links."""

import base64
import re
from datetime import UTC, datetime, timedelta

from flask import Flask

from consult.domain.consultations.models import Consultation
from tests.factories.reading import FIRST, add_comment, approve, count, make_open
from tests.visitor import Visitor

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(visitor: Visitor, consultation: Consultation, query: str = "") -> Visitor:
    return visitor.open(FIRST.format(slug=consultation.slug) + query)


def cards(visitor: Visitor) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in visitor.soup.find_all("article")]


def test_comments_stand_oldest_first_twenty_a_page(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    for place in range(23):
        at = START + timedelta(minutes=-place if place % 2 else place)
        add_comment(app, consultation, received_at=at, text=f"Minute {at:%H:%M}")
    first = cards(page(visitor, consultation))
    second = cards(visitor.follow("Later comments"))
    times = [card.split("Minute ")[1][:5] for card in first + second]
    assert (len(first), len(second), times) == (20, 3, sorted(times))
    assert cards(visitor.follow("Earlier comments")) == first


def test_page_costs_the_same_at_one_and_three_comments(app: Flask, visitor: Visitor) -> None:
    costs = []
    for size in (1, 3):
        consultation = make_open(app)
        for _ in range(size):
            approve(app, add_comment(app, consultation))
        costs.append(count(visitor, FIRST.format(slug=consultation.slug)))
    assert costs == [12, 12]


def test_forged_page_of_comments_is_not_found(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    for forged in ("x", "W2ZhbHNlLCJhIiwiYiJd", "W2ZhbHNlXQ"):
        visitor.open(FIRST.format(slug=consultation.slug) + f"?page={forged}", status=404)


def test_links_to_further_pages_do_not_tell_when_a_comment_was_received(
    app: Flask, visitor: Visitor
) -> None:
    consultation = make_open(app)
    for place in range(41):
        at = START + timedelta(minutes=place)
        add_comment(app, consultation, level="withheld_public", received_at=at)
    first = page(visitor, consultation)
    cursors = [
        base64.urlsafe_b64decode(f"{cursor}==").decode()
        for link in first.soup.find_all("a", href=True)
        for cursor in re.findall(r"[?&]page=([\w-]+)", str(link["href"]))
    ]
    assert cursors
    assert [cursor for cursor in cursors if "T12:" in cursor] == []
