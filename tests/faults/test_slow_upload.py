"""A sending whose first byte came in time and whose body was under way at the closing (REQ 20)."""

import socket
import time
import urllib.parse
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.faults.rig import Rig
from tests.faults.writers import SEEN, TOKEN, Writer

SOON = 3.0
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


def ready_to_send(rig: Rig) -> tuple[Writer, bytes]:
    """Somebody who has written everything, and the body of the last form."""
    writer = Writer(rig.service.url, rig.slug, "Слова, которые шли долго.")
    while writer.steps:
        writer.steps.pop(0)()
    page = writer._get("/check")
    token, seen = TOKEN.search(page), SEEN.search(page)
    assert token
    assert seen
    facts = {"csrf_token": token.group(1), "seen": seen.group(1)}
    return writer, urllib.parse.urlencode(facts).encode()


def close_in(rig: Rig, seconds: float) -> None:
    """Let the consultation close so many seconds from now."""
    with rig.app.app_context():
        statement = select(Consultation).where(Consultation.slug == rig.slug)
        db.session.scalars(statement).one().closes_at = now() + timedelta(seconds=seconds)
        db.session.commit()


def send(rig: Rig, writer: Writer, body: bytes, wait: float) -> str:
    """Send the head and half of the body, wait, and send the rest; returns the status line."""
    cookies = next(one.cookiejar for one in writer.opener.handlers if hasattr(one, "cookiejar"))
    words = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
    head = (
        f"POST /en/c/{rig.slug}/comment/check HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {words}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", rig.service.port), timeout=30) as line:
        line.sendall(head.encode() + body[:10])
        time.sleep(wait)
        line.sendall(body[10:])
        return line.recv(4096).split(b"\r\n")[0].decode()


def stored(rig: Rig) -> list[tuple[bool, str]]:
    """Whether the submissions that were taken count as late, and how the log labels them."""
    label = AuditEvent.payload["verdict"].astext
    with rig.app.app_context():
        late = db.session.scalars(select(Submission.late))
        labels = db.session.scalars(select(label).where(label.is_not(None)))
        return list(zip(late, labels, strict=True))


def test_body_under_way_at_the_closing_counts_and_one_begun_later_does_not(rig: Rig) -> None:
    rig.service.workers = 1
    rig.service.start_web()
    first, second = ready_to_send(rig), ready_to_send(rig)
    close_in(rig, SOON)
    assert "302" in send(rig, *first, wait=SOON + 1)
    assert stored(rig) == [(False, "under_way")]
    assert "422" in send(rig, *second, wait=0.1)
    assert stored(rig) == [(False, "under_way")]
