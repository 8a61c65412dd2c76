"""What requests leave in the log: errors by their reference, staff by address, writers nothing."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from consult.access import Permission
from consult.machinery.logs import JsonLine
from tests.factories.people import make_user, sign_in
from tests.factories.reading import make_open
from tests.visitor import Visitor

REFERENCE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b")
TOLD = ("Traceback", "ZeroDivision", "select ", "psycopg", "sqlalchemy", ".py", "/usr", "Werkzeug")
HOSTILE = "name\r\nINFO forged \x1b[31m"


class Lines(logging.Handler):
    """The log as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLine())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def of(self, logger: str) -> list[dict[str, Any]]:
        """The lines of one logger as facts."""
        return [one for one in map(json.loads, self.lines) if one["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Lines]:
    """Collect what our loggers write."""
    ours, handler = logging.getLogger("consult"), Lines()
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield handler
    ours.removeHandler(handler)
    ours.setLevel(level)


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the home page with an error that names what nobody may see."""

    def fail(**_values: Any) -> None:
        raise ZeroDivisionError("words of an author")

    fail.__dict__["permission"] = Permission.ANYONE
    monkeypatch.setitem(app.view_functions, "public.home", fail)


@pytest.mark.usefixtures("broken")
def test_reference_on_the_page_finds_the_line_of_a_failure(app: Flask, log: Lines) -> None:
    text = app.test_client().get("/en/?token=secret").get_data(as_text=True)
    found = [one for one in log.of("consult.errors") if one["level"] == "error"]
    assert [one["message"] for one in found] == ["unforeseen error"]
    assert found[0]["reference"] in REFERENCE.findall(text)
    assert (found[0]["endpoint"], found[0]["kind"]) == ("public.home", "ZeroDivisionError")
    assert [word for word in ("secret", "words of an author") if word in str(log.lines)] == []
    assert [word for word in TOLD if word in text] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/nowhere", 404),
        ("GET", "/en/account/sign-out", 405),
        ("POST", "/en/account/sign-in", 400),
        ("GET", "/en/organise/organisations?words=%00", 302),
    ],
)
def test_reference_on_any_error_page_finds_its_line(
    app: Flask, log: Lines, method: str, path: str, status: int
) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    found = [one for one in log.of("consult.errors") if one["message"] == "error page"]
    references = REFERENCE.findall(answer.get_data(as_text=True))
    assert [one["status"] for one in found] == ([status] if status >= 400 else [])
    assert all(one["reference"] in references for one in found)


def test_readers_and_writers_leave_no_line(app: Flask, log: Lines) -> None:
    slug = make_open(app).slug
    client = app.test_client()
    told = {"User-Agent": "canary-agent", "Referer": "http://canary.example/"}
    for path in ("/en/", f"/en/c/{slug}/comment?target=plan", f"/en/c/{slug}/plan?q=canary"):
        assert client.get(path, headers=told).status_code < 400
    assert log.lines == []


def test_staff_leave_a_line_with_their_address(app: Flask, log: Lines) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user([("organiser", consultation)])
        user_id = str(user.id)
    client = sign_in(Visitor(app), user).client
    client.get(f"/en/organise/{consultation.slug}?q=canary", headers={"User-Agent": "canary"})
    lines = log.of("consult.staff")
    assert [{name: one[name] for name in ("address", "user", "status")} for one in lines] == [
        {"address": "127.0.0.1", "user": user_id, "status": 200}
    ]
    assert "canary" not in str(log.lines)


def test_hostile_words_in_a_request_forge_no_line(app: Flask, log: Lines) -> None:
    client = app.test_client()
    client.get("/en/nowhere/%0d%0aINFO%20forged", headers={"User-Agent": "x"})
    client.post("/en/account/sign-in", data={"email": HOSTILE})
    assert all(line.isprintable() and "forged" not in line for line in log.lines)
