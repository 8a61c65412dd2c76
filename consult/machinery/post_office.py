"""Sending letters: Flask-Mail in the worker, or files in the mail folder in development."""

import logging
import smtplib
import ssl
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.policy import SMTP
from typing import Any, Self

from flask import current_app
from flask_mail import Connection, Message
from sqlalchemy import select

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import jobs
from consult.machinery.outbox import Letter, mark, next_attempt

log = logging.getLogger("consult.letters")
PERMANENT = 500
OF_THE_LETTER = (smtplib.SMTPDataError, smtplib.SMTPSenderRefused)


class Sheet(Message):  # type: ignore[misc,unused-ignore]
    """A message whose headers are folded once: a second folding loses the space between words."""

    def as_bytes(self) -> bytes:
        """Return the message as it is sent."""
        made = self._message()
        made.policy = SMTP.clone(refold_source="none")
        return bytes(made.as_bytes())


class Line(Connection):  # type: ignore[misc,unused-ignore]
    """A connection that gives up after the set time; its farewell cannot undo a delivery."""

    host: smtplib.SMTP

    def __enter__(self) -> Self:
        self.host = self.configure_host()
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.host.quit()
        self.host.close()

    def configure_host(self) -> smtplib.SMTP:
        """Open the line; every step of the talk must be answered in `mail_timeout` seconds."""
        settings = current_app.config["SETTINGS"]
        host = smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=settings.mail_timeout)
        if settings.mail_use_tls:
            host.starttls(context=ssl.create_default_context())
        if settings.mail_username and settings.mail_password:
            host.login(settings.mail_username, settings.mail_password)
        return host


def send(letter_id: str, *, clock: Callable[[], datetime] = now) -> None:
    """Try one letter; a failure is kept with it and tried again for 72 hours, then shown.

    The row is locked for the attempt, so two workers never send the same letter at once; a letter
    already sent is left alone (at-least-once with a stable Message-ID). A letter that cannot be
    made into a message is failed at once and holds up no other (I 93).
    """
    statement = select(Letter).where(Letter.id == uuid.UUID(letter_id)).with_for_update()
    letter = db.session.scalar(statement)
    if letter is None or letter.state != "queued":
        return
    letter.attempts += 1
    try:
        deliver(letter)
    except (OSError, smtplib.SMTPException) as error:
        _failed(letter, error, clock(), for_good=is_refusal(error))
    except Exception as error:  # noqa: BLE001  whatever is wrong with one letter stays with it
        _failed(letter, error, clock(), for_good=True)
    else:
        mark(letter, state="sent", at=clock())


def is_refusal(error: Exception) -> bool:
    """Return whether the server refused this letter for good; a wrong set-up is no refusal."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _said in error.recipients.values())
    return isinstance(error, OF_THE_LETTER) and error.smtp_code >= PERMANENT


def deliver(letter: Letter) -> None:
    """Hand one letter over; raises what the connection or the server said."""
    settings = current_app.config["SETTINGS"]
    message = Sheet(
        subject=letter.subject,
        recipients=[letter.recipient],
        body=letter.body,
        sender=settings.mail_sender,
    )
    message.msgId = letter.message_id
    if letter.attachment:
        message.attach(
            letter.attachment_name, letter.attachment_type, letter.attachment.encode("utf-8")
        )
    if settings.mail_server is None:
        _write(message, letter)
        return
    with Line(current_app.extensions["mail"]) as line:
        line.send(message)


def _write(message: Message, letter: Letter) -> None:
    folder = current_app.config["SETTINGS"].mail_folder
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.kind}-{letter.id.hex[:8]}.eml"
    (folder / name).write_bytes(message.as_bytes())


def _failed(letter: Letter, error: Exception, moment: datetime, *, for_good: bool) -> None:
    again = None if for_good else next_attempt(letter, moment)
    reason = f"{type(error).__name__} {_code(error)}".strip()
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


def _code(error: Any) -> str:
    """Return the number that the server answered; its words may hold an address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return str(next(iter(error.recipients.values()))[0])
    return str(getattr(error, "smtp_code", ""))
