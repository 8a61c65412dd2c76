"""Speakers who are withheld: no page, file or answer that anybody can reach holds their names."""

import io
import zipfile
from collections import deque
from datetime import timedelta
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import text

from consult.domain.people.actors import Actor, system
from consult.domain.reports import minutes_release as release
from consult.domain.roundtables.attendance import AttendeeRow, record_attendees
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.registering import Wish, register
from consult.domain.submissions.models import Comment
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.web.hall_screens import key_of
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.reports import make_answer, make_report
from tests.factories.roundtables import make_table, said
from tests.jobs import run_jobs

BY = system("command")
LEVELS = ("withheld_public", "withheld_ministries", "anonymous")
SHOWN = "Вкладышева Р. С."
MOST = 300
"""Pages that are read at most; far more than there are."""


def tokens() -> list[str]:
    """The words that nobody may find: a name and an organisation for each level, and two more."""
    levels = [f"{word}{level[-5:]}" for level in LEVELS for word in ("Kanareykin", "Zhetyoi")]
    return [*levels, "Unnamedov", "Comingov", "kanarey@private.example"]


def speakers() -> list:
    """One speaker who may be named, and one for each level that withholds the name."""
    hidden = [
        said(
            "1.1",
            f"Words of the {place}. speaker.",
            read_back=True,
            about={
                "level": level,
                "author_name": f"Kanareykin{level[-5:]}",
                "organisation_name": f"Zhetyoi{level[-5:]}",
            },
        )
        for place, level in enumerate(LEVELS, 2)
    ]
    return [said("1.1", "Words of the 1. speaker.", read_back=True), *hidden]


@pytest.fixture
def meeting(app: Flask) -> tuple[str, str, str]:
    """A meeting going on whose statements were moderated, answered, minuted and reported: its address."""
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        start = now() - timedelta(hours=24)
        made = make_table(
            consultation, starts_at=start, ends_at=start + timedelta(hours=23), state="planned"
        )
        table = whole_table(made.id)
        wish = Wish("Comingov", contact_email="kanarey@private.example")
        register(table, wish, by=BY, by_hand=True)
        table.state = "held"
        take_statements(table, speakers(), by=BY, origin=Origin("desk", one_part_each=True))
        record_attendees(
            table,
            [
                AttendeeRow("a", SHOWN, may_be_named=True),
                AttendeeRow("b", "Unnamedov", may_be_named=False),
            ],
            by=BY,
        )
        for comment in db.session.query(Comment):
            comment.publication, comment.published_at = "published", now()
        db.session.flush()
        consultation.state = "answering"
        consultation.closes_at = consultation.closed_at = now() - timedelta(minutes=1)
        for comment in db.session.query(Comment).all():
            make_answer(comment, "noted")
        second = Actor(user_id=make_user().id, name="Second")
        release.publish_minutes_of(table, chair="Chair", secretary="Keeper", by=BY, second=second)
        make_report(consultation, published=True)
        db.session.execute(text("delete from procrastinate_jobs where args ->> 'form' = 'pdf'"))
        db.session.commit()
        return consultation.slug, table.reference, key_of(table)


def plain(answer: bytes) -> str:
    """All that a page or a file says, also inside archives and PDF."""
    if answer.startswith(b"%PDF-"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer)).pages)
    if answer.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer)) as archive:
            return " ".join(plain(archive.read(name)) for name in archive.namelist())
    return answer.decode("utf-8", "replace")


def everything(app: Flask, first: list[str], slug: str) -> dict[str, str]:
    """Read every page and file of the consultation that links lead to; path -> what it says."""
    client, found, waiting = app.test_client(), {}, deque(first)
    while waiting and len(found) < MOST:
        path = waiting.popleft()
        if path in found:
            continue
        answer = client.get(path)
        found[path] = plain(answer.get_data())
        if answer.mimetype == "text/html":
            links = BeautifulSoup(answer.get_data(), "html.parser").find_all("a", href=True)
            for link in links:
                target = urldefrag(urljoin(path, str(link["href"])))[0]
                inside = target.startswith(f"/en/c/{slug}")
                if inside and "/comment/" not in f"{urlsplit(target).path}/":
                    waiting.append(target)
    return found


def test_names_of_withheld_speakers_are_nowhere(app: Flask, meeting: tuple[str, str, str]) -> None:
    run_jobs(app)
    slug, ref, key = meeting
    screen = f"/en/c/{slug}/round-tables/{ref}/screen"
    first = [
        f"/en/c/{slug}",
        f"/en/c/{slug}/round-tables",
        f"/en/c/{slug}/round-tables.ics",
        f"/en/c/{slug}/regions.csv",
        f"/en/c/{slug}/round-tables/{ref}/papers/general.pdf",
        f"/en/c/{slug}/round-tables/{ref}/papers/measures.pdf",
        f"{screen}?key={key}",
        f"{screen}/now?key={key}",
    ]
    found = everything(app, first, slug)
    for part in (
        f"/{ref}/minutes",
        "/statements",
        "/comments/",
        "/screen?",
        "/regions",
        "/report/1",
        "/papers/",
    ):
        assert [path for path in found if part in path], part
    assert {"docx", "pdf", "csv", "ics"} <= {
        path.partition("?")[0][-4:].strip(".") for path in found
    }
    assert SHOWN in found[f"{screen}/now?key={key}"]
    held = [(token, path) for token in tokens() for path, words in found.items() if token in words]
    assert held == []
    assert len(found) < MOST
