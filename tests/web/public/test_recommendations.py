"""Public pages of recommendations: registers, lists with filters, one, and the coverage of a plan."""

from datetime import date

import pytest

from consult.domain.people.actors import system
from consult.domain.plans import linking
from consult.domain.recommendations import operations, queries
from consult.kernel.database import db
from tests.factories.consultations import in_three, make_consultation, make_plan, measure_of
from tests.factories.reading import add_comment, approve
from tests.factories.recommendations import carry_out, make_cycle, make_recommendation

BY = system("test")


@pytest.fixture
def cycle():
    return make_cycle()


@pytest.fixture
def consultation(app):
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        return consultation


def address(cycle, *paragraph):
    return "/".join(["/en/recommendations/UPR", cycle, *paragraph])


def test_registers_show_a_quoted_total_that_differs(app, visitor, cycle):
    with app.app_context():
        make_recommendation(cycle=cycle)
        operations.quote_total("UPR", cycle, "received", 3, "A newspaper", by=BY)
        operations.quote_total("UPR", cycle, "supported", 1, "A newspaper", by=BY)
        db.session.commit()
    visitor.open("/en/recommendations")
    rows = [row.get_text(" ", strip=True) for row in visitor.soup.select("tbody tr")]
    assert "Received 1 3 differs A newspaper" in rows
    assert "Supported by the State 1 1 A newspaper" in rows


def test_register_is_narrowed_and_a_filter_taken_away(app, visitor, cycle):
    with app.app_context():
        make_recommendation("95.1", cycle=cycle, states=["BR"])
        make_recommendation("95.10", cycle=cycle, themes=["CSO"])
    visitor.open(address(cycle)).fill("Recommended by", "Brazil").press("Apply filters")
    assert "1 recommendation of 2" in visitor.text
    assert "Protect rights 95.10" not in visitor.text
    visitor.follow("Brazil")
    assert "2 recommendations of 2" in visitor.text


def test_recommendation_shows_every_position_with_its_source(app, visitor, cycle):
    with app.app_context():
        make_recommendation(cycle=cycle, position="pending", affected_groups=["media"])
        found = queries.recommendation_by_key("UPR", cycle, "95.1")
        source = "A/HRC/14/10/Add.1"
        day = date(2010, 6, 10)
        operations.state_position(found, "noted", source, day, by=BY, expected=found.row_version)
        db.session.commit()
    visitor.open(address(cycle, "95.1"))
    (history,) = visitor.soup.select("section[aria-labelledby=history] ol")
    assert [item.get_text(" ", strip=True) for item in history.find_all("li")] == [
        "Noted by the State, 10 June 2010 Source: A/HRC/14/10/Add.1",
        "Position not stated yet Source: A/HRC/14/10",
    ]
    for words in ("France", "Equality and non-discrimination", "Media workers", "Target 16.3"):
        assert words in visitor.text
    assert visitor.text.count("Protect rights 95.1 (ru)") == 1


def test_recommendation_shows_its_measures_with_comments_and_answers(
    app, visitor, consultation, cycle
):
    with app.app_context():
        carry_out(measure_of(consultation, "1.1"), make_recommendation(cycle=cycle))
    approve(app, add_comment(app, consultation), "partly")
    add_comment(app, consultation)
    add_comment(app, consultation, publication="withheld", ground="insult")
    visitor.open(address(cycle, "95.1"))
    assert "2 published comments" in visitor.text
    assert "Partly accepted: 1" in visitor.text
    assert "Not answered yet: 1" in visitor.text
    visitor.follow("Adopt rules 1.1")
    assert visitor.heading == "Measure 1.1"


def test_recommendation_names_no_measure_of_a_draft(app, visitor, cycle):
    with app.app_context():
        hidden = make_consultation("draft")
        make_plan(hidden)
        carry_out(measure_of(hidden), make_recommendation(cycle=cycle))
    visitor.open(address(cycle, "95.1"))
    assert "No published plan names this recommendation." in visitor.text
    assert hidden.slug not in visitor.response.get_data(as_text=True)


def test_recommendation_leads_to_the_one_that_repeats_it(app, visitor, cycle):
    with app.app_context():
        first = make_recommendation(cycle=cycle)
        later = make_recommendation("124.2", cycle=f"{cycle}-2", predecessor_id=first.id)
    visitor.open(address(cycle, "95.1")).follow("124.2")
    assert visitor.path == address(later.cycle, "124.2")
    visitor.follow("95.1")
    assert visitor.path == address(cycle, "95.1")


def test_recommendation_without_a_text_in_the_language_says_so(app, visitor, cycle):
    with app.app_context():
        make_recommendation(cycle=cycle, text=in_three("x").of({"kk": "Қорғау"}))
    visitor.open(address(cycle, "95.1"))
    assert "(not translated yet: shown in Kazakh)" in visitor.text


@pytest.mark.parametrize("path", ["UPR/none-such", "UPR/none-such/95.1", "XXX/1"])
def test_recommendations_that_do_not_exist_are_not_found(visitor, path):
    visitor.open(f"/en/recommendations/{path}", 404)


def test_coverage_lists_what_is_open(app, visitor, consultation, cycle):
    with app.app_context():
        measure = measure_of(consultation, "1.1")
        carry_out(measure, make_recommendation("95.1", cycle=cycle))
        make_recommendation("95.2", cycle=cycle)
        make_recommendation("95.3", cycle=cycle, position="noted", themes=[])
    visitor.open(f"/en/c/{consultation.slug}/coverage")
    assert "1 of 2 supported, with a measure" in visitor.text
    assert "Supported recommendations without a measure: 1" in visitor.text
    assert "Measures without a recommendation: 4" in visitor.text
    cells = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in visitor.soup.select("tbody tr")
    ]
    assert [(row[0], row[3]) for row in cells] == [
        ("95.1", "1.1"),
        ("95.2", "No measure"),
        ("95.3", "No measure"),
    ]
    captions = [caption.get_text(strip=True) for caption in visitor.soup.find_all("caption")]
    assert captions == ["Equality and non-discrimination", "Without a theme"]


def test_coverage_without_a_register_says_why(visitor, consultation):
    visitor.open(f"/en/c/{consultation.slug}/coverage")
    assert "No register is chosen for this plan" in visitor.text


def test_measure_links_the_recommendations_that_are_known(app, visitor, cycle):
    with app.app_context():
        consultation = make_consultation("open")
        slug = consultation.slug
        version = make_plan(consultation, published=False)
        make_recommendation(cycle=cycle)
        measure_of(consultation).recommendations = ["95.1", "95.97"]
        linking.set_registers(consultation, [("UPR", cycle)], by=BY)
        db.session.merge(version).state = "published"
        db.session.commit()
    visitor.open(f"/en/c/{slug}/measures/1.1")
    links = visitor.soup.select("dd a[href*='/recommendations/']")
    assert [link.get_text(strip=True) for link in links] == ["95.1"]
    assert "95.1 , 95.97" in visitor.text
