"""Headers of the rarer kinds of answer, by equality: 304, 422, 429, 503, OPTIONS, JSON, streams."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from consult.access import Permission
from consult.app import create_app
from consult.kernel.database import db
from consult.kernel.errors import TooMany
from tests.conftest import make_settings
from tests.factories.people import make_user, sign_in
from tests.factories.reading import make_open
from tests.house.test_headers import SECURITY, headers, is_dressed
from tests.visitor import Visitor

HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
NAMED = ("Server", "X-Powered-By", "X-AspNet-Version", "Via")


def failing(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> TestResponse:
    """What the home page answers when it fails like this."""

    def fail(**_values: object) -> None:
        raise error

    fail.__dict__["permission"] = Permission.ANYONE
    monkeypatch.setitem(app.view_functions, "public.home", fail)
    return app.test_client().get("/en/")


def test_form_with_a_mistake_is_dressed(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/en/account/sign-in").press("Sign in", 422)
    assert is_dressed(visitor.response)


def test_too_many_requests_is_dressed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing(app, monkeypatch, TooMany(retry_after=7))
    assert answer.status_code == 429
    assert is_dressed(answer, Retry_After="7")


def test_database_away_is_dressed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = failing(app, monkeypatch, OperationalError("select", {}, Exception("gone")))
    assert answer.status_code == 503
    assert is_dressed(answer, Retry_After="30")


def test_failing_commit_is_dressed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> None:
        raise OperationalError("commit", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        patched.setattr("sqlalchemy.orm.Session.commit", refuse)
        answer = app.test_client().get("/en/")
    assert answer.status_code == 503
    assert is_dressed(answer, Retry_After="30")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_json_is_dressed(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.mimetype == "application/json"
    assert is_dressed(answer)


def test_csv_of_staff_is_never_kept(app: Flask) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user([("organiser", consultation)])
    client = sign_in(Visitor(app), user).client
    answer = client.get(f"/en/organise/{consultation.slug}/audit.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert is_dressed(answer)


@pytest.mark.parametrize("path", ["/en/", "/en/account/sign-in", "/en/nowhere"])
def test_options_is_dressed(app: Flask, path: str) -> None:
    answer = app.test_client().options(path)
    assert answer.status_code in {200, 404}
    assert is_dressed(answer, answer.headers["Cache-Control"])
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_head_has_the_headers_of_get(app: Flask) -> None:
    client = app.test_client()
    assert headers(client.head("/en/")) == headers(client.get("/en/"))


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DELETE", "PUT", "PATCH"])
def test_method_that_nothing_answers_is_refused_and_dressed(app: Flask, method: str) -> None:
    answer = app.test_client().open("/en/", method=method)
    assert answer.status_code == 405
    assert is_dressed(answer)


@pytest.mark.parametrize("name", ["favicon.svg", "consult.js", "consult.css"])
def test_static_file_of_any_kind_is_dressed_twice(app: Flask, name: str) -> None:
    with app.test_request_context():
        url: str = app.jinja_env.globals["static_url"](name)  # type: ignore[operator]
    client = app.test_client()
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, again):
        found = headers(answer)
        found.pop("Vary", None)
        assert found == {**SECURITY, "Cache-Control": "max-age=315360000, public, immutable"}


def test_unknown_static_file_is_dressed(app: Flask) -> None:
    answer = app.test_client().get("/static/nothing.css")
    assert answer.status_code == 404
    assert is_dressed(answer)


def test_forged_host_gets_a_dressed_refusal_without_the_host(app: Flask) -> None:
    answer = app.test_client().get("/en/account/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert is_dressed(answer)
    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def secure_app(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app that people reach by HTTPS."""
    folder: Path = tmp_path_factory.mktemp("secure")
    app = create_app(make_settings(migrated_url, folder, public_url="https://localhost"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/en/", 200), ("/en/nowhere", 404), ("/en/account", 302), ("/healthz", 200)],
)
def test_transport_is_strict_on_every_answer_over_https(
    secure_app: Flask, path: str, status: int
) -> None:
    answer = secure_app.test_client().get(path, base_url="https://localhost")
    assert answer.status_code == status
    assert is_dressed(answer, answer.headers["Cache-Control"], **HSTS)


def test_static_files_are_strict_over_https(secure_app: Flask) -> None:
    with secure_app.test_request_context():
        url: str = secure_app.jinja_env.globals["static_url"]("consult.css")  # type: ignore[operator]
    found = headers(secure_app.test_client().get(url, base_url="https://localhost"))
    found.pop("Vary", None)
    immutable = {"Cache-Control": "max-age=315360000, public, immutable"}
    assert found == {**SECURITY, **HSTS, **immutable}


@pytest.mark.parametrize("path", ["/en/", "/en/nowhere", "/healthz"])
def test_no_answer_names_what_runs_here(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert [name for name in NAMED if name in answer.headers] == []
