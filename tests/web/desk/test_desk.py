"""The shell of the desk, its package, its photos; the headers and the size of all it loads."""

import re
import uuid
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask

from consult.domain.consultations.queries import consultation_by_slug
from consult.kernel.clock import now
from consult.web.desk.words import WORDS
from tests.factories.consultations import in_three
from tests.factories.desk import DeskDevice, column, make_device, spoken
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.roundtables import make_table
from tests.house.test_headers import POLICY, is_dressed
from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "consult" / "static" / "src" / "desk"
PICTURE = (ROOT / "tests" / "data" / "flip_chart.jpg").read_bytes()
MOST = 300 * 1024
DESK_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' blob:") + (
    "; connect-src 'self'; worker-src 'self'; manifest-src 'self'"
)


@pytest.fixture
def device(app: Flask) -> DeskDevice:
    return make_device(app)


@pytest.fixture
def facilitator(app, device) -> Visitor:
    return sign_in(Visitor(app), device.user)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_shell_holds_words_and_nothing_of_the_meeting(facilitator, device, language):
    facilitator.open(f"/{language}/desk/{device.slug}/{device.ref}")
    page = facilitator.response.get_data(as_text=True)
    assert "Karaganda" not in page
    assert facilitator.soup.find("link", rel="manifest") is not None


def test_facilitator_lands_on_the_list_of_meetings(facilitator, device):
    facilitator.open("/en/desk/")
    assert facilitator.heading == "My round tables"
    facilitator.follow("Open the capture desk")
    assert facilitator.path == f"/en/desk/{device.slug}/{device.ref}"


def test_meeting_to_come_stands_before_the_past_ones(app, facilitator, device):
    with app.app_context():
        consultation = consultation_by_slug(device.slug)
        start = now() + timedelta(days=2)
        make_table(
            consultation,
            title=in_three("Next meeting"),
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )
    facilitator.open("/en/desk/")
    titles = [heading.get_text(strip=True) for heading in facilitator.soup.main.find_all("h2")]
    assert titles == ["Next meeting (en)", "Round table in Karaganda (en)"]


def test_pages_of_the_desk_may_ask_the_server_and_run_a_worker(facilitator, device):
    answer = facilitator.open(f"/en/desk/{device.slug}/{device.ref}").response
    assert is_dressed(answer, **{"Content-Security-Policy": DESK_POLICY})


def test_worker_is_checked_at_each_visit_and_keeps_to_the_desk(app):
    answer = app.test_client().get("/en/desk/worker.js")
    assert answer.mimetype == "text/javascript"
    assert is_dressed(answer, "no-cache", **{"Content-Security-Policy": DESK_POLICY})
    assert "Service-Worker-Allowed" not in answer.headers


def test_manifest_starts_the_desk_of_the_meeting(app, device):
    told = app.test_client().get(device.address("manifest.webmanifest")).json
    assert told["start_url"] == device.address("")[:-1]
    assert told["scope"] == "/en/desk/"
    assert told["display"] == "standalone"


def test_device_is_let_in_with_the_form_token_of_the_session(app, facilitator, device):
    csrf = facilitator.client.get(device.address("entry")).json["csrf"]
    address = device.address("devices")
    refused = facilitator.client.post(address, json={"name": "Phone"})
    assert refused.status_code == 400
    told = facilitator.client.post(address, json={"name": "Phone"}, headers={"X-CSRFToken": csrf})
    assert told.status_code == 201
    hashes = column(device, "select token_hash from desk_devices where round_table_id = :table")
    assert told.json["token"] not in hashes
    device.token = told.json["token"]
    assert device.hand_in(spoken()).status_code == 200


def test_nameless_device_is_refused_in_words(facilitator, device):
    csrf = facilitator.client.get(device.address("entry")).json["csrf"]
    told = facilitator.client.post(
        device.address("devices"), json={"name": " "}, headers={"X-CSRFToken": csrf}
    )
    assert (told.status_code, told.json["code"]) == (422, "missing")


def test_package_holds_agenda_plan_and_register_but_no_address(app, device):
    with app.app_context():
        make_organisation("NGO-9", contact_email="secret@ngo.example")
    answer = device.ask("package", "GET")
    told = answer.json
    assert [item["section"] for item in told["agenda"]] == ["1", "2"]
    numbers = [measure["number"] for section in told["sections"] for measure in section["measures"]]
    assert numbers == ["1.1", "1.2", "2.1", "2.2"]
    assert {"kk", "ru", "en"} == set(told["sections"][0]["measures"][0]["text"])
    assert "NGO-9" in {one["code"] for one in told["organisations"]}
    assert "secret@" not in answer.get_data(as_text=True)


def test_first_load_stays_small(app, facilitator, device):
    """Everything that a phone loads first, compressed as it goes over the line (most 300 KB)."""
    shells = [
        facilitator.open(f"/{code}/desk/{device.slug}/{device.ref}").response.get_data()
        for code in ("kk", "ru", "en")
    ]
    names = set(re.findall(rb'(?:href|src|data-font)="(/static/[^"]+)"', shells[0]))
    assert {Path(name.decode()).name for name in names} == {
        "consult.css", "desk.css", "desk.js", "early.js", "favicon.svg", "consult-sans.woff2",
    }  # fmt: skip
    accepted = {"Accept-Encoding": "br"}
    parts = [app.test_client().get(name.decode(), headers=accepted).get_data() for name in names]
    package = device.ask("package", "GET").get_data()
    worker = app.test_client().get("/en/desk/worker.js").get_data()
    total = sum(map(len, parts)) + 3 * len(worker)
    total += sum(len(brotli.compress(body, quality=6)) for body in (*shells, package))
    assert total <= MOST
    assert sum(map(len, parts)) <= 70 * 1024


def test_photo_is_taken_once_and_tells_nothing_besides_the_picture(app, device):
    key = uuid.uuid4()
    assert device.hand_in_photo(PICTURE, key).json["outcome"] == "new"
    assert device.hand_in_photo(PICTURE, key).json["outcome"] == "same"
    organiser = make_staff(app, device)
    found = column(device, "select id from round_table_photos where round_table_id = :table")
    address = f"/en/organise/{device.slug}/round-tables/{device.ref}"
    stored = organiser.client.get(f"{address}/photos/{found[0]}")
    assert stored.mimetype == "image/jpeg"
    assert len(PICTURE) - 1000 < len(stored.data) < len(PICTURE)
    for secret in (b"CANARY", b"Exif", b"Tell-tale", b"secret place"):
        assert secret in PICTURE or secret == b"secret place"
        assert secret not in stored.data
    organiser.open(f"{address}/statements")
    assert "photo-001.jpg" in organiser.text
    assert "Доска" in organiser.text


def make_staff(app: Flask, device: DeskDevice) -> Visitor:
    with app.app_context():
        organiser = make_user([("organiser", device.table().consultation)])
    return sign_in(Visitor(app), organiser)


@pytest.mark.parametrize("data", [b"", b"GIF89a", PICTURE[:400], b"\xff\xd8\xff\xe1\xff\xff"])
def test_what_is_no_picture_is_refused(device, data):
    answer = device.hand_in_photo(data)
    assert (answer.status_code, answer.json["code"]) == (422, "not_a_picture")


def test_photo_beyond_the_limit_is_refused(device):
    answer = device.hand_in_photo(PICTURE + b"0" * 1024 * 1024)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_photo_without_its_facts_is_refused(device):
    answer = device.ask(f"photos/{uuid.uuid4()}", data=PICTURE)
    assert (answer.status_code, answer.json["where"]) == (400, "Consult-Photo")


def test_organiser_sees_devices_and_revokes_one(app, device):
    device.hand_in(held=4)
    organiser = make_staff(app, device)
    organiser.open(f"/en/organise/{device.slug}/round-tables/{device.ref}/devices")
    assert "Tablet" in organiser.text
    organiser.press("Revoke")
    assert "is revoked" in organiser.text
    assert device.hand_in(spoken()).json["code"] == "device_revoked"
    organiser.press("Let in again")
    assert device.hand_in(spoken()).status_code == 200


def test_organiser_reads_what_was_said_and_whether_it_was_read_back(app, device):
    device.hand_in(spoken("Add a deadline.", read_back=True))
    organiser = make_staff(app, device)
    organiser.open(f"/en/organise/{device.slug}/round-tables/{device.ref}/statements")
    for words in ("Add a deadline.", "Name withheld", "read back and confirmed", "Tablet"):
        assert words in organiser.text


def test_every_sentence_of_the_scripts_stands_in_the_page():
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.js"))
    asked = set(re.findall(r'words\("(\w+)"', code))
    assert asked - set(WORDS) == set()
    unused = {name for name in WORDS if f'"{name}"' not in code and not name.startswith("state_")}
    assert unused == set()


def test_scripts_hold_no_sentence_of_their_own():
    """No text in quotes has two words that are no class names, headers or SQL."""
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)
    said = [
        (path.name, found)
        for path in SOURCES.glob("*.js")
        for found in re.findall(r'"([A-ZА-Я]\w+ [^"]*)"', comment.sub("", path.read_text("utf-8")))
    ]
    assert said == []
