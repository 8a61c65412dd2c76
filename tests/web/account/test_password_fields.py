"""Fields of passwords (masked, free to be pasted and kept) and the way out of an account."""

import pytest
from flask import Flask

from tests.factories.consultations import make_consultation
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.test_passwords_and_links import ask, letters, link_in

SHORTEST_LIMIT = 64


def check(visitor: Visitor, count: int) -> None:
    """Fail unless there are so many password fields, masked and open to password managers."""
    fields = [tag for tag in visitor.soup.find_all("input") if "assword" in str(tag.get("id"))
              or tag.get("type") == "password"]  # fmt: skip
    assert len(fields) == count
    for field in fields:
        assert field["type"] == "password"
        assert field.get("autocomplete") in {"current-password", "new-password"}
        assert int(str(field.get("maxlength", 1024))) >= SHORTEST_LIMIT
        assert [name for name in field.attrs if name.startswith("on")] == []


def test_passwords_are_masked_and_may_be_pasted(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        user = make_user(language="en")
    check(visitor.open("/en/account/sign-in"), 1)
    ask(visitor, user.email)
    check(visitor.open(link_in(letters(app, "password_reset")[0])), 1)
    check(sign_in(Visitor(app), user).open("/en/account/password"), 2)


@pytest.mark.parametrize(
    "path", ["/en/account", "/en/account/security", "/en/organise/", "/en/organise/{slug}", "/en/"]
)
def test_sign_out_stands_on_pages_of_accounts(app: Flask, path: str) -> None:
    with app.app_context():
        consultation = make_consultation("open")
        user = make_user([("organiser", consultation)])
    page = sign_in(Visitor(app), user).open(path.format(slug=consultation.slug))
    buttons = [tag.get_text(strip=True) for tag in page.soup.find_all(["a", "button"])]
    assert "Sign out" in buttons
