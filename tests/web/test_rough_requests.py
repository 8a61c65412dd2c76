"""Requests that no browser sends: refused in good order, and nothing that they claim is believed."""

import gzip
import json
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

FORM = "application/x-www-form-urlencoded"
SIGN_IN = "/en/account/sign-in"
NOT_SERVED = (
    "/console", "/.git/config", "/.env", "/docs", "/static/", "/static/../config.py",
    "/static/src/", "/en/../../etc/passwd", "/admin", "/debug", "/metrics", "/server-status",
    "/__debug__/", "/static/src/consult.js",
)  # fmt: skip
CLAIMS = {
    "X-Forwarded-For": "198.51.100.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-IP": "198.51.100.9",
    "Forwarded": "for=198.51.100.9;host=evil.example;proto=https",
}


def is_refused(answer: TestResponse) -> bool:
    """Whether this is a page that says no and tells nothing."""
    text = answer.get_data(as_text=True)
    told = [word for word in ("Traceback", ".py", "Werkzeug", "Exception") if word in text]
    return 400 <= answer.status_code < 500 and not told


@pytest.mark.parametrize("path", NOT_SERVED)
def test_nothing_of_the_workshop_is_served(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 404
    assert is_refused(answer)


def test_claims_of_a_proxy_are_not_believed_without_one(app: Flask) -> None:
    with app.test_request_context("/en/", headers=CLAIMS):
        found = (request.remote_addr, request.scheme, request.host, request.script_root)
    assert found == (None, "http", "localhost", "")
    plain, claimed = app.test_client().get("/en/"), app.test_client().get("/en/", headers=CLAIMS)
    assert claimed.get_data() == plain.get_data()


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_the_one_of_the_request(app: Flask, name: str) -> None:
    answer = app.test_client().get("/en/account/sign-out", headers={name: "POST"})
    assert answer.status_code == 405
    answer = app.test_client().post(f"{SIGN_IN}?_method=DELETE", headers={name: "DELETE"})
    assert answer.status_code == 400


def test_very_many_fields_are_refused(app: Flask) -> None:
    fields = urlencode({f"field{number}": "x" for number in range(20_000)})
    answer = app.test_client().post(SIGN_IN, data=fields, content_type=FORM)
    assert (answer.status_code, is_refused(answer)) == (413, True)


def test_form_without_a_length_is_refused(app: Flask) -> None:
    chunked = {"Transfer-Encoding": "chunked"}
    answer = app.test_client().post(SIGN_IN, data=b"email=a", content_type=FORM, headers=chunked)
    assert (answer.status_code, is_refused(answer)) == (411, True)


def test_very_many_parts_are_refused(app: Flask) -> None:
    fields = {f"field{number}": "x" for number in range(1_001)}
    answer = app.test_client().post(SIGN_IN, data=fields, content_type="multipart/form-data")
    assert (answer.status_code, is_refused(answer)) == (413, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 3_000 + b"]" * 3_000, "application/json"),
        (b'{"email": "a", "email": "b"}', "application/json"),
        (b'{"email": ', "application/json"),
        (b"email=%ff%fe&password=%00", FORM),
        ("email=привет".encode("cp1251"), f"{FORM}; charset=cp1251"),
        (b"--broken\r\nContent-Dis", "multipart/form-data; boundary=broken"),
        (b"no boundary", "multipart/form-data"),
        (b"", "text/plain"),
    ],
)
def test_malformed_body_is_refused(app: Flask, body: bytes, kind: str) -> None:
    assert is_refused(app.test_client().post(SIGN_IN, data=body, content_type=kind))


def test_compressed_body_is_not_unpacked(app: Flask) -> None:
    body = gzip.compress(b"email=" + b"x" * 5_000_000)
    answer = app.test_client().post(
        SIGN_IN, data=body, content_type=FORM, headers={"Content-Encoding": "gzip"}
    )
    assert is_refused(answer)


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999"])
def test_length_that_cannot_be_is_refused(app: Flask, length: str) -> None:
    answer = app.test_client().post(
        SIGN_IN, data=b"email=a", content_type=FORM, environ_overrides={"CONTENT_LENGTH": length}
    )
    assert is_refused(answer)


def test_body_over_the_limit_is_refused_without_reading_it(app: Flask) -> None:
    length = str(app.config["MAX_CONTENT_LENGTH"] + 1)
    for kind in (FORM, "application/json", "multipart/form-data; boundary=b"):
        answer = app.test_client().post(
            SIGN_IN, data=b"x", content_type=kind, environ_overrides={"CONTENT_LENGTH": length}
        )
        assert answer.status_code == 413


def test_first_of_repeated_parameters_counts(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/en/help?page=a&page=b").status_code == 200
    answer = client.get("/readyz?format=a&format=b")
    assert json.loads(answer.get_data())["status"] == "ready"
