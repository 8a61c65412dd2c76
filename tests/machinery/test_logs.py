"""Log lines: one line each whatever a value holds, and of errors no message."""

import json
import logging

import pytest

from consult.machinery.logs import JsonHandler, JsonLine, configure
from consult.machinery.server_log import Discreet

HOSTILE = [
    "two\nlines",
    "return\r\nINFO forged line",
    "\x1b[31mred\x1b[0m",
    '"}, {"level": "forged',
    "\u2028line\u2029paragraph",
    "\x00nul\x85next",
    "\u202eright to left",
]


def record(message: str = "something", **facts: object) -> logging.LogRecord:
    made = logging.LogRecord("consult.test", logging.WARNING, __file__, 1, message, (), None)
    vars(made).update(facts)
    return made


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value_stays_one_line_and_a_value(value: str) -> None:
    line = JsonLine().format(record(value, name_of_author=value))
    assert line.isascii()
    assert line.isprintable()
    facts = json.loads(line)
    assert (facts["message"], facts["name_of_author"]) == (value, value)
    assert (facts["level"], facts["logger"]) == ("warning", "consult.test")


def test_message_of_an_error_is_not_written() -> None:
    made = record()
    try:
        int("words of an author")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    line = JsonLine().format(made)
    facts = json.loads(line)
    assert facts["error"] == "ValueError"
    assert facts["trace"][-1].endswith("test_message_of_an_error_is_not_written")
    assert "words of an author" not in line


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("Invalid request from ip=203.0.113.9: b'GET /secret'", "malformed request refused"),
        ("Error handling request %s %s", "error in the web server"),
        ("Booting worker", "Booting worker"),
    ],
)
def test_the_web_server_tells_neither_who_asked_nor_for_what(message: str, written: str) -> None:
    made = record(message)
    made.args = ("GET", "/en/?code=secret") if "%s" in message else ()
    assert Discreet().filter(made) is True
    assert json.loads(JsonLine().format(made))["message"] == written


def test_configured_twice_writes_once() -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        configure()
        configure()
        assert sum(isinstance(one, JsonHandler) for one in root.handlers) == 1
    finally:
        root.handlers[:] = before
        root.setLevel(level)
