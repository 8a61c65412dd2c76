"""Sign-in by an OpenID Connect provider: who gets in, who does not, and what is never taken."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from consult.domain.people import operations, queries
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import make_organisation, make_user
from tests.visitor import Visitor
from tests.web.account.small_provider import Provider, running_provider
from tests.web.account.stepping import code_at, give_app, give_code, wait_long
from tests.web.account.test_passwords_and_links import letters, link_in

LEAVE = "/en/account/sign-in/provider"
EMAIL = "dana@moj.example"


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(app: Flask, served: Provider) -> Iterator[Provider]:
    """The provider, and the test's app knowing it."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, **served.settings())
    served.described, served.breaks = {}, False
    yield served
    app.config["SETTINGS"] = before


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user(email=EMAIL)


def leave(visitor: Visitor, query: str = "") -> str:
    answer = visitor.client.get(f"{LEAVE}{query}")
    assert answer.status_code == 302, answer.get_data(as_text=True)[:400]
    return str(answer.location)


def come_back(provider: Provider, visitor: Visitor, **claims: Any) -> Visitor:
    query = provider.agree(leave(visitor), **{"email": EMAIL, **claims})
    return visitor.open(f"{LEAVE}/return?{query}")


def reasons(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.query(AuditEvent).filter_by(action="login.failed")
        return [row.payload["reason"] for row in rows.order_by(AuditEvent.seq)]


def test_verified_address_of_an_account_signs_in(
    app: Flask, provider: Provider, user: User, visitor: Visitor
) -> None:
    visitor.open("/en/account/sign-in")
    assert "Sign in with State sign-in" in visitor.text
    assert come_back(provider, visitor).path == "/en/account"
    assert "Sign-in service" in visitor.open("/en/account/sessions").text


def test_language_and_page_asked_for_are_kept(
    app: Flask, provider: Provider, user: User, visitor: Visitor
) -> None:
    location = visitor.client.get("/ru/account/sign-in/provider?next=/ru/account/sessions").location
    visitor.open(f"{LEAVE}/return?{provider.agree(location, email=EMAIL)}")
    assert visitor.path == "/ru/account/sessions"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin", "none"])
def test_another_site_cannot_begin_the_sign_in(
    app: Flask, provider: Provider, user: User, visitor: Visitor, site: str
) -> None:
    answer = visitor.client.get(
        f"{LEAVE}?next=/en/account/sessions", headers={"Sec-Fetch-Site": site}
    )
    if site in {"same-origin", "none"}:
        assert answer.location.startswith(provider.issuer)
        return
    assert answer.location == "/en/account/sign-in?next=/en/account/sessions"
    assert "Sign in with State sign-in" in visitor.open(answer.location).text


def test_account_is_bound_to_the_person_and_not_to_the_address(
    app: Flask, provider: Provider, user: User
) -> None:
    come_back(provider, Visitor(app))
    renamed = come_back(provider, Visitor(app), email="other@moj.example")
    assert renamed.path == "/en/account"
    successor = come_back(provider, Visitor(app), sub="person-2")
    assert (successor.heading, reasons(app)) == ("Sign in", ["no account"])


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "InvalidClaimError"),
        ({"aud": "another-client"}, "InvalidClaimError"),
        ({"aud": ["consult-client", "x"], "azp": "another-client"}, "authorized party"),
        ({"iss": "https://evil.example"}, "InvalidClaimError"),
        ({"exp": 1_000_000_000}, "ExpiredTokenError"),
        ({"email_verified": False}, "address not verified"),
        ({"email_verified": "true"}, "address not verified"),
        ({"email": ""}, "address not verified"),
        ({"email": "nobody@moj.example"}, "no account"),
    ],
    ids=str,
)
def test_answer_that_does_not_fit_is_refused(
    app: Flask, provider: Provider, user: User, claims: dict[str, Any], reason: str
) -> None:
    visitor = come_back(provider, Visitor(app), **claims)
    assert (visitor.heading, reasons(app)) == ("Sign in", [reason])
    assert "did not work" in visitor.text


def test_token_signed_by_another_key_is_refused(
    app: Flask, provider: Provider, user: User, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = provider.agree(leave(visitor), email=EMAIL)
    foreign = RSAKey.generate_key(2048, {"kid": "one"})
    public = {"keys": [foreign.as_dict(private=False)]}
    true = provider.answer
    monkeypatch.setattr(provider, "answer", lambda path: public if path == "/keys" else true(path))
    assert visitor.open(f"{LEAVE}/return?{query}").heading == "Sign in"
    assert reasons(app) == ["BadSignatureError"]


def test_state_works_once(app: Flask, provider: Provider, user: User, visitor: Visitor) -> None:
    query = provider.agree(leave(visitor), email=EMAIL)
    given = dict(provider.codes)
    visitor.open(f"{LEAVE}/return?{query}").press("Sign out", status=None)  # type: ignore[arg-type]
    provider.codes.update(given)
    assert visitor.open(f"{LEAVE}/return?{query}").heading == "Sign in"


def test_state_of_another_browser_is_refused(
    app: Flask, provider: Provider, user: User, visitor: Visitor
) -> None:
    query = provider.agree(leave(Visitor(app)), email=EMAIL)
    leave(visitor)
    assert visitor.open(f"{LEAVE}/return?{query}").heading == "Sign in"


def test_closed_account_stays_closed(app: Flask, provider: Provider, user: User) -> None:
    come_back(provider, Visitor(app))
    with app.app_context():
        db.session.get_one(User, user.id).disabled_at = now()
        db.session.commit()
    assert come_back(provider, Visitor(app)).heading == "Sign in"
    assert reasons(app) == ["disabled"]


def test_invited_person_gets_what_the_invitation_promised_and_nothing_else(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    with app.app_context():
        operations.invite(
            EMAIL,
            consultation=make_consultation(),
            role="ministry_approver",
            body=make_body("MOJ"),
            by=system("test"),
        )
        db.session.commit()
    come_back(provider, visitor, name="Dana Sample", roles=["organiser"], groups=["admin"])
    with app.app_context():
        user = queries.user_by_email(EMAIL)
        assert user is not None
        found = queries.actor_and_user(user.id)
        assert found is not None
        assert (user.name, user.password_hash, user.is_administrator) == ("Dana Sample", "", False)
        assert [grant.role for grant in found[1].grants] == ["ministry_approver"]


def test_person_without_a_password_accepts_a_further_invitation(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    with app.app_context():
        ngo = make_organisation("NGO-1")
        operations.invite(EMAIL, member_of=ngo, language="en", by=system("test"))
        db.session.commit()
    come_back(provider, visitor)
    with app.app_context():
        operations.invite(
            EMAIL, consultation=make_consultation(), role="auditor", language="en",
            by=system("test"),
        )  # fmt: skip
        db.session.commit()
    link = link_in(letters(app, "invitation")[-1])
    assert visitor.open(link).press("Accept").heading != "This link does not work any more"
    with app.app_context():
        user = queries.user_by_email(EMAIL)
        assert user is not None
        found = queries.actor_and_user(user.id)
        assert found is not None
        assert [grant.role for grant in found[1].grants] == ["auditor"]


def test_second_step_is_asked_for_unless_the_providers_is_trusted(
    app: Flask, provider: Provider
) -> None:
    with app.app_context():
        user = make_user([("auditor", make_consultation())], email=EMAIL)
    with app.app_context():
        secret = give_app(user)
    settings = dataclasses.replace(app.config["SETTINGS"], second_factor=True)
    app.config["SETTINGS"] = settings
    visitor = come_back(provider, Visitor(app), amr=["pwd", "mfa"])
    assert visitor.heading == "Second step"
    give_code(visitor, code_at(app, secret))
    assert "Sign-in service and code" in visitor.open("/en/account/sessions").text
    app.config["SETTINGS"] = dataclasses.replace(settings, oidc_second_step=("mfa", "high"))
    trusted = come_back(provider, Visitor(app), amr=["pwd", "mfa"])
    assert trusted.heading != "Second step"
    assert come_back(provider, Visitor(app), acr="high").heading != "Second step"
    assert come_back(provider, Visitor(app), amr=["pwd"]).heading == "Second step"


def test_proof_before_what_matters_is_a_sign_in_anew(
    app: Flask, provider: Provider, user: User
) -> None:
    visitor = come_back(provider, Visitor(app))
    wait_long(app)
    visitor.open("/en/account/address")
    link = visitor.soup.find("a", string=lambda words: "again" in str(words))
    assert link is not None
    for age, heading in ((600, "My account"), (0, "Change the address")):
        location = visitor.client.get(str(link["href"])).location
        assert "prompt=login" in location
        moment = int(now_of(app)) - age
        query = provider.agree(location, email=EMAIL, auth_time=moment)
        visitor.open(f"{LEAVE}/return?{query}")
        if age:
            assert reasons(app) == ["not anew"]
        else:
            assert visitor.heading == heading


def now_of(app: Flask) -> float:
    with app.app_context():
        return now().timestamp()


@pytest.mark.parametrize(
    "described",
    [{"issuer": "https://evil.example"}, {"breaks": True}],
    ids=["another issuer", "broken"],
)
def test_provider_that_is_down_or_another_is_said_so(
    app: Flask, provider: Provider, visitor: Visitor, described: dict[str, Any]
) -> None:
    provider.breaks = bool(described.get("breaks"))
    provider.described = described
    assert visitor.open(LEAVE).heading == "Sign in"
    assert "did not work" in visitor.text


def test_without_a_provider_there_is_no_page(app: Flask, visitor: Visitor) -> None:
    visitor.open(LEAVE, 404)
    visitor.open(f"{LEAVE}/return", 404)
    assert "Sign in with State" not in visitor.open("/en/account/sign-in").text
