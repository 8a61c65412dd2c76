"""The page of a consultation: everything a reader needs before commenting."""

import uuid
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from consult.domain.consultations.models import ConsultationChange
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery import files
from tests.factories.consultations import in_three, make_consultation, make_plan, section_of
from tests.factories.people import make_user, sign_in
from tests.factories.reading import add_comment, count, make_open
from tests.visitor import Visitor


def test_page_shows_what_can_change_and_how_to_take_part(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(
        app,
        channels=["web", "e-mail", "phone"],
        contact_phone="+7 7172 00",
        complaint_route=in_three("To the court"),
        deciding_body=in_three("The Government"),
        response_due_on=date(2027, 3, 1),
    )
    text = visitor.open(f"/en/c/{consultation.slug}").text
    for words in (
        "All measures (en)",
        "The budget (en)",
        "contact@organiser.example",
        "+7 7172 00",
        "To the court (en)",
        "The Government (en)",
        "Published here by 1 March 2027.",
        "Your safety",
    ):
        assert words in text
    assert "Send a letter" not in text


def test_dates_stand_with_zone_and_offset_of_their_day(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(
        app,
        state="archived",
        opens_at=datetime(2011, 3, 28, 3, tzinfo=UTC),
        closes_at=datetime(2011, 4, 28, 17, 59, 59, tzinfo=UTC),
    )
    text = visitor.open(f"/en/c/{consultation.slug}").text
    assert "28 April 2011, 23:59 (UTC+6, Almaty)" in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "2099 жылғы 28 сәуір, 23:59 (UTC+5, Ақтау)"),
        ("ru", "28 апреля 2099 года, 23:59 (UTC+5, Актау)"),
        ("en", "28 April 2099, 23:59 (UTC+5, Aqtau)"),
    ],
)
def test_deadline_stands_everywhere_with_its_zone(
    app: Flask, visitor: Visitor, language: str, expected: str
) -> None:
    closes_at = datetime(2099, 4, 28, 18, 59, 59, tzinfo=UTC)
    consultation = make_open(app, closes_at=closes_at, zone="Asia/Aqtau")
    for path in ("", f"c/{consultation.slug}", f"c/{consultation.slug}/comment"):
        assert expected in visitor.open(f"/{language}/{path}").text


def test_form_says_that_what_is_under_way_counts(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    text = visitor.open(f"/en/c/{consultation.slug}/comment").text
    rule = "What has begun to arrive by then counts if it is complete within two minutes."
    assert rule in text


def test_plan_at_a_glance_counts_measures_and_comments(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    add_comment(app, consultation)
    add_comment(app, consultation, publication="withheld", ground="insult")
    with app.app_context():
        section = section_of(consultation, "1")
    add_comment(app, consultation, target="section", section_id=section.id)
    add_comment(app, consultation, target="plan", publication="received")
    visitor.open(f"/en/c/{consultation.slug}")
    outline = visitor.soup.find("ol", class_="app-outline")
    assert outline is not None
    assert [li.get_text(" ", strip=True) for li in outline.find_all("li")] == [
        "1. Section 1 (en) 2 measures 3 comments",
        "2. Section 2 (en) 2 measures 0 comments",
        "The plan as a whole 1 comment",
    ]


def test_comment_button_stands_only_while_open(app: Flask, visitor: Visitor) -> None:
    for state, expected in (("open", 1), ("scheduled", 0), ("closed", 0), ("archived", 0)):
        consultation = make_open(app, state=state)
        visitor.open(f"/en/c/{consultation.slug}")
        buttons = [a for a in visitor.soup.find_all("a") if "Comment on this plan" in a.text]
        assert len(buttons) == expected, state


def test_history_names_extensions_with_their_reason(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        db.session.add(
            ConsultationChange(
                consultation_id=consultation.id,
                kind="extended",
                facts={"closes_at": "2026-12-11T18:59:59+00:00"},
                reason=LocalisedText(en="Regions asked for it"),
            )
        )
        db.session.commit()
    text = visitor.open(f"/en/c/{consultation.slug}").text
    assert "extended until 11 December 2026, 23:59 (UTC+5, Almaty)." in text
    assert "Regions asked for it" in text


def test_history_keeps_the_deadline_that_was_moved(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    facts = {"before": "2026-11-30T18:59:59+00:00", "closes_at": "2026-12-11T18:59:59+00:00"}
    with app.app_context():
        change = ConsultationChange(
            consultation_id=consultation.id,
            kind="extended",
            facts=facts,
            reason=LocalisedText(en="Regions asked for it"),
        )
        db.session.add(change)
        db.session.commit()
    text = visitor.open(f"/en/c/{consultation.slug}").text
    moved = (
        "from 30 November 2026, 23:59 (UTC+5, Almaty) to 11 December 2026, 23:59 (UTC+5, Almaty)"
    )
    assert moved in text


def test_missing_translation_is_marked_with_its_language(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app, title=LocalisedText(ru="Только по-русски"))
    visitor.open(f"/kk/c/{consultation.slug}")
    assert visitor.soup.h1 is not None
    span = visitor.soup.h1.find("span", lang="ru")
    assert span is not None
    assert span.get_text() == "Только по-русски"


def test_draft_is_unknown_to_the_public_and_shown_to_its_organiser(
    app: Flask, visitor: Visitor
) -> None:
    with app.app_context():
        consultation = make_consultation("draft")
        user = make_user([("organiser", consultation)])
    visitor.open(f"/ru/c/{consultation.slug}", status=404)
    Visitor(app).open("/ru/c/no-such", status=404)
    assert sign_in(visitor, user).open(f"/ru/c/{consultation.slug}").heading == "Action plan (ru)"


def test_source_file_is_given_byte_for_byte(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation()
        version = make_plan(consultation, published=False)
        stored = files.store(b"PK-plan", name="план.xlsx", media_type="x", purpose="plan")
        row = db.session.get(PlanVersion, version.id)
        assert row is not None
        row.sources = [
            {"name": "план.xlsx", "file_id": str(stored.id), "language": "ru", "size": 7}
        ]
        row.state = "published"
        db.session.commit()
        address = f"/ru/c/{consultation.slug}/files/"
        identity = stored.id
    answer = visitor.client.get(f"{address}{identity}")
    assert (answer.status_code, answer.data) == (200, b"PK-plan")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert visitor.client.get(f"{address}{uuid.uuid4()}").status_code == 404


def test_page_costs_the_same_at_one_and_three_sections(app: Flask, visitor: Visitor) -> None:
    costs = []
    for size in (1, 3):
        consultation = make_open(app, size, size)
        for _ in range(size):
            add_comment(app, consultation)
        costs.append(count(visitor, f"/en/c/{consultation.slug}"))
    assert costs == [9, 9]
