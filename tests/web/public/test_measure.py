"""A measure and the comments on it: order, redaction, marks, authors by consent, answers."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureVersion
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.comments import make_comment
from tests.factories.consultations import measure_of
from tests.factories.reading import FIRST, add_comment, approve, make_open
from tests.visitor import Visitor

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(visitor: Visitor, consultation: Consultation, query: str = "") -> Visitor:
    return visitor.open(FIRST.format(slug=consultation.slug) + query)


def cards(visitor: Visitor) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in visitor.soup.find_all("article")]


def test_both_official_wordings_stand_on_the_page(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    page(visitor, consultation)
    box = visitor.soup.find("fieldset", class_="app-wording")
    assert box is not None
    assert [(tag["lang"], tag.get_text(" ", strip=True)) for tag in box.find_all("div")] == [
        ("kk", "Қазақша Adopt rules 1.1 (kk)"),
        ("ru", "Русский Adopt rules 1.1 (ru)"),
    ]
    assert "Adopt rules 1.1 (en)" in visitor.text


def test_facts_are_shown_or_said_to_be_missing(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app, 1, 1)
    with app.app_context():
        db.session.execute(text("alter table measure_versions disable trigger user"))
        measure = db.session.get(MeasureVersion, measure_of(consultation).id)
        assert measure is not None
        measure.intervals = [["2011-10-01", "2011-12-31"], [None, "2012-12-01"]]
        measure.recurrence = "annual"
        measure.indicator = LocalisedText(en="Visits a year")
        measure.baseline, measure.target = LocalisedText(en="0"), LocalisedText(en="60")
        measure.recommendations = ["95.1", "95.10"]
        db.session.commit()
    page(visitor, consultation)
    facts = {
        dt.get_text(" ", strip=True): dt.find_next("dd").get_text(" ", strip=True)
        for dt in visitor.soup.find_all("dt", class_="govuk-summary-list__key")
    }
    assert facts == {
        "Responsible bodies": "Body MOJ (en) Lead body Body MFA (en) Co-executor",
        "Deadline": "IV quarter (en) Every year from 1 October 2011 to 31 December 2011 "
        "by 1 December 2012",
        "Form of completion": "Order (en)",
        "Indicator": "Visits a year Now: 0 Goal: 60",
        "Source of funding": "not set in the draft",
        "Recommendations": "95.1, 95.10",
    }


def test_each_fact_leads_to_a_comment_on_it_while_open(app: Flask, visitor: Visitor) -> None:
    for state, fields in (("open", 6), ("closed", 0)):
        consultation = make_open(app, state=state)
        page(visitor, consultation)
        links = [str(a["href"]) for a in visitor.soup.find_all("a", href=True)]
        start = f"/en/c/{consultation.slug}/comment?target=measure:1.1"
        assert sum(link.startswith(f"{start}&field=") for link in links) == fields
        assert (start in links) == (state == "open")


def test_neighbours_lead_through_the_plan(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    page(visitor, consultation)
    assert visitor.follow("Measure 1.2").follow("Measure 2.1").heading == "Measure 2.1"
    visitor.open(f"/en/c/{consultation.slug}/measures/9.9", status=404)


@pytest.mark.parametrize(
    ("level", "shown", "hidden"),
    [
        ("named", ["Aigerim Example", "Fund Open Door", "Pavlodar Region"], []),
        ("org_only", ["Fund Open Door", "Pavlodar Region"], ["Aigerim Example"]),
        ("withheld_public", [], ["Aigerim Example", "Fund Open Door", "Pavlodar Region"]),
        ("withheld_ministries", [], ["Aigerim Example", "Fund Open Door", "Pavlodar Region"]),
        ("anonymous", [], ["Aigerim Example", "Fund Open Door", "Pavlodar Region"]),
    ],
)
def test_authors_are_shown_as_they_agreed(
    app: Flask, visitor: Visitor, level: str, shown: list[str], hidden: list[str]
) -> None:
    consultation = make_open(app)
    add_comment(
        app,
        consultation,
        level=level,
        author_kind="organisation",
        organisation_name="Fund Open Door",
        region_code="KZ-55",
    )
    body = page(visitor, consultation).response.get_data(as_text=True)
    assert [words for words in shown if words not in body] == []
    assert [words for words in hidden if words in body] == []


def test_hidden_words_are_nowhere_in_the_page(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    add_comment(
        app,
        consultation,
        text="Call Serik Hidden today",
        publication="published_redacted",
        ground="third_person_data",
        redactions=[{"field": "text", "start": 5, "end": 17}],
    )
    page(visitor, consultation)
    assert "Serik" not in visitor.response.get_data(as_text=True)
    assert "Call [removed: personal data of another person] today" in visitor.text


@pytest.mark.parametrize("redactions", [[], [{"field": "text", "start": 5, "end": 999}]])
def test_lost_redaction_hides_the_words(
    app: Flask, visitor: Visitor, redactions: list[dict[str, object]]
) -> None:
    consultation = make_open(app)
    add_comment(
        app,
        consultation,
        text="Call Serik Hidden today",
        publication="published_redacted",
        ground="third_person_data",
        redactions=redactions,
    )
    assert "Serik" not in page(visitor, consultation).response.get_data(as_text=True)


def test_withheld_comment_leaves_number_day_and_ground(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    comment = add_comment(
        app,
        consultation,
        received_at=START,
        text="Unprintable",
        publication="withheld",
        ground="insult",
        level="named",
    )
    approve(app, comment, "rejected", ground="legal")
    body = page(visitor, consultation).response.get_data(as_text=True)
    assert cards(visitor) == [
        f"{comment.code} 1 March 2026 This comment is not shown. Reason: insult or incitement. "
        "It is counted and answered like every other. Answer Rejected Body MOJ (en) "
        + cards(visitor)[0].rsplit("Body MOJ (en) ", 1)[1]
    ]
    assert "Unprintable" not in body
    assert "Aigerim" not in body
    assert "Because it helps" not in body


@pytest.mark.parametrize("publication", ["received", "spam"])
def test_unchecked_comments_are_not_shown(app: Flask, visitor: Visitor, publication: str) -> None:
    consultation = make_open(app)
    add_comment(app, consultation, text="Not yet", publication=publication, published_at=None)
    page(visitor, consultation)
    assert cards(visitor) == []
    assert "Not yet" not in visitor.response.get_data(as_text=True)


def test_withdrawn_comment_leaves_a_mark_if_it_was_public(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    seen = add_comment(app, consultation, text="Taken back", withdrawn_at=START)
    add_comment(app, consultation, text="Never seen", withdrawn_at=START, published_at=None)
    page(visitor, consultation)
    assert [card.split()[0] for card in cards(visitor)] == [seen.code]
    assert "The author has withdrawn this comment." in visitor.text
    assert "Taken back" not in visitor.response.get_data(as_text=True)


def test_counts_say_what_is_not_shown(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    for publication in ("published", "received", "received", "withheld", "spam"):
        add_comment(app, consultation, publication=publication)
    add_comment(app, consultation, withdrawn_at=START)
    assert (
        "5 comments were received. 2 are waiting to be checked before they are published. "
        "1 is not shown; its reason is given. 1 was withdrawn by its author."
        in page(visitor, consultation).text
    )


def test_only_approved_answers_are_shown(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app, state="answering")
    approve(app, add_comment(app, consultation), "partly", part_accepted=LocalisedText(en="A half"))
    approve(app, add_comment(app, consultation), "rejected", state="draft", ground="legal")
    page(visitor, consultation)
    answers = visitor.soup.find_all("section", class_="app-answer")
    assert len(answers) == 1
    words = answers[0].get_text(" ", strip=True)
    assert words.startswith("Answer Partly accepted Because it helps (en) What was accepted A half")
    assert "Rejected" not in visitor.text


def test_comment_of_an_earlier_version_is_shown_and_says_so(app: Flask, visitor: Visitor) -> None:
    from consult.domain.plans.models import PlanVersion, Section

    consultation = make_open(app, 1, 1)
    add_comment(app, consultation, text="On the first draft")
    with app.app_context():
        old = db.session.get(MeasureVersion, measure_of(consultation).id)
        first = db.session.scalars(db.select(PlanVersion)).one()
        first.state = "superseded"
        version = PlanVersion(consultation_id=consultation.id, number=2, title=first.title)
        db.session.add(version)
        db.session.flush()
        section = Section(plan_version_id=version.id, number="3", position=1, title=first.title)
        db.session.add(section)
        db.session.flush()
        assert old is not None
        db.session.add(
            MeasureVersion(
                plan_version_id=version.id,
                measure_id=old.measure_id,
                section_id=section.id,
                number="3.7",
                position=1,
                text=old.text,
            )
        )
        db.session.flush()
        version.state = "published"
        db.session.commit()
    visitor.open(f"/en/c/{consultation.slug}/measures/3.7")
    assert "On the first draft" in visitor.text
    assert "Written on version 1, measure 1.1" in visitor.text
    assert "1 comment was received." in visitor.text


def test_markup_in_comments_stays_text(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    evil = "<img src=x onerror=alert(1)> <script>1</script> javascript:alert(1)"
    add_comment(app, consultation, text=evil, author_name=evil, rationale=evil)
    page(visitor, consultation)
    assert visitor.soup.main is not None
    assert visitor.soup.main.find_all(["img", "script"]) == []
    assert visitor.text.count("onerror=alert(1)") == 3


def test_comment_keeps_its_language_and_direction(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        make_comment(consultation, language="kk", text="Мерзім кеш", publication="published")
    page(visitor, consultation)
    words = visitor.soup.find("div", class_="app-user-text", attrs={"lang": "kk", "dir": "auto"})
    assert words is not None
    assert words.get_text(strip=True) == "Мерзім кеш"
    assert "Written in Kazakh" in visitor.text
