"""Pages of plain text, in each language and linked from the foot of every page."""

import pytest

from tests.visitor import Visitor

HEADINGS = {
    "help": "How it works",
    "your-safety": "Your safety and your name",
    "privacy": "Privacy notice",
    "accessibility": "Accessibility",
}


@pytest.mark.parametrize("page", HEADINGS)
def test_page_opens_in_each_language(visitor: Visitor, page: str) -> None:
    assert visitor.open(f"/en/{page}").heading == HEADINGS[page]
    for language in ("kk", "ru"):
        visitor.open(f"/{language}/{page}")


def test_foot_of_the_home_page_leads_to_them(visitor: Visitor) -> None:
    for words, page in (("Help", "help"), ("Your safety", "your-safety"), ("Privacy", "privacy")):
        assert visitor.open("/en/").follow(words).path == f"/en/{page}"


def test_safety_says_what_cannot_be_promised(visitor: Visitor) -> None:
    text = visitor.open("/en/your-safety").text
    assert "the server sees your text and the network address" in text
    assert "Whoever runs the server and changes its program can see new comments" in text


def test_unknown_page_is_not_found(visitor: Visitor) -> None:
    visitor.open("/en/nothing", status=404)
