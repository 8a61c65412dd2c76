"""Reading the versions of a plan: the list, the comparison, what a measure became."""

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.domain.plans.queries import measure_by_number
from tests.factories.comments import make_comment
from tests.factories.reading import count
from tests.factories.versions import shared_with_two_versions, with_two_versions
from tests.visitor import Visitor

ONCE = shared_with_two_versions


@pytest.fixture
def slug(app: Flask) -> Iterator[str]:
    with app.app_context():
        yield shared_with_two_versions().slug


def test_versions_when_there_are_two(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/versions")
    words = "Edited: 14, Added: 3, Removed: 1, Split: 1, Renumbered: 2"
    assert words in visitor.text
    assert visitor.text.count("comments were asked on this version") == 1
    visitor.follow("Compare version 1 with version 2")
    assert visitor.heading == "What changed from version 1 to version 2"


def test_version_leads_to_the_plan_of_then(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/versions/1/")
    assert visitor.response.request.url.endswith("/plan?version=1")
    visitor.open(f"/en/c/{slug}/versions/9/", 404)


def test_compare_shows_insertions_for_eyes_and_ears(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/compare/1/2")
    index = visitor.soup.find("nav", attrs={"aria-labelledby": "index-of-changes"})
    assert index is not None
    assert len(index.find_all("li")) == 21
    section = visitor.soup.find("section", attrs={"aria-labelledby": "after-2.6"})
    assert section is not None
    added = [tag.get_text(" ", strip=True) for tag in section.find_all("ins")]
    assert "added: and keep the recordings for at least 12 months end of addition" in added
    assert [tag["lang"] for tag in section.find_all("div", class_="app-diff")] == ["en", "kk", "ru"]


def test_compare_shows_why_a_measure_was_left_out(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/compare/1/2")
    section = visitor.soup.find("section", attrs={"aria-labelledby": "before-6.4"})
    assert section is not None
    assert "Reason: No measurable effect" in section.get_text(" ", strip=True)


@pytest.mark.parametrize("pair", ["2/1", "1/9"])
def test_compare_when_the_versions_do_not_fit(visitor: Visitor, slug: str, pair: str) -> None:
    visitor.open(f"/en/c/{slug}/compare/{pair}", 404)


def test_measure_means_the_discussed_version(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/measures/6.5")
    assert "In version 2 this is measure 6.4." in visitor.text
    visitor.follow("Read measure 6.4 of version 2")
    assert "It continues measure 6.5 of version 1." in visitor.text


def test_measure_when_it_was_split(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/measures/3.7")
    assert "In version 2 this is measure 3.7." in visitor.text
    assert "In version 2 this is measure 3.8." in visitor.text


def test_measure_when_it_was_left_out(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/measures/6.4")
    assert "Version 2 leaves this measure out. Reason: No measurable effect" in visitor.text


def test_plan_leads_to_measures_of_the_newest_version(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/plan")
    assert visitor.soup.find("a", href=f"/en/c/{slug}/measures/6.4?version=2") is not None
    visitor.open(f"/en/c/{slug}/plan?version=1")
    assert visitor.soup.find("a", href=f"/en/c/{slug}/measures/6.4") is not None


def test_measure_counts_comments_on_what_it_came_from(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation, first, _second = with_two_versions()
        make_comment(
            consultation, measure_by_number(first.id, "3.7").measure, publication="published"
        )
        slug = consultation.slug
    visitor.open(f"/en/c/{slug}/measures/3.8?version=2")
    assert "1 comment on measure 3.7 of version 1" in visitor.text


def test_compare_costs_the_same_at_any_size(visitor: Visitor, slug: str) -> None:
    assert count(visitor, f"/en/c/{slug}/compare/1/2") == 9


def test_draft_stays_hidden_from_the_public(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        slug = with_two_versions(published=False)[0].slug
    visitor.open(f"/en/c/{slug}/measures/6.5")
    assert "version 2" not in visitor.text
    visitor.open(f"/en/c/{slug}/compare/1/2", 404)
