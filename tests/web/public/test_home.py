"""The home page: what is open, announced, being answered and ended; search; the way in."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation, ConsultationOrganiser
from consult.domain.reports.models import Report
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.reading import add_comment, count, make_open
from tests.visitor import Visitor


def titles(visitor: Visitor, part: str) -> list[str]:
    section = visitor.soup.find("section", {"aria-labelledby": part})
    return [tag.get_text(" ", strip=True) for tag in section.find_all("h3")] if section else []


def named(title: str) -> LocalisedText:
    return LocalisedText(kk=title, ru=title, en=title)


@pytest.mark.parametrize(
    ("wanted", "language"), [("kk", "kk"), ("en-GB,ru;q=0.5", "en"), ("fr", "ru")]
)
def test_root_leads_to_the_language_of_the_browser(app: Flask, wanted: str, language: str) -> None:
    answer = app.test_client().get("/", headers={"Accept-Language": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_home_sorts_consultations_by_where_they_stand(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        for state in ("draft", "scheduled", "open", "closed", "answering", "report_published"):
            make_consultation(state, title=named(f"In state {state}"))
    visitor.open("/en/")
    assert titles(visitor, "open") == ["In state open"]
    assert titles(visitor, "announced") == ["In state scheduled"]
    assert sorted(titles(visitor, "answering")) == ["In state answering", "In state closed"]
    assert titles(visitor, "ended") == ["In state report_published"]


def test_home_takes_the_clock_before_the_state(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        at = now()
        make_consultation("open", title=named("Late"), closes_at=at - timedelta(seconds=2))
        make_consultation("scheduled", title=named("Begun"), opens_at=at - timedelta(seconds=2))
    visitor.open("/en/")
    assert titles(visitor, "open") == ["Begun"]
    assert titles(visitor, "answering") == ["Late"]


def test_home_says_who_asks_how_long_and_how_many(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        db.session.add(
            ConsultationOrganiser(
                consultation_id=consultation.id, organisation_id=make_body("MFA").id
            )
        )
        db.session.commit()
    for publication in ("published", "received", "withheld", "spam"):
        add_comment(app, consultation, publication=publication)
    visitor.open("/en/")
    card = visitor.soup.find("article")
    assert card is not None
    words = card.get_text(" ", strip=True)
    assert "Body MFA (en)" in words
    assert words.endswith("Time left 20 days Number of comments 3")


def test_home_without_consultations_says_so(visitor: Visitor) -> None:
    assert "No consultation is open now" in visitor.open("/en/").text


def test_home_links_the_published_report_only(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        ended = make_consultation("report_published")
        slug = ended.slug
        for number, state in ((1, "superseded"), (2, "published"), (3, "compiled")):
            db.session.add(Report(consultation_id=ended.id, number=number, state=state))
        db.session.commit()
    visitor.open("/en/")
    links = [str(a["href"]) for a in visitor.soup.find_all("a", href=True)]
    assert [link for link in links if "/report/" in link] == [f"/en/c/{slug}/report/2"]


def test_home_costs_the_same_at_one_and_three(app: Flask, visitor: Visitor) -> None:
    costs = []
    for wanted in (1, 3):
        with app.app_context():
            while db.session.query(Consultation).count() < wanted * 2:
                make_consultation()
                make_consultation("report_published")
        costs.append(count(visitor, "/en/"))
    assert costs == [6, 6]


def test_ended_consultations_are_paged_without_loss(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        for number in range(23):
            make_consultation("archived", title=named(f"No. {number}"))
    first = titles(visitor.open("/en/"), "ended")
    second = titles(visitor.follow("Older consultations"), "ended")
    assert [len(first), len(second), len(set(first + second))] == [20, 3, 23]
    assert titles(visitor.follow("Newer consultations"), "ended") == first


def test_forged_page_of_home_is_not_found(visitor: Visitor) -> None:
    for forged in ("x", "WzEsMl0", "%00", "eyJhIjoxfQ"):
        visitor.open(f"/en/?page={forged}", status=404)


def test_search_finds_titles_and_measures_in_any_language(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        found = make_consultation(title=LocalisedText(kk="Әділет жоспары", ru="План", en="Plan"))
        make_plan(found)
        make_consultation("draft", title=named("Әділет secret"))
    visitor.open("/en/?words=ӘДІЛЕТ")
    assert [tag.get_text(strip=True) for tag in visitor.soup.find_all("h3")] == ["Plan"]
    visitor.open("/ru/?words=Adopt 2.2")
    assert [tag.get_text(" ", strip=True) for tag in visitor.soup.find_all("h3")] == [
        "2.2. Adopt rules 2.2 (ru)"
    ]


def test_search_takes_signs_of_patterns_as_words(app: Flask, visitor: Visitor) -> None:
    make_open(app)
    for words in ("%", "_", "\\", "%25"):
        assert (
            "Nothing was found" in visitor.open("/en/", status=200).open(f"/en/?words={words}").text
        )


def test_search_with_markup_shows_it_as_text(visitor: Visitor) -> None:
    visitor.open("/en/?words=<script>alert(1)</script>")
    control = visitor.control("Search consultations and measures")
    assert control["value"] == "<script>alert(1)</script>"
