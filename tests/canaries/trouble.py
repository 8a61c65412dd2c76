"""The app with trouble on demand: a sending that fails in the program or in the database."""

from typing import Any

from flask import Flask, request
from sqlalchemy import insert

from consult import app as house
from consult.domain.submissions import registering
from consult.domain.submissions.models import Submission
from consult.kernel.database import db


def create_app() -> Flask:
    """The app whose writing of submissions fails when the request asks for it."""
    plain = registering.write

    def write(consultation: Any, places: Any, entries: Any) -> Any:
        trouble = request.headers.get("X-Trouble", "")
        held = entries[0].about
        if trouble == "program":
            raise RuntimeError(held)
        if trouble == "database":
            db.session.execute(
                insert(Submission).values(
                    consultation_id=consultation.id,
                    number=-1,
                    reg_no=held.author_name,
                    reference=held.organisation_name,
                    channel=held.contact_email,
                    received_at=entries[0].received_at,
                    language=request.headers.get("User-Agent", ""),
                    author_kind=held.cosigners,
                    level="no such level",
                )
            )
        return plain(consultation, places, entries)

    registering.write = write  # type: ignore[assignment]
    return house.create_app()
