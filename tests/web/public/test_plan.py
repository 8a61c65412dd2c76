"""The list of measures: filters, downloads, versions, sections."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import text

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_for_search
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body, make_plan, measure_of, section_of
from tests.factories.people import make_user, sign_in
from tests.factories.reading import add_comment, count, make_open
from tests.visitor import Visitor


def numbers(visitor: Visitor) -> list[str]:
    return [
        tag.get_text(strip=True).rstrip(".")
        for tag in visitor.soup.find_all("span", class_="app-measures__number")
    ]


def change_plan(app: Flask, consultation: Consultation) -> None:
    """Give measure 2.1 another body, a theme and words of its own, before the plan is fixed."""
    with app.app_context():
        db.session.execute(text("alter table measure_versions disable trigger user"))
        db.session.execute(text("alter table measure_executors disable trigger user"))
        measure = db.session.get(MeasureVersion, measure_of(consultation, "2.1").id)
        assert measure is not None
        measure.themes = ["EQ"]
        measure.search_text = fold_for_search("2.1 тең құқық равенство 95.10")
        executor = db.session.get(MeasureExecutor, (measure.id, 1))
        assert executor is not None
        executor.organisation_id = make_body("PGO").id
        db.session.commit()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1.1", "1.2", "2.1", "2.2"]),
        ("section=2", ["2.1", "2.2"]),
        ("body=PGO", ["2.1"]),
        ("theme=EQ", ["2.1"]),
        ("words=ТЕҢ", ["2.1"]),
        ("words=кукык", ["2.1"]),
        ("words=95.10", ["2.1"]),
        ("words=adopt+1.2", ["1.2"]),
        ("section=1&body=MFA", ["1.1", "1.2"]),
        ("section=1&body=PGO", []),
        ("section=1%27+or+1%3D1", []),
        ("theme=%00", ["1.1", "1.2", "2.1", "2.2"]),
    ],
)
def test_filters_narrow_the_list(
    app: Flask, visitor: Visitor, query: str, expected: list[str]
) -> None:
    consultation = make_open(app)
    change_plan(app, consultation)
    assert numbers(visitor.open(f"/en/c/{consultation.slug}/plan?{query}")) == expected


def test_filter_form_keeps_what_was_chosen(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    visitor.open(f"/en/c/{consultation.slug}/plan")
    visitor.fill("Words", "adopt").fill("Section", "2. Section 2 (en)").press("Apply filters")
    assert numbers(visitor) == ["2.1", "2.2"]
    assert visitor.control("Words")["value"] == "adopt"
    visitor.follow("2. Section 2 (en)")
    assert numbers(visitor) == ["1.1", "1.2", "2.1", "2.2"]


def test_empty_result_says_what_to_do(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    visitor.open(f"/en/c/{consultation.slug}/plan?words=nowhere")
    assert "No measure passes these filters" in visitor.text
    assert len(numbers(visitor.follow("Show all measures"))) == 4


def test_list_costs_the_same_at_one_and_three_measures(app: Flask, visitor: Visitor) -> None:
    costs = []
    for size in (1, 3):
        consultation = make_open(app, size, size)
        for _ in range(size):
            add_comment(app, consultation)
        costs.append(count(visitor, f"/en/c/{consultation.slug}/plan"))
    assert costs == [10, 10]


def test_list_counts_what_was_received(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    for publication in ("published", "withheld", "received", "spam"):
        add_comment(app, consultation, publication=publication)
    visitor.open(f"/en/c/{consultation.slug}/plan")
    counts = [tag.get_text(" ", strip=True) for tag in visitor.soup.find_all(class_="app-count")]
    assert counts == ["3 comments", "0 comments", "0 comments", "0 comments"]


def test_own_comments_are_marked_for_their_author_only(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user()
        submission = make_submission(consultation, user_id=user.id)
        make_comment(consultation, measure_of(consultation, "1.2"), submission=submission)
    address = f"/en/c/{consultation.slug}/plan"
    assert "You commented" not in visitor.open(address).text
    assert sign_in(visitor, user).open(address).text.count("You commented") == 1


def test_language_switch_keeps_page_and_query(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    visitor.open(f"/en/c/{consultation.slug}/plan?words=adopt&section=2")
    visitor.follow("Қазақша")
    assert visitor.response.request.full_path == (
        f"/kk/c/{consultation.slug}/plan?words=adopt&section=2"
    )
    assert numbers(visitor) == ["2.1", "2.2"]


def test_downloads_hold_the_filtered_measures(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    base = f"/en/c/{consultation.slug}/plan"
    answer = visitor.client.get(f"{base}.csv?section=2")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["No.", "2.1", "2.2"]
    assert rows[1][4] == "Body MOJ (en) (Lead body); Body MFA (en) (Co-executor)"
    book = load_workbook(io.BytesIO(visitor.client.get(f"{base}.xlsx").data))
    cells = [cell.value for cell in book.worksheets[0]["A"]]
    assert cells == ["No.", "1.1", "1.2", "2.1", "2.2"]
    assert {cell.data_type for row in book.worksheets[0] for cell in row if cell.value} == {"s"}


def test_downloads_hold_no_formula(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app, 1, 1)
    with app.app_context():
        db.session.execute(text("alter table measure_versions disable trigger user"))
        measure = db.session.get(MeasureVersion, measure_of(consultation).id)
        assert measure is not None
        measure.text = LocalisedText(en='=HYPERLINK("http://x")\x0b')
        db.session.commit()
    base = f"/en/c/{consultation.slug}/plan"
    csv_text = visitor.client.get(f"{base}.csv").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(csv_text)))[1][2].startswith("'=HYPERLINK")
    cell = load_workbook(io.BytesIO(visitor.client.get(f"{base}.xlsx").data)).worksheets[0]["C2"]
    assert (cell.data_type, str(cell.value)[:10]) == ("s", "=HYPERLINK")


@pytest.mark.parametrize("name", ["plan.xlsx", "comment-form.xlsx"])
def test_workbooks_hold_markup_of_workbooks_as_text(
    app: Flask, visitor: Visitor, name: str
) -> None:
    consultation = make_open(app, 1, 1)
    with app.app_context():
        db.session.execute(text("alter table measure_versions disable trigger user"))
        measure = db.session.get_one(MeasureVersion, measure_of(consultation).id)
        measure.text = LocalisedText(en="<r>&<</r>\x0b\ufffe")
        db.session.commit()
    data = visitor.client.get(f"/en/c/{consultation.slug}/{name}").data
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0] for cell in row]
    assert [cell.value for cell in cells if "<r>" in str(cell.value)] == ["<r>&<</r>\n"]


def test_earlier_version_stays_readable_and_says_so(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        first = db.session.scalars(db.select(PlanVersion)).one()
        first.state = "superseded"
        db.session.commit()
        second = PlanVersion(consultation_id=consultation.id, number=2, title=consultation.title)
        second.state = "published"
        db.session.add(second)
        db.session.commit()
    visitor.open(f"/en/c/{consultation.slug}/plan?version=1")
    assert "This is an earlier version." in visitor.text
    assert "Comment on the whole plan" not in visitor.text
    assert numbers(visitor.follow("see version 2")) == []
    visitor.open(f"/en/c/{consultation.slug}/plan?version=3", status=404)


def test_unpublished_plan_is_not_shown(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        from tests.factories.consultations import make_consultation

        consultation = make_consultation()
        make_plan(consultation, published=False)
    visitor.open(f"/en/c/{consultation.slug}/plan", status=404)
    assert "not published yet" in visitor.open(f"/en/c/{consultation.slug}").text


def test_section_shows_reasons_measures_and_its_comments(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        section = section_of(consultation, "2")
    add_comment(app, consultation, target="section", section_id=section.id, text="On the section")
    add_comment(app, consultation, text="On a measure")
    visitor.open(f"/en/c/{consultation.slug}/sections/2")
    assert visitor.heading == "Section 2 (en)"
    assert "Why section 2 is there (en)" in visitor.text
    assert numbers(visitor) == ["2.1", "2.2"]
    assert "On the section" in visitor.text
    assert "On a measure" not in visitor.text
    visitor.open(f"/en/c/{consultation.slug}/sections/9", status=404)


def test_general_page_shows_comments_on_the_whole(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    add_comment(app, consultation, target="plan", text="On everything")
    add_comment(app, consultation, text="On a measure")
    visitor.open(f"/en/c/{consultation.slug}/general")
    assert "On everything" in visitor.text
    assert "On a measure" not in visitor.text


@pytest.mark.parametrize("path", ["c/a%00b", "c/{slug}/measures/1%00", "c/{slug}/sections/%00"])
def test_addresses_with_control_characters_are_not_found(
    app: Flask, visitor: Visitor, path: str
) -> None:
    consultation = make_open(app)
    visitor.open("/ru/" + path.format(slug=consultation.slug), status=404)
