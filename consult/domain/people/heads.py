"""Sending the head of the log away every day, to people who are not the operator (REQ 123)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select

from consult.domain.people.models import RoleGrant, User
from consult.kernel.database import db
from consult.machinery import heads, ledger, letters, outbox
from consult.machinery.heads import PublishedHead


def send_away() -> PublishedHead | None:
    """Publish the present head and write it to trustees and the configured addresses.

    None when nothing happened since the last one.
    """
    last = heads.last_head()
    row = heads.keep(last, ledger.last_link()) if last else None
    if row is None:
        return None
    for email, language in dict(_recipients()).items():
        _write(row, email, language)
    return row


def _recipients() -> Iterator[tuple[str, str]]:
    for email in current_app.config["SETTINGS"].head_recipients:
        yield email, "en"
    trustees = (
        select(User.email, User.language)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == "trustee")
        .order_by(User.email)
        .distinct()
    )
    for row in db.session.execute(trustees):
        yield row.email, row.language


def _write(row: PublishedHead, email: str, language: str) -> None:
    written = letters.write(
        "head",
        language,
        seq=row.seq,
        day=row.day,
        hash=row.hash.hex(),
        link=row.link.hex(),
        help_link=letters.address("public.verify", language),
    )
    cause = f"head:{row.seq}:{email}"
    outbox.post(written, to=email, kind="head", language=language, cause=cause)
