"""The exact headers of every kind of answer: pages, redirects, errors, static files, downloads."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult.access import Permission
from tests.factories.people import make_user, sign_in
from tests.factories.reading import make_open
from tests.visitor import Visitor

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PLAIN = {"Content-Type", "Content-Length", "Date", "Connection", "Allow", "Location", "ETag",
         "Last-Modified", "Content-Encoding", "Content-Disposition", "Set-Cookie",
         "Access-Control-Allow-Origin"}  # fmt: skip


def headers(answer: TestResponse) -> dict[str, str]:
    """Return the headers that are about safety and keeping."""
    return {name: value for name, value in answer.headers.items() if name not in PLAIN}


def is_dressed(answer: TestResponse, keeping: str = "no-store", **changes: str) -> bool:
    """Fail unless these are the security headers, and the answer is kept as told; then True."""
    expected = {**SECURITY, **{name.replace("_", "-"): value for name, value in changes.items()}}
    found = headers(answer)
    vary = {word.strip() for word in found.pop("Vary", "").split(",")} - {""}
    assert found == {**expected, "Cache-Control": keeping}
    return vary >= {"Cookie"}


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the home page."""

    def fail(**_values: Any) -> None:
        raise ZeroDivisionError

    fail.__dict__["permission"] = Permission.ANYONE
    monkeypatch.setitem(app.view_functions, "public.home", fail)


def test_public_page_may_be_kept_a_minute(app: Flask) -> None:
    answer = app.test_client().get("/en/")
    assert answer.status_code == 200
    assert is_dressed(answer, "public, max-age=60")


def test_page_of_an_account_is_never_kept(app: Flask) -> None:
    with app.app_context():
        user = make_user()
    answer = sign_in(Visitor(app), user).client.get("/en/account")
    assert answer.status_code == 200
    assert is_dressed(answer)


def test_redirect_is_dressed(app: Flask) -> None:
    answer = app.test_client().get("/en/account")
    assert answer.status_code == 302
    assert is_dressed(answer)


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/en/nowhere", "GET", 404),
    ("/nowhere", "GET", 404),
    ("/en/account/sign-out", "GET", 405),
    ("/en/account/sign-in", "POST", 400),
])  # fmt: skip
def test_error_is_dressed(app: Flask, path: str, method: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert is_dressed(answer)


def test_too_large_request_is_dressed(app: Flask) -> None:
    big = {"email": "x" * (app.config["MAX_FORM_MEMORY_SIZE"] + 1)}
    form = "multipart/form-data"
    answer = app.test_client().post("/en/account/sign-in", data=big, content_type=form)
    assert answer.status_code == 413
    assert is_dressed(answer)


@pytest.mark.usefixtures("broken")
def test_failure_is_dressed_and_tells_nothing(app: Flask) -> None:
    answer = app.test_client().get("/en/")
    assert answer.status_code == 500
    assert is_dressed(answer)
    text = answer.get_data(as_text=True)
    assert [word for word in ("ZeroDivision", "Traceback", ".py", "Werkzeug") if word in text] == []


def _static(app: Flask) -> str:
    with app.test_request_context():
        url: str = app.jinja_env.globals["static_url"]("consult.css")  # type: ignore[operator]
    return url


def test_static_file_is_dressed_and_kept_for_ever(app: Flask) -> None:
    answer = app.test_client().get(_static(app))
    found = headers(answer)
    found.pop("Vary", None)
    assert answer.status_code == 200
    assert found == {**SECURITY, "Cache-Control": "max-age=315360000, public, immutable"}


def test_unchanged_static_file_is_dressed(app: Flask) -> None:
    first = app.test_client().get(_static(app))
    answer = app.test_client().get(_static(app), headers={"If-None-Match": first.headers["ETag"]})
    assert answer.status_code == 304
    found = headers(answer)
    assert {name: found.get(name) for name in SECURITY} == SECURITY


def test_download_is_dressed(app: Flask) -> None:
    slug = make_open(app).slug
    answer = app.test_client().get(f"/en/c/{slug}/plan.csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert is_dressed(answer, "public, max-age=60")


def test_transport_is_strict_over_https_only(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/en/").headers
