"""Points being collected: opened by a token that only the browser holds, kept for thirty days."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Draft
from consult.domain.submissions.rules import POINTS_LIMIT
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest, new_secret
from consult.kernel.text import clean_line

KEPT = timedelta(days=30)
FIELD_LIMIT = 100_000


class TooManyPoints(NotFound):
    """The draft holds as many points as a submission may."""

    code = "too_many_points"
    status = 422


def draft_by_token(consultation: Consultation, token: str) -> Draft | None:
    """Return the draft that the token opens, sent or not; None when there is none."""
    if not token:
        return None
    statement = select(Draft).where(
        Draft.token_hash == digest(token), Draft.consultation_id == consultation.id
    )
    return db.session.scalar(statement)


def draft_of(consultation: Consultation, user_id: uuid.UUID | None) -> Draft | None:
    """Return the newest unsent draft of an account, from whichever device; None without one."""
    if user_id is None:
        return None
    statement = select(Draft).where(
        Draft.user_id == user_id,
        Draft.consultation_id == consultation.id,
        Draft.submission_id.is_(None),
    )
    return db.session.scalars(statement.order_by(Draft.updated_at.desc()).limit(1)).first()


def open_draft(consultation: Consultation, *, by: Actor) -> tuple[Draft, str]:
    """Begin a draft; returns it with the token that opens it, which is not stored."""
    token = new_secret()
    draft = Draft(
        token_hash=digest(token),
        consultation_id=consultation.id,
        user_id=by.user_id,
        data={"points": [], "about": {}, "files": []},
    )
    db.session.add(draft)
    db.session.flush()
    return draft, token


def take_over(draft: Draft) -> str:
    """Return a new token for an account's draft that is opened on another device."""
    token = new_secret()
    draft.token_hash = digest(token)
    return token


def hold(draft: Draft) -> Draft:
    """Lock the draft's row, so that two windows do not overwrite each other, and read it anew."""
    db.session.refresh(draft, with_for_update=True)
    return draft


def points_in(draft: Draft | None) -> list[dict[str, Any]]:
    """Return the points as typed, each with its `id`."""
    return list(draft.data.get("points", [])) if draft else []


def point_in(draft: Draft | None, point_id: uuid.UUID) -> dict[str, Any]:
    """Return one point as typed; raises NotFound."""
    for point in points_in(draft):
        if point["id"] == str(point_id):
            return point
    raise NotFound


def put_point(draft: Draft, typed: Mapping[str, str], point_id: uuid.UUID | None = None) -> None:
    """Keep a point as typed: a new one at the end, a known one in its place.

    The last point sent once more, by a double click or after a broken connection, is kept once.
    Raises TooManyPoints, NotFound.
    """
    hold(draft)
    points = points_in(draft)
    kept = {name: str(value)[:FIELD_LIMIT].replace("\x00", "") for name, value in typed.items()}
    if point_id is None:
        if points and {**kept, "id": points[-1]["id"]} == points[-1]:
            return
        if len(points) >= POINTS_LIMIT:
            raise TooManyPoints(most=POINTS_LIMIT)
        points.append({**kept, "id": str(uuid.uuid4())})
    else:
        place = points.index(point_in(draft, point_id))
        points[place] = {**kept, "id": str(point_id)}
    _save(draft, points=points)


def remove_point(draft: Draft, point_id: uuid.UUID) -> None:
    """Take a point out; one that is gone already is no mistake."""
    hold(draft)
    _save(draft, points=[one for one in points_in(draft) if one["id"] != str(point_id)])


def put_about(draft: Draft, typed: Mapping[str, str]) -> None:
    """Keep what was typed about the author."""
    hold(draft)
    _save(draft, about={name: clean_line(str(value)) for name, value in typed.items()})


def put_event(draft: Draft, code: str) -> None:
    """Keep the event code of the meeting at which this is written; empty takes it off."""
    hold(draft)
    _save(draft, event=code)


def event_in(draft: Draft | None) -> str:
    """Return the event code kept with the draft; empty without one."""
    return str(draft.data.get("event", "")) if draft else ""


def files_in(draft: Draft | None) -> list[uuid.UUID]:
    """Return the ids of the staged files."""
    return [uuid.UUID(file) for file in draft.data.get("files", [])] if draft else []


def put_files(draft: Draft, files: list[uuid.UUID]) -> None:
    """Keep which files are staged."""
    _save(draft, files=[str(file) for file in files])


def _save(draft: Draft, **parts: Any) -> None:
    draft.data = {**draft.data, **parts}
    draft.updated_at = now()
    db.session.flush()


def purge_drafts(before: datetime) -> int:
    """Forget drafts that nobody has touched for thirty days; returns how many."""
    gone = db.session.execute(
        delete(Draft).where(Draft.updated_at < before - KEPT).returning(Draft.id)
    )
    return len(gone.all())
