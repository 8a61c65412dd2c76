"""A service of its own in which five authors send planted words, and everything that it leaves."""

import io
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pikepdf
import psycopg
from docx import Document
from flask import Flask
from flask_migrate import upgrade
from PIL import ExifTags, Image
from pypdf import PdfReader
from sqlalchemy import text

from consult.app import create_app
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import postgres
from consult.machinery.backup import dump
from tests.canaries.remote import Remote
from tests.canaries.tokens import LEVELS, Author, author
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reports import make_answer, make_report
from tests.factories.trustees import make_trustee
from tests.jobs import run_jobs
from tests.live import Service
from tests.machinery.sink import Sink, smtp_sink
from tests.visitor import Visitor

MOST = 260
"""Pages and files that one role reads at most."""
PATIENCE = 40.0
LEFT_OUT = """delete from procrastinate_jobs where task_name = 'make_report_file' and not (
    args ->> 'language' = 'en' and (args ->> 'variant' = 'consolidated'
    and (args ->> 'form' <> 'pdf' or args ->> 'audience' = 'public') or args ->> 'form' in ('csv', 'xlsx', 'json', 'zip')))"""
Place = dict[str, str]


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
        from tests.factories.consultations import make_body

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


def send_everything(world: World) -> None:
    """Let the authors write, fail in every way, and send; nothing is moderated yet."""
    for level in LEVELS:
        one = author(level)
        world.authors[level] = one
        remote = Remote(world.service.url, _headers(one))
        _write(world, remote, one)
        _stumble(world, remote, one)
        remote.open(f"/en/c/{world.slug}/comment/check").send("seen", anyway="y")
        assert "/comment/sent" in remote.answer.url, (level, remote.words[:900])
        code = remote.soup.find(class_="app-key")
        assert code is not None
        world.secret[level] = code.get_text(strip=True)
        _look_up(remote, world.secret[level])


def _headers(one: Author) -> dict[str, str]:
    return {
        "User-Agent": f"Mozilla/5.0 (X11; Linux) {one['agent']}/1.0 Firefox/140",
        "Accept-Language": f"en,{one['language']};q=0.5",
        "Referer": f"https://{one['referer']}.example/page",
        "X-Forwarded-For": one["forwarded"],
    }


def _write(world: World, remote: Remote, one: Author) -> None:
    about = f"/en/c/{world.slug}/comment"
    remote.open(f"{about}/point?target=measure:1.1")
    words = {"text": f"Words of the author at {one.level}.", "kind": "objection"}
    remote.send("text", **words, language="en")
    remote.open(f"{about}/points")
    for name, kind, data in files_of(one):
        remote.open(f"{about}/points")
        remote.send("files", files={"files": (name, data, kind)})
    remote.open(f"{about}/about-you").send("level", **{**_about(one), "contact_email": "nobody"})
    remote.send("level", **_about(one))
    assert "/comment/check" in remote.answer.url, (one.level, remote.words[:900])


def _about(one: Author) -> dict[str, str]:
    return {
        "author_kind": "joint",
        "author_name": one["name"],
        "organisation_name": one["organisation"],
        "cosigners": one["cosigner"],
        "contact_email": one["email"],
        "level": one.level,
        "consent": "y",
    }


def files_of(one: Author) -> list[tuple[str, str, bytes]]:
    """A Word file, a photo and a PDF that tell who made them, each under a telling name."""
    paper, word = Document(), io.BytesIO()
    paper.core_properties.author = paper.core_properties.last_modified_by = one["file_author"]
    paper.add_paragraph("Visible")
    paper.save(word)
    exif, photo = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Artist] = one["file_author"]
    Image.new("RGB", (40, 30)).save(photo, "JPEG", exif=exif)
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = one["file_author"]
    pdf.save(out)
    return [
        (f"{one['file_name']}.docx", "application/msword", word.getvalue()),
        (f"{one['file_name']}.jpg", "image/jpeg", photo.getvalue()),
        (f"{one['file_name']}.pdf", "application/pdf", out.getvalue()),
    ]


def _stumble(world: World, remote: Remote, one: Author) -> None:
    """Meet a page that is not there, an error of the program and one of the database."""
    remote.open(f"/en/nothing/{one['name']}?who={one['organisation']}")
    assert remote.answer.status_code == 404
    for trouble in ("program", "database"):
        remote.open(f"/en/c/{world.slug}/comment/check")
        remote.session.headers["X-Trouble"] = trouble
        remote.send("seen", anyway="y")
        del remote.session.headers["X-Trouble"]
        assert remote.answer.status_code >= 500, (trouble, remote.answer.status_code)


def _look_up(remote: Remote, code: str) -> None:
    reference = remote.soup.find("strong")
    remote.open("/en/receipt").send("reference", reference="AAAA1111", code=code)
    assert reference is not None


def finish(world: World) -> None:
    """Publish, close, answer, report: what the staff does, until every file is there."""
    with world.app.app_context():
        for comment in db.session.query(Comment):
            comment.publication, comment.published_at = "published", now()
        db.session.commit()
        from consult.domain.consultations.models import Consultation

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
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with world.app.app_context():
            if not db.session.scalar(text(waiting)):
                return
        time.sleep(0.5)


def read_as(world: World, role: str) -> Place:
    """Read every page and file that links lead this role to; address -> what it says."""
    remote = Remote(world.service.url, {"X-Forwarded-For": "198.51.100.7"})
    if role in world.tokens:
        remote.session.cookies.set("consult_session", world.tokens[role])
    found: Place = {}
    waiting = deque(["/en/", f"/en/c/{world.slug}", *STARTS.get(role, ())])
    waiting.extend(f"/en/c/{world.slug}/{one}" for one in ("record", "regions.csv"))
    while waiting and len(found) < MOST:
        path = waiting.popleft()
        if path in found or _leads_out(path):
            continue
        remote.open(path)
        found[path] = plain(remote.answer.content)
        if "text/html" in remote.answer.headers.get("Content-Type", ""):
            for link in remote.soup.find_all("a", href=True):
                target = urldefrag(urljoin(path, str(link["href"])))[0]
                if target.startswith("/en/") and "/comment/" not in f"{urlsplit(target).path}/":
                    waiting.append(target)
    return found


STARTS = {
    "organiser": ["/en/organise/"],
    "moderator": ["/en/organise/"],
    "auditor": ["/en/organise/"],
    "ministry": ["/en/respond/"],
    "other_ministry": ["/en/respond/"],
    "administrator": ["/en/organise/administration"],
    "trustee": ["/en/trustee"],
}


def _leads_out(path: str) -> bool:
    return any(word in path for word in ("/sign-out", "/leave", "/worksheet", "/new"))


def plain(answer: bytes) -> str:
    """All that a page or a file says, also inside archives and PDF, and what it says of itself."""
    if answer.startswith(b"%PDF-"):
        reader = PdfReader(io.BytesIO(answer))
        pages = " ".join(page.extract_text() for page in reader.pages)
        return f"{pages} {reader.metadata} {answer.decode('latin-1')}"
    if answer.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer)) as archive:
            inside = " ".join(plain(archive.read(name)) for name in archive.namelist())
            return f"{inside} {' '.join(archive.namelist())}"
    return answer.decode("utf-8", "replace")


def letters(world: World) -> Place:
    """Every letter with its headers and its recipient."""
    return {
        str(number): f"{envelope.rcpt_tos} {_decoded(envelope.content)}"
        for number, envelope in enumerate(world.sink.envelopes)
    }


def _decoded(content: bytes) -> str:
    from email import message_from_bytes
    from email.header import decode_header, make_header

    message = message_from_bytes(content)
    heads = " ".join(str(make_header(decode_header(value))) for _name, value in message.items())
    parts = [part.get_payload(decode=True) or b"" for part in message.walk()]
    return f"{heads} {' '.join(plain(part) for part in parts if isinstance(part, bytes))}"


def logs(world: World) -> Place:
    """The logs of the web server, the worker and the database."""
    found = {path.name: path.read_text(errors="replace") for path in world.instance.glob("*.log")}
    for path in (world.instance / "postgres").rglob("*"):
        if path.is_file() and (path.suffix == ".log" or path.name in {"log", "logfile"}):
            found[path.name] = path.read_text(errors="replace")
    return found


def folder(path: Path) -> Place:
    """What every file of a folder says, its name included."""
    return {
        str(one): f"{one.name} {plain(one.read_bytes())}"
        for one in sorted(path.rglob("*"))
        if one.is_file()
    }


def database(world: World) -> Place:
    """A dump of the database, table by table."""
    url = world.service.database_url
    with world.app.app_context():
        major = dump.server_major(db.session.connection())
    words = [str(dump.tools(major) / "pg_dump"), "--data-only", "--no-owner"]
    done = subprocess.run(words, env=dump.environment(url), capture_output=True, check=True)
    found: Place = {}
    for part in done.stdout.decode().split("\nCOPY ")[1:]:
        table = part.split(" ", 1)[0]
        found[table] = part
    return found


def raw(world: World) -> Callable[[bytes], list[str]]:
    """Return a search in the bytes of the server's files: tables, write-ahead log, all of it."""
    where = world.service.database_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("checkpoint")
    files = [one for one in (world.instance / "postgres").rglob("*") if one.is_file()]
    held = {os.fspath(one.relative_to(world.instance)): one.read_bytes() for one in files}

    def search(word: bytes) -> list[str]:
        return [name for name, data in held.items() if word in data]

    return search
