"""Papers of a round table: what is printed, and where its pictures lead."""

import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import update

from consult.domain.people.actors import system
from consult.domain.roundtables.models import Attendee, Registration, RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.roundtables import make_table, said
from tests.visitor import Visitor

CANARY = "Zhanarkanariya"
HOUSE = "Kanariya House"


@pytest.fixture
def table(app: Flask) -> RoundTable:
    """A meeting that goes on now, about both sections of the plan."""
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        start = now() - timedelta(hours=1)
        ends = start + timedelta(hours=4)
        made = make_table(consultation, starts_at=start, ends_at=ends, state="planned")
        return table_by_reference(consultation.slug, made.reference)


@pytest.fixture
def organiser(app: Flask, visitor: Visitor, table: RoundTable) -> Visitor:
    with app.app_context():
        user = make_user([("organiser", table.consultation)])
    return sign_in(visitor, user)


def place(table: RoundTable) -> str:
    return f"c/{table.consultation.slug}/round-tables/{table.reference}"


def pages(visitor: Visitor, address: str, folder: Path) -> tuple[list[str], list[Image.Image]]:
    """Return the words and the picture of each page of a PDF, as a printer would show it."""
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    made = folder / "paper.pdf"
    made.write_bytes(answer.data)
    text = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, check=True)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", made, folder / "page"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    pictures = [Image.open(path) for path in sorted(folder.glob("page*.png"))]
    return text.stdout.decode().split("\f")[: len(pictures)], pictures


def decoded(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_picture_on_paper_opens_the_form_with_measure_and_event(
    visitor: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    words, pictures = pages(visitor, f"/en/{place(table)}/papers/forms.pdf", tmp_path)
    addresses = [decoded(picture)[0] for picture in pictures]
    code = table.event_code
    numbers = [page.split(f"{code}-")[1].split()[0] for page in words]
    assert numbers == ["1.1", "1.2", "2.1", "2.2"]
    assert addresses == [f"http://localhost/e/{code}/{number}" for number in numbers]
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    visitor.open(urlsplit(addresses[-1]).path)
    assert visitor.heading == f"Measure {numbers[-1]}"
    assert "Written at the round table: Karaganda (en)" in visitor.text


def test_short_code_beside_the_picture_opens_the_same_form(
    app: Flask, visitor: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    hangs = "EJXV9X"  # the J hangs to the left of its place: letters set wide fall apart there
    with app.app_context():
        db.session.execute(update(RoundTable).values(event_code=hangs))
        db.session.commit()
    words, _pictures = pages(visitor, f"/en/{place(table)}/papers/forms.pdf", tmp_path)
    assert f"{hangs}-1.1" in words[0].split()
    visitor.open("/en/e").fill("Short code", f"{hangs}-1.1").press("Continue")
    assert visitor.heading == "Measure 1.1"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_form_speaks_the_language_of_the_page(
    visitor: Visitor, table: RoundTable, tmp_path: Path, language: str
) -> None:
    address = f"/{language}/{place(table)}/papers/forms.pdf"
    words, _pictures = pages(visitor, address, tmp_path)
    assert f"Adopt rules 1.1 ({language})" in words[0]
    assert f"Round table in Karaganda ({language})" in words[0]
    assert "localhost/e" in words[0]


def test_general_sheet_leads_to_the_choice_of_a_target(
    visitor: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    words, pictures = pages(visitor, f"/en/{place(table)}/papers/general.pdf", tmp_path)
    assert len(pictures) == 1
    assert "Number of the measure or section" in words[0]
    assert decoded(pictures[0]) == [f"http://localhost/e/{table.event_code}"]


def test_list_has_a_picture_for_each_measure(
    visitor: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    _words, pictures = pages(visitor, f"/en/{place(table)}/papers/measures.pdf", tmp_path)
    found = sorted(address for picture in pictures for address in decoded(picture))
    code = table.event_code
    measures = [f"/{number}" for number in ("1.1", "1.2", "2.1", "2.2")]
    assert found == [f"http://localhost/e/{code}{number}" for number in ("", *measures)]


def test_sheets_of_chosen_sections_only(
    organiser: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    address = f"/en/organise/{place(table).removeprefix('c/')}/forms/forms.pdf"
    words, _pictures = pages(organiser, f"{address}?language=ru&section=2", tmp_path)
    assert len(words) == 2
    assert "Adopt rules 2.1 (ru)" in words[0]


def test_attendance_sheet_lies_across_and_asks_for_no_signature(
    organiser: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    address = f"/en/organise/{place(table).removeprefix('c/')}/forms/attendance.pdf?language=en"
    words, pictures = pages(organiser, address, tmp_path)
    assert pictures[0].width > pictures[0].height
    heads = ("№", "First name and surname", "Organisation", "Region", "Language")
    assert [head for head in heads if head not in words[0]] == []
    assert "No signature is needed" in words[0]
    assert "48" in words[-1]


def test_where_only_numbers_are_taken_no_name_is_asked(
    app: Flask, organiser: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    with app.app_context():
        db.session.get_one(RoundTable, table.id).attendance = "numbers"
        db.session.commit()
    address = f"/en/organise/{place(table).removeprefix('c/')}/forms/attendance.pdf?language=en"
    words, _pictures = pages(organiser, address, tmp_path)
    assert "First name and surname" not in words[0]
    assert "Write no name" in words[0]


def test_page_of_papers_offers_languages_sections_and_papers(
    organiser: Visitor, table: RoundTable
) -> None:
    organiser.open(f"/en/organise/{place(table).removeprefix('c/')}/forms")
    buttons = [tag.get_text(" ", strip=True) for tag in organiser.soup.main.find_all("button")]
    assert buttons == [
        "Comment forms, a sheet for each measure",
        "Comment form without a measure",
        "List of measures to hang up",
        "Attendance sheet",
    ]
    ticked = organiser.soup.find_all("input", {"name": "section", "checked": True})
    assert [tag["value"] for tag in ticked] == ["1", "2"]
    assert table.event_code in organiser.text


def test_public_page_of_the_meeting_leads_to_its_papers(
    visitor: Visitor, table: RoundTable
) -> None:
    visitor.open(f"/en/{place(table)}")
    links = [str(tag["href"]) for tag in visitor.soup.main.find_all("a", href=True)]
    papers = [link.rpartition("/")[2] for link in links if "/papers/" in link]
    assert papers == ["forms.pdf", "general.pdf", "measures.pdf"]


def test_papers_name_nobody_who_registered_or_spoke(
    app: Flask, visitor: Visitor, organiser: Visitor, table: RoundTable, tmp_path: Path
) -> None:
    about = {"level": "withheld_public", "author_name": CANARY, "organisation_name": HOUSE}
    with app.app_context():
        held = db.session.get_one(RoundTable, table.id)
        one = said(about=about, said_at=now() - timedelta(minutes=5), read_back=True)
        take_statements(held, [one], by=system("command"), origin=Origin("desk"))
        come = {"name": CANARY, "organisation_name": HOUSE, "may_be_named": True}
        db.session.add(Registration(round_table_id=held.id, token_hash="0", **come))
        db.session.add(Attendee(round_table_id=held.id, key="0", **come))
        db.session.commit()
    printed = ""
    for kind in ("forms", "general", "measures", "attendance"):
        folder = tmp_path / kind
        folder.mkdir()
        staff = f"/en/organise/{place(table).removeprefix('c/')}/forms/{kind}.pdf"
        printed += "".join(pages(organiser, staff, folder)[0])
    assert [name for name in (CANARY, HOUSE) if name in printed] == []
