"""Letters against a real SMTP server that refuses, is busy, falls silent or hangs up: none is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from consult.config import Settings
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import outbox, post_office
from consult.machinery.outbox import DELAYS, PATIENCE, Enclosed, Letter, Written
from tests.machinery.sink import closed_port, silent_server, smtp_sink

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


@contextmanager
def mail_at(app: Flask, port: int, **changes: Any) -> Iterator[None]:
    before = app.config["SETTINGS"]
    values = {"mail_server": "127.0.0.1", "mail_port": port, "mail_timeout": 2}
    app.config["SETTINGS"] = replace(before, **{**values, **changes})
    with app.app_context():
        try:
            yield
        finally:
            app.config["SETTINGS"] = before


def post(cause: str = "test:1", **changes: Any) -> Letter:
    written = Written("Тема письма", "Первая строка\nВторая строка\n")
    values: dict[str, Any] = {"to": "one@example.kz", "kind": "receipt", "language": "ru"}
    return outbox.post(written, cause=cause, **{**values, **changes})


def pending(letter: Letter) -> list[Any]:
    rows = db.session.execute(
        text(
            "select status::text, scheduled_at from procrastinate_jobs"
            " where task_name = 'send_letter' and args ->> 'letter_id' = :id order by id"
        ),
        {"id": str(letter.id)},
    )
    return list(rows)


def test_letter_and_job_are_stored_together(app: Flask) -> None:
    with app.app_context():
        letter = post()
        assert (letter.state, len(pending(letter))) == ("queued", 1)
        identity = letter.id
        db.session.rollback()
        assert db.session.get(Letter, identity) is None
        assert pending(letter) == []


def test_a_second_letter_of_one_cause_is_refused(app: Flask) -> None:
    with app.app_context():
        post("submission:1:receipt")
        with pytest.raises(IntegrityError):
            post("submission:1:receipt")


def test_sent_letter_arrives_once_with_its_message_id(app: Flask) -> None:
    with smtp_sink() as (sink, port), mail_at(app, port):
        letter = post()
        post_office.send(str(letter.id))
        post_office.send(str(letter.id))
        assert (letter.state, letter.attempts, letter.last_error) == ("sent", 1, "")
        assert letter.sent_at is not None
        (message,) = sink.messages
        assert message["Message-ID"] == letter.message_id
        assert message["To"] == "one@example.kz"
        payload = message.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode().splitlines() == ["Первая строка", "Вторая строка"]


HEADERS = {
    *("Subject", "From", "To", "Date", "Message-ID"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\r\n ", "\x0b", "\x85", "\u2028"])
def test_line_breaks_make_no_header_and_no_recipient(app: Flask, breaking: str) -> None:
    more = f"{breaking}Bcc: spy@example.com{breaking}{breaking}<img src=http://spy.example>"
    with smtp_sink() as (sink, port), mail_at(app, port):
        letter = outbox.post(
            Written(f"News{more}", f"text{more}"),
            to="one@example.kz",
            kind="receipt",
            language="en",
            cause="crlf",
            enclosed=Enclosed("BEGIN", f"a{more}.ics", "text/calendar"),
        )
        post_office.send(str(letter.id))
        ((envelope, message),) = zip(sink.envelopes, sink.messages, strict=True)
        assert (envelope.rcpt_tos, set(message.keys()) - HEADERS) == (["one@example.kz"], set())
        assert str(make_header(decode_header(message["Subject"]))).startswith("News Bcc: spy")
        kinds = [part.get_content_type() for part in message.walk()]
        assert kinds == ["multipart/mixed", "text/plain", "text/calendar"]
        assert not any("spy" in name for part in message.walk() for name in part)


@pytest.mark.parametrize(
    "to",
    [
        "one@example.kz\r\nBcc: spy@example.com",
        "one@example.kz\r\nRCPT TO:<spy@example.com>",
        "one@example.kz, spy@example.com",
        "one@example.kz>\r\nRCPT TO:<spy@example.com",
        "<one@example.kz> spy@example.com",
    ],
)
def test_address_of_two_people_reaches_no_second(app: Flask, to: str) -> None:
    with smtp_sink() as (sink, port), mail_at(app, port):
        letter = post(to=to)
        post_office.send(str(letter.id))
        reached = {address for envelope in sink.envelopes for address in envelope.rcpt_tos}
        assert (len(reached) <= 1, [one for one in reached if "spy@" in one]) == (True, [])
        assert all(set(message.keys()) == HEADERS for message in sink.messages)


def test_letter_is_plain_text_to_one_person_alone(app: Flask) -> None:
    with smtp_sink() as (sink, port), mail_at(app, port):
        for place in range(3):
            post_office.send(str(post(f"test:{place}", to=f"{place}@example.kz").id))
        assert [envelope.rcpt_tos for envelope in sink.envelopes] == [
            [f"{place}@example.kz"] for place in range(3)
        ]
        for message in sink.messages:
            assert (set(message.keys()), message.get_content_type()) == (HEADERS, "text/plain")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"rcpt": "451 try later"}, "SMTPRecipientsRefused 451"),
        ({"data": "451 try later"}, "SMTPDataError 451"),
    ],
)
def test_busy_server_is_tried_again(app: Flask, answers: dict[str, str], error: str) -> None:
    with smtp_sink(**answers) as (_sink, port), mail_at(app, port):
        letter = post()
        moment = now()
        post_office.send(str(letter.id), clock=lambda: moment)
        assert (letter.state, letter.attempts, letter.last_error) == ("queued", 1, error)
        assert letter.next_at == moment + timedelta(seconds=60)
        assert [row.scheduled_at for row in pending(letter)] == [None, letter.next_at]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"rcpt": "550 no such person"}, "SMTPRecipientsRefused 550"),
        ({"data": "554 spam"}, "SMTPDataError 554"),
    ],
)
def test_refused_letter_is_failed_and_shown(
    app: Flask, answers: dict[str, str], error: str
) -> None:
    with smtp_sink(**answers) as (_sink, port), mail_at(app, port):
        letter = post()
        post_office.send(str(letter.id))
        assert (letter.state, letter.last_error, letter.next_at) == ("failed", error, None)
        assert len(pending(letter)) == 1


def test_connection_refused_is_tried_again(app: Flask) -> None:
    with mail_at(app, closed_port()):
        letter = post()
        post_office.send(str(letter.id))
        assert (letter.state, letter.last_error) == ("queued", "ConnectionRefusedError")


def test_silent_server_is_given_up_in_time_and_the_next_letter_goes(app: Flask) -> None:
    assert Settings.mail_timeout <= 30
    with (
        silent_server() as silent,
        smtp_sink() as (sink, port),
        mail_at(app, silent, mail_timeout=1),
    ):
        letter, other = post(), post("test:2")
        started = time.monotonic()
        post_office.send(str(letter.id))
        assert time.monotonic() - started < 5
        assert (letter.state, letter.last_error) == ("queued", "SMTPServerDisconnected")
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_port=port)
        post_office.send(str(other.id))
        assert (other.state, letter.state, len(sink.messages)) == ("sent", "queued", 1)


def test_hang_up_after_data_is_sent_again_under_the_same_id(app: Flask) -> None:
    with smtp_sink(hang_up=True) as (sink, port), mail_at(app, port):
        letter = post()
        post_office.send(str(letter.id))
        assert letter.state == "queued"
        sink.hang_up = False
        post_office.send(str(letter.id))
        assert letter.state == "sent"
        assert [message["Message-ID"] for message in sink.messages] == [letter.message_id] * 2


def test_wrong_password_of_the_service_fails_no_letter(app: Flask) -> None:
    with smtp_sink() as (_sink, port), mail_at(app, port, mail_username="u", mail_password="p"):
        letter = post()
        post_office.send(str(letter.id))
        assert letter.state == "queued"


def test_letter_that_is_no_message_is_failed(app: Flask) -> None:
    with smtp_sink() as (sink, port), mail_at(app, port):
        letter = post(to="a\udcffb@example.kz".encode("utf-8", "replace").decode() + "\x00")
        letter.recipient = "x" * 10 + "@" + "ü" * 70 + ".kz"
        post_office.send(str(letter.id))
        assert (letter.state, sink.messages) == ("failed", [])


def test_schedule_of_retries_over_72_hours(app: Flask) -> None:
    with smtp_sink(rcpt="451 try later") as (_sink, port), mail_at(app, port):
        letter = post()
        moment = letter.created_at
        waits = []
        while letter.state == "queued":
            post_office.send(str(letter.id), clock=lambda at=moment: at)
            if letter.next_at is not None:
                waits.append(int((letter.next_at - moment).total_seconds()))
                moment = letter.next_at
        assert tuple(waits[:6]) == DELAYS
        assert set(waits[6:]) == {14400}
        assert letter.state == "failed"
        assert moment - letter.created_at >= PATIENCE
        assert letter.last_error == "SMTPRecipientsRefused 451"


def test_without_a_server_letters_are_files(app: Flask) -> None:
    with app.app_context():
        letter = post()
        post_office.send(str(letter.id))
        assert letter.state == "sent"
        folder = app.config["SETTINGS"].mail_folder
        (file,) = folder.glob(f"*-{letter.id.hex[:8]}.eml")
        assert letter.message_id in file.read_text()


@pytest.mark.parametrize("words", range(1, 6))
def test_long_subject_arrives_with_its_spaces(app: Flask, words: int) -> None:
    subject = "Проверьте, пожалуйста, проект протокола" + " круглого стола" * words
    with smtp_sink() as (sink, port), mail_at(app, port):
        letter = outbox.post(
            Written(subject, "Text"), cause="long", to="a@example.kz", kind="receipt", language="ru"
        )
        post_office.send(str(letter.id))
        (message,) = sink.messages
        assert str(make_header(decode_header(message["Subject"]))) == subject


def test_letters_whose_job_was_lost_are_queued_again(app: Flask) -> None:
    with app.app_context():
        lost, fresh, waiting = post("lost"), post("fresh"), post("waiting")
        lost.created_at -= timedelta(minutes=11)
        waiting.created_at -= timedelta(minutes=11)
        db.session.flush()
        db.session.execute(
            text("delete from procrastinate_jobs where args ->> 'letter_id' in (:one, :two)"),
            {"one": str(lost.id), "two": str(fresh.id)},
        )
        assert outbox.requeue_lost() == 1
        assert [len(pending(letter)) for letter in (lost, fresh, waiting)] == [1, 0, 1]
        assert outbox.requeue_lost() == 0
