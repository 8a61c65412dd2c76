"""Looking up receipts: wrong codes are few, right ones free, and neither tells the other (119)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import event

from consult.domain.submissions.receipts import written
from consult.kernel.database import db
from consult.web.public.receipt import WRONG
from tests.factories.comments import CODE, make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor

OTHER = written("0123456789ABCDEFGHJKMNPQRT")
NOTHING = "Nothing is known by this reference and code. Check both."


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], limits_enabled=True)
    )
    return app


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        submission = make_submission(consultation)
        make_comment(consultation, submission=submission)
        return str(submission.reference)


def look(app: Flask, reference: str, code: str, status: int) -> Visitor:
    visitor = Visitor(app).open("/en/receipt").fill("Reference", reference)
    return visitor.fill("Receipt code", code).press("Show", status)


def test_ten_wrong_codes_an_hour_are_looked_up(limited: Flask, reference: str) -> None:
    assert (WRONG.count, WRONG.seconds) == (10, 3600)
    for _ in range(10):
        assert NOTHING in look(limited, reference, OTHER, 422).text
    assert NOTHING not in look(limited, reference, OTHER, 429).text
    assert "What became" not in look(limited, reference, CODE, 429).text


def test_right_codes_and_slips_of_the_finger_are_free(limited: Flask, reference: str) -> None:
    for _ in range(12):
        assert look(limited, reference, CODE, 200).heading == "What became of your points"
        assert "A letter of the receipt code is wrong" in look(limited, reference, "X", 422).text


def without_typed(visitor: Visitor) -> str:
    soup = BeautifulSoup(visitor.response.get_data(as_text=True), "html5lib")
    for tag in soup.find_all("input"):
        del tag["value"]
    return str(soup)


def test_wrong_code_and_unknown_reference_look_alike(app: Flask, reference: str) -> None:
    wrong, unknown = look(app, reference, OTHER, 422), look(app, "ZZZZ9999", OTHER, 422)
    assert without_typed(wrong) == without_typed(unknown)


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "submissions" in statement:
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_wrong_code_and_unknown_reference_ask_the_same(
    app: Flask, reference: str, asked: list[str]
) -> None:
    look(app, reference, OTHER, 422)
    first = list(asked)
    asked.clear()
    look(app, "ZZZZ9999", OTHER, 422)
    assert (len(first), asked) == (1, first)


def test_answers_with_a_receipt_are_kept_nowhere(app: Flask, reference: str) -> None:
    answer = look(app, reference, CODE, 200).response
    assert answer.headers["Cache-Control"] == "no-store"
    assert CODE not in answer.get_data(as_text=True).split("</title>")[0]
