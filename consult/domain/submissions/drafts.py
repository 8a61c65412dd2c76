"""Points being collected: locked by a token that only the browser holds, kept for thirty days."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Draft
from consult.domain.submissions.rules import POINTS_LIMIT, UNLINKED_LEVELS
from consult.kernel.ciphers import lock, unlock
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest, new_secret
from consult.kernel.text import clean_line
from consult.machinery.idempotency import fingerprint

KEPT = timedelta(days=30)
FIELD_LIMIT = 100_000
PURPOSE = "draft"
LOCKED = "locked"
SENT = "sent"
READABLE = ("points", "files", "event")


class TooManyPoints(NotFound):
    """The draft holds as many points as a submission may."""

    code = "too_many_points"
    status = 422


@dataclass
class Writing:
    """A draft as its writer sees it: the row, and the token that opens what is locked in it.

    What is typed about the author is always locked. The points stay readable for the account that
    may take the draft over on another device; without an account, and at the levels that keep none,
    everything is locked. The token is empty when an account found the draft on another device: then
    what is locked stays so, and is asked again.
    """

    row: Draft
    token: str = ""

    def __post_init__(self) -> None:
        self.parts = _read(self.row, self.token)

    @property
    def id(self) -> uuid.UUID:
        """The id of the draft: the key under which it is sent once."""
        return self.row.id

    @property
    def submission_id(self) -> uuid.UUID | None:
        """What it became when it was sent."""
        return self.row.submission_id

    @property
    def about(self) -> dict[str, str]:
        """What was typed about the author; empty when nothing was, or when it stays locked."""
        return dict(self.parts.get("about", {}))


def _read(row: Draft, token: str) -> dict[str, Any]:
    kept = {name: value for name, value in row.data.items() if name != LOCKED}
    if token and LOCKED in row.data:
        kept |= unlock(token, PURPOSE, row.data[LOCKED])
    return kept


def draft_by_token(consultation: Consultation, token: str) -> Writing | None:
    """Return the draft that the token opens, sent or not; None when there is none."""
    if not token:
        return None
    statement = select(Draft).where(
        Draft.token_hash == digest(token), Draft.consultation_id == consultation.id
    )
    row = db.session.scalar(statement)
    return Writing(row, token) if row else None


def draft_of(consultation: Consultation, user_id: uuid.UUID | None) -> Writing | None:
    """Return the newest unsent draft of an account, from whichever device; None without one."""
    if user_id is None:
        return None
    statement = select(Draft).where(
        Draft.user_id == user_id,
        Draft.consultation_id == consultation.id,
        Draft.submission_id.is_(None),
    )
    row = db.session.scalars(statement.order_by(Draft.updated_at.desc()).limit(1)).first()
    return Writing(row) if row else None


def open_draft(consultation: Consultation, *, by: Actor) -> Writing:
    """Begin a draft; the token that opens it is not stored."""
    token = new_secret()
    row = Draft(
        token_hash=digest(token), consultation_id=consultation.id, user_id=by.user_id, data={}
    )
    db.session.add(row)
    db.session.flush()
    return Writing(row, token)


def take_over(draft: Writing) -> None:
    """Give an account's draft that is opened on another device a new token.

    What was locked by the token before is lost with it: the part about the author.
    """
    draft.token = new_secret()
    draft.row.token_hash = digest(draft.token)
    _save(draft, about={})


def hold(draft: Writing) -> Writing:
    """Lock the draft's row, so that two windows do not overwrite each other, and read it anew."""
    db.session.refresh(draft.row, with_for_update=True)
    draft.parts = _read(draft.row, draft.token)
    return draft


def points_in(draft: Writing | None) -> list[dict[str, Any]]:
    """Return the points as typed, each with its `id`."""
    return list(draft.parts.get("points", [])) if draft else []


def point_in(draft: Writing | None, point_id: uuid.UUID) -> dict[str, Any]:
    """Return one point as typed; raises NotFound."""
    for point in points_in(draft):
        if point["id"] == str(point_id):
            return point
    raise NotFound


def put_point(draft: Writing, typed: Mapping[str, str], point_id: uuid.UUID | None = None) -> None:
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


def remove_point(draft: Writing, point_id: uuid.UUID) -> None:
    """Take a point out; one that is gone already is no mistake."""
    hold(draft)
    _save(draft, points=[one for one in points_in(draft) if one["id"] != str(point_id)])


def put_about(draft: Writing, typed: Mapping[str, str], *, by: Actor) -> None:
    """Keep what was typed about the author.

    At a level that keeps no account the draft lets go of it, and no other device finds the draft.
    """
    hold(draft)
    draft.row.user_id = None if typed.get("level") in UNLINKED_LEVELS else by.user_id
    _save(draft, about={name: clean_line(str(value)) for name, value in typed.items()})


def put_event(draft: Writing, code: str) -> None:
    """Keep the event code of the meeting at which this is written; empty takes it off."""
    hold(draft)
    _save(draft, event=code)


def event_in(draft: Writing | None) -> str:
    """Return the event code kept with the draft; empty without one."""
    return str(draft.parts.get("event", "")) if draft else ""


def files_in(draft: Writing | None) -> list[uuid.UUID]:
    """Return the ids of the staged files."""
    return [uuid.UUID(file) for file in draft.parts.get("files", [])] if draft else []


def put_files(draft: Writing, files: list[uuid.UUID]) -> None:
    """Keep which files are staged."""
    _save(draft, files=[str(file) for file in files])


def _save(draft: Writing, **parts: Any) -> None:
    draft.parts = {**draft.parts, **parts}
    readable = READABLE if draft.row.user_id else ()
    open_parts = {name: value for name, value in draft.parts.items() if name in readable}
    rest = {name: value for name, value in draft.parts.items() if name not in readable}
    draft.row.data = {**open_parts, LOCKED: lock(draft.token, PURPOSE, rest)}
    draft.row.updated_at = now()
    db.session.flush()


def close(draft: Draft, submission_id: uuid.UUID, level: str) -> None:
    """Empty a draft that was sent; what remains answers a second press with the first receipt.

    A mark of what was sent may follow (keep_mark).

    At a level that keeps no account, neither the account nor the hour stays in the row.
    """
    draft.submission_id, draft.data = submission_id, {}
    if level in UNLINKED_LEVELS:
        day = now().replace(hour=0, minute=0, second=0, microsecond=0)
        draft.user_id, draft.created_at, draft.updated_at = None, day, day


def keep_mark(draft: Writing, seen: str) -> None:
    """Keep a mark of what was shown and sent, which nobody can make without the draft's token."""
    draft.row.data = {SENT: fingerprint(seen, draft.token)}


def is_what_was_sent(draft: Writing, seen: str) -> bool:
    """Return whether a sent draft was sent as this page shows it, and not with other words.

    One without a mark was sent before there were marks.
    """
    mark = fingerprint(seen, draft.token)
    return bool(draft.parts.get(SENT, mark) == mark)


def purge_drafts(before: datetime) -> int:
    """Forget drafts that nobody has touched for thirty days; returns how many."""
    gone = db.session.execute(
        delete(Draft).where(Draft.updated_at < before - KEPT).returning(Draft.id)
    )
    return len(gone.all())
