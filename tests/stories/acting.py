"""Who acts in a story and on which stage, whether through a test client or a real browser."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urljoin

from flask import Flask
from sqlalchemy import select, text, update

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import User
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, make_organisation, make_user
from tests.jobs import run_jobs
from tests.visitor import Visitor

DATA = Path(__file__).resolve().parents[1] / "data"


class Person(Protocol):
    """Somebody at a screen: reads words, fills fields by label, presses buttons by name."""

    def open(self, path: str) -> Self: ...
    def follow(self, words: str) -> Self: ...
    def fill(self, label: str, value: Any) -> Self: ...
    def choose(self, label: str) -> Self: ...
    def write(self, name: str, value: str) -> Self: ...
    def attach(self, name: str, files: Sequence[Path]) -> Self: ...
    def press(self, button: str) -> Self: ...
    def download(self, words: str) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def heading(self) -> str: ...


class Stage(Protocol):
    """Where a story happens: brings people in, and lets time and the worker pass."""

    app: Flask

    def enter(self) -> Person: ...
    def work(self) -> None: ...
    def pass_deadline(self, slug: str) -> None: ...


class Client(Visitor):
    """A person with a test client."""

    def write(self, name: str, value: str) -> Self:
        """Type into the field with this name: the parts of a text in three languages."""
        self.typed[name] = value
        return self

    def attach(self, name: str, files: Sequence[Path]) -> Self:
        """Choose files for a field."""
        self.typed[name] = [(path.open("rb"), path.name) for path in files]
        return self

    def download(self, words: str) -> bytes:
        """Take the file behind a link."""
        for link in self.soup.find_all("a", href=True):
            if words in link.get_text(" ", strip=True):
                answer = self.client.get(urljoin(self.path, str(link["href"])))
                assert answer.status_code == 200
                return answer.get_data()
        raise AssertionError(f"no link {words!r}: {self.text[:800]}")


class ClientStage:
    """A stage inside the test's transaction; jobs run when they are asked for."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def enter(self) -> Person:
        """Bring in somebody without an account."""
        return Client(self.app)

    def work(self) -> None:
        """Do what waits in the queue."""
        run_jobs(self.app)

    def pass_deadline(self, slug: str) -> None:
        """Let the closing lie a second in the past."""
        let_deadline_pass(self.app, slug)


def forget_other_files(app: Flask) -> None:
    """Take the files from the queue that are not of the whole report: nobody opens them here."""
    with app.app_context():
        db.session.execute(
            text(
                """delete from procrastinate_jobs where status = 'todo'
                and task_name = 'make_report_file' and args ->> 'variant' <> 'consolidated'"""
            )
        )
        db.session.commit()


def let_deadline_pass(app: Flask, slug: str) -> None:
    """Move opening and closing back, so that the closing was a second ago."""
    with app.app_context():
        found = db.session.scalars(select(Consultation).where(Consultation.slug == slug)).one()
        closed_at = now() - timedelta(seconds=1)
        values = {
            "opens_at": closed_at - timedelta(days=60),
            "closes_at": closed_at,
            "first_closes_at": closed_at,
        }
        db.session.execute(update(Consultation).where(Consultation.id == found.id).values(**values))
        db.session.commit()


CAST = {
    "organiser": "Organiser One",
    "second": "Organiser Two",
    "moderator": "Moderator One",
    "contributor": "Contributor One",
    "approver": "Approver One",
    "ngo": "Aigul Sample",
}


def make_cast(app: Flask) -> None:
    """Accounts of everybody; only the first organiser may make a consultation so far."""
    with app.app_context():
        make_body("MOJ", name="Ministry of Justice")
        earlier = make_consultation("archived")
        ngo = make_organisation("O99")
        for name, full_name in CAST.items():
            roles = [("organiser", earlier)] if name == "organiser" else []
            facts: dict[str, Any] = {"organisation": ngo} if name == "ngo" else {}
            make_user(roles, email=f"{name}@example.kz", name=full_name, **facts)


def user_named(name: str) -> User:
    """Return the account of a member of the cast; needs an app context."""
    return db.session.scalars(select(User).where(User.email == f"{name}@example.kz")).one()


def sign_in(stage: Stage, name: str) -> Person:
    """Bring in a member of the cast through the page where people sign in."""
    person = stage.enter().open("/en/account/sign-in")
    person.fill("E-mail address", f"{name}@example.kz").fill("Password", PASSWORD)
    return person.press("Sign in")
