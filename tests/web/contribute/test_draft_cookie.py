"""The cookie that opens a draft, over an encrypted line (REQ 44)."""

from pathlib import Path

import pytest

from consult.app import create_app
from consult.kernel.database import db
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan


@pytest.mark.committed
def test_cookie_of_a_draft_is_as_strict(own_database: str, tmp_path: Path) -> None:
    app = create_app(make_settings(own_database, tmp_path, public_url="https://localhost"))
    with app.app_context():
        consultation = make_consultation(slug="one")
        make_plan(consultation)
    client, there = app.test_client(), {"base_url": "https://localhost"}
    page = client.get("/en/c/one/comment/point?target=plan", **there).get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"kind": "support", "language": "en", "text": "Good.", "csrf_token": token}
    referrer = {"Referer": "https://localhost/en/c/one/comment/point"}
    answer = client.post(
        "/en/c/one/comment/point?target=plan", data=data, headers=referrer, **there
    )
    with app.app_context():
        db.engine.dispose()
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, _sign, rest = cookie.partition("=")
    parts = set(rest.split("; ")[1:])
    assert name == "__Host-consult_draft_one"
    assert {part for part in parts if not part.startswith("Expires=")} == {
        "Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=2592000",
    }  # fmt: skip
