"""A service of its own with people of every role, and what its staff does to the end."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import postgres
from tests.canaries.tokens import Author
from tests.conftest import make_settings
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reports import make_answer, make_report
from tests.factories.trustees import make_trustee
from tests.jobs import run_jobs
from tests.live import Service
from tests.machinery.sink import Sink, smtp_sink
from tests.visitor import Visitor

PATIENCE = 40.0
HOUR_PASSES = """update procrastinate_jobs set scheduled_at = null
    where scheduled_at is not null and task_name = 'send_letter'"""
TRIED = "select count(*) from letters where state = 'queued' and attempts > 0"
LEFT_OUT = """delete from procrastinate_jobs where task_name = 'make_report_file' and not (
    args ->> 'language' = 'en' and (args ->> 'variant' = 'consolidated'
    and (args ->> 'form' <> 'pdf' or args ->> 'audience' = 'public')
    or args ->> 'form' in ('csv', 'xlsx', 'json', 'zip')))"""


@dataclass
class World:
    """The service that runs, its people's tokens, its authors, the letters that left it."""

    app: Flask
    service: Service
    sink: Sink
    slug: str
    tokens: dict[str, str]
    authors: dict[str, Author] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict)

    @property
    def instance(self) -> Path:
        return self.service.instance


@contextmanager
def running_world(application: str) -> Iterator[World]:
    """Start database, web server and worker of their own; stop them at the end."""
    folder = Path(tempfile.mkdtemp(prefix="consult-canaries-"))
    instance, temp = folder / "instance", folder / "temp"
    folder.chmod(0o755)
    temp.mkdir()
    url = postgres.start(instance)
    try:
        with smtp_sink() as (sink, port):
            app = create_app(make_settings(url, instance))
            settings = {
                "TMPDIR": str(temp),
                "CONSULT_NO_LIMITS": "",
                "CONSULT_PROXY_HOPS": "1",
                "CONSULT_MAIL_SERVER": "127.0.0.1",
                "CONSULT_MAIL_PORT": str(port),
            }
            service = Service(url, instance, settings, application=application)
            slug, tokens = _people(app, folder)
            world = World(app, service, sink, slug, tokens)
            service.start_web()
            service.start_worker()
            try:
                yield world
            finally:
                service.stop()
                with app.app_context():
                    db.session.remove()
                    db.engine.dispose()
    finally:
        postgres.stop(instance)
        shutil.rmtree(folder, ignore_errors=True)


def _people(app: Flask, folder: Path) -> tuple[str, dict[str, str]]:
    with app.app_context():
        upgrade()
        consultation = make_consultation("open")
        make_plan(consultation)
        first = make_trustee(consultation, folder, "Trustee One")
        make_trustee(consultation, folder, "Trustee Two")
        grants: dict[str, Any] = {
            role: (role, consultation) for role in ("organiser", "moderator", "auditor")
        }
        grants["ministry"] = ("ministry_approver", consultation, make_body("MOJ"))
        grants["other_ministry"] = ("ministry_approver", consultation, make_body("MOF"))
        users = {name: make_user([grant]) for name, grant in grants.items()}
        users["administrator"] = make_user(is_administrator=True)
        users["trustee"] = first.user
        slug = str(consultation.slug)
    tokens = {}
    for name, user in users.items():
        held = sign_in(Visitor(app), user).client.get_cookie("consult_session")
        assert held is not None
        tokens[name] = held.value
    return slug, tokens


@contextmanager
def refused_mail(world: World) -> Iterator[None]:
    """Let the mail server turn letters away, naming the recipient, until the end of the block."""
    world.sink.rcpt = "451 4.2.1 mailbox of {address} is busy"
    yield
    _until(world, TRIED)
    world.sink.rcpt = ""
    with world.app.app_context():
        db.session.execute(text(HOUR_PASSES))
        db.session.commit()
    _quiet(world)


def finish(world: World) -> None:
    """Publish, close, answer, report: what the staff does, until every file is there."""
    with world.app.app_context():
        for comment in db.session.query(Comment):
            comment.publication, comment.published_at = "published", now()
        db.session.commit()
        consultation = db.session.query(Consultation).filter_by(slug=world.slug).one()
        consultation.state = "answering"
        consultation.closes_at = consultation.closed_at = now() - timedelta(minutes=1)
        consultation.opens_at = now() - timedelta(days=30)
        db.session.commit()
        for comment in db.session.query(Comment).all():
            make_answer(comment, "noted")
        make_report(consultation, published=True)
        db.session.execute(text(LEFT_OUT))
        db.session.commit()
    run_jobs(world.app)
    _quiet(world)


def _quiet(world: World) -> None:
    """Wait until no letter waits and no job is under way."""
    waiting = """select count(*) from procrastinate_jobs
        where status in ('todo', 'doing') and scheduled_at is null"""
    _until(world, f"select ({waiting}) = 0")


def _until(world: World, question: str) -> None:
    """Wait until the database answers with anything but nought; not for ever."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with world.app.app_context():
            if db.session.scalar(text(question)):
                return
        time.sleep(0.5)
