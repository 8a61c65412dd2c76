"""A cache in front of the service, and a careless one: nobody gets a page made for another."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.domain.consultations.queries import consultation_by_slug
from tests.factories.people import make_user, sign_in
from tests.factories.reading import add_comment, make_open
from tests.visitor import Visitor

NAME = "Canary Person"
PATHS = (
    "", "help", "safety", "privacy", "account", "account/sign-in", "account/sessions",
    "c/{slug}", "c/{slug}/plan", "c/{slug}/measures/1.1", "c/{slug}/sections/1",
    "c/{slug}/general", "c/{slug}/plan.csv", "c/{slug}/comment?target=plan", "c/{slug}/comment",
    "c/{slug}/comment/about-you", "c/{slug}/comment/check", "organise/{slug}",
    "organise/{slug}/moderation", "receipt",
)  # fmt: skip


@dataclass
class CarelessCache:
    """A cache that keeps whatever it may keep and forgets that answers vary by cookie (RFC 9111)."""

    kept: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    hits: int = 0

    def get(self, client: FlaskClient, path: str) -> tuple[int, bytes]:
        """Answer from what is kept, else ask and keep what may be kept."""
        if path in self.kept:
            self.hits += 1
            return self.kept[path]
        answer = client.get(path)
        rules = {word.strip() for word in answer.headers.get("Cache-Control", "").split(",")}
        found = answer.status_code, answer.get_data()
        if not rules & {"no-store", "private", "no-cache"} and "public" in rules:
            assert answer.headers.getlist("Set-Cookie") == []
            self.kept[path] = found
        return found


@pytest.fixture
def slug(app: Flask) -> str:
    """An open consultation with a published comment."""
    consultation = make_open(app)
    add_comment(app, consultation)
    return str(consultation.slug)


def signed_in(app: Flask, slug: str) -> Visitor:
    """An organiser whose name stands on every page that is hers."""
    with app.app_context():
        user = make_user([("organiser", consultation_by_slug(slug))], name=NAME)
    return sign_in(Visitor(app), user)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_of_one_person_never_reaches_another(app: Flask, slug: str, language: str) -> None:
    cache, person = CarelessCache(), signed_in(app, slug)
    paths = [f"/{language}/{path.format(slug=slug)}" for path in PATHS]
    hers = [cache.get(person.client, path) for path in paths]
    assert any(NAME.encode() in body for _status, body in hers)
    assert cache.kept == {}
    for path in paths:
        _status, body = cache.get(app.test_client(), path)
        assert NAME.encode() not in body, path


def test_page_of_a_reader_may_be_shared_and_holds_nothing_personal(app: Flask, slug: str) -> None:
    cache = CarelessCache()
    for _ in range(2):
        for path in PATHS:
            cache.get(app.test_client(), f"/en/{path.format(slug=slug)}")
    assert cache.hits >= 9
    for path, (_status, body) in cache.kept.items():
        assert [word for word in (b"csrf", NAME.encode()) if word in body] == [], path


def test_page_of_a_writer_is_kept_by_no_cache(app: Flask, slug: str) -> None:
    writer = Visitor(app).open(f"/en/c/{slug}/comment?target=plan")
    writer.choose("Objection").fill("Your comment", "Canary words of a draft").choose("English")
    writer.press("Save this point")
    cache = CarelessCache()
    for path in PATHS:
        cache.get(writer.client, f"/en/{path.format(slug=slug)}")
    assert all(b"Canary words" not in body for _status, body in cache.kept.values())
