"""Sending letters: Flask-Mail in the worker, or files in the mail folder in development."""

import logging
import smtplib
import socket
import uuid

from flask import current_app
from flask_mail import Message
from sqlalchemy import select

from consult.extensions import mail
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import jobs
from consult.machinery.outbox import Letter, mark, next_attempt

log = logging.getLogger("consult.letters")
PERMANENT = 500


def send(letter_id: str) -> None:
    """Try one letter; a failure is kept with it and tried again for 72 hours, then shown.

    The row is locked for the attempt, so two workers never send the same letter at once; a letter
    already sent is left alone (at-least-once with a stable Message-ID).
    """
    statement = select(Letter).where(Letter.id == uuid.UUID(letter_id)).with_for_update()
    letter = db.session.scalar(statement)
    if letter is None or letter.state != "queued":
        return
    letter.attempts += 1
    try:
        deliver(letter)
    except (OSError, smtplib.SMTPException) as error:
        _failed(letter, error)
    else:
        mark(letter, state="sent", at=now())


def deliver(letter: Letter) -> None:
    """Hand one letter over; raises what the connection or the server said."""
    settings = current_app.config["SETTINGS"]
    message = Message(subject=letter.subject, recipients=[letter.recipient], body=letter.body)
    message.msgId = letter.message_id
    if settings.mail_server is None:
        _write(message, letter)
        return
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(settings.mail_timeout)
    try:
        mail.send(message)
    finally:
        socket.setdefaulttimeout(before)


def _write(message: Message, letter: Letter) -> None:
    folder = current_app.config["SETTINGS"].mail_folder
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.kind}-{letter.id.hex[:8]}.eml"
    (folder / name).write_bytes(message.as_bytes())


def _failed(letter: Letter, error: Exception) -> None:
    moment = now()
    refused = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= PERMANENT
    again = None if refused else next_attempt(letter, moment)
    reason = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
    mark(
        letter,
        state="queued" if again else "failed",
        at=moment,
        next_at=again,
        error=reason,
    )
    log.warning("letter not sent", extra={"letter": str(letter.id), "reason": reason})
    if again:
        jobs.defer("send_letter", queue="letters", at=again, letter_id=str(letter.id))
