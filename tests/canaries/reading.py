"""What a service leaves: pages and files by role, letters, logs, folders, a dump, raw bytes."""

import io
import os
import subprocess
import zipfile
from collections import deque
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import psycopg
from pypdf import PdfReader

from consult.kernel.database import db
from consult.machinery.backup import archive, dump, making
from tests.canaries.remote import Remote
from tests.canaries.world import World

MOST = 400
"""Pages and files that one role reads at most."""
Place = dict[str, str]
STARTS = {
    "organiser": ["/en/organise/"],
    "moderator": ["/en/organise/"],
    "auditor": ["/en/organise/"],
    "ministry": ["/en/respond/"],
    "other_ministry": ["/en/respond/"],
    "administrator": ["/en/organise/administration"],
    "trustee": ["/en/trustee"],
}


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
    assert len(found) < MOST, f"{role} could read more"
    return found


def _leads_out(path: str) -> bool:
    return any(word in path for word in ("/sign-out", "/leave", "/worksheet/check", "/new"))


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


def backups(world: World) -> Place:
    """The archives of a backup, byte by byte, as they lie on the disk."""
    where = world.instance.parent
    archive.make_identity(where / "backup.key")
    recipient = (where / "backup.key").read_text().split("public key: ")[1].splitlines()[0]
    with world.app.app_context():
        made = making.make(where / "backups", [recipient])
        db.session.rollback()
    return {one.path.name: one.path.read_bytes().decode("latin-1") for one in made}


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
