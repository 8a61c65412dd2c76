"""Taking in what was said at a round table: each statement once, under the meeting's number."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions import record, sealing
from consult.domain.submissions.admission import hold, refuse_entering
from consult.domain.submissions.editing import replace_words
from consult.domain.submissions.models import Comment
from consult.domain.submissions.points import Flaw, flaws_of_about, flaws_of_point
from consult.domain.submissions.said import Origin, Said, Taken, comes_late
from consult.domain.submissions.sheets import Sheet
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.targets import Places, places_of
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit


def take_statements(
    table: RoundTable, said: Sequence[Said], *, by: Actor, origin: Origin
) -> list[Taken]:
    """Register statements of a meeting; a key that is known is not registered again (I-18).

    The meeting's row is held, so that two desks at one table wait for each other and neither
    overwrites the other. A key of another meeting is refused and tells nothing of its statement.
    What is wrong with one statement does not stop the others. Raises NotEntered when the
    consultation takes nothing from elsewhere in its state.
    """
    held_table = _hold(table.id)
    held = hold(held_table.consultation_id)
    refuse_entering(held, by)
    known = _known(one.key for one in said)
    places = places_of(held.id)
    taken: dict[uuid.UUID, Taken] = {}
    fresh: list[Said] = []
    for one in said:
        if one.key in known and known[one.key].round_table_id != held_table.id:
            taken[one.key] = Taken(one.key, "refused", reason="foreign")
        elif one.key in known:
            taken[one.key] = _again(known[one.key], one, places, origin, by)
        elif refused := _refused(one, held, places, origin):
            taken[one.key] = refused
        elif one.key not in {earlier.key for earlier in fresh}:
            fresh.append(one)
    if fresh:
        taken |= Sheet(held_table, held, places, by, origin).register(fresh)
    return [taken[one.key] for one in said]


def _hold(table_id: uuid.UUID) -> RoundTable:
    statement = select(RoundTable).where(RoundTable.id == table_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _known(keys: Iterator[uuid.UUID]) -> dict[uuid.UUID, Statement]:
    statement = (
        select(Statement)
        .where(Statement.key.in_(list(keys)))
        .options(joinedload(Statement.comment).joinedload(Comment.submission))
    )
    return {row.key: row for row in db.session.scalars(statement)}


def _refused(one: Said, consultation: Consultation, places: Places, origin: Origin) -> Taken | None:
    flaws = [*flaws_of_point(one.point), *flaws_of_about(one.about)]
    if one.point.target.type and not places.holds(one.point.target):
        flaws.append(Flaw("target", "not_in_plan"))
    if one.said_at > now():
        flaws.append(Flaw("said_at", "in_future"))
    if flaws:
        return Taken(one.key, "refused", flaws=flaws)
    if not origin.late_too and comes_late(consultation, one, origin):
        return Taken(one.key, "refused", reason="closed")
    return None


def _again(row: Statement, one: Said, places: Places, origin: Origin, by: Actor) -> Taken:
    """A statement that is there: the same, or changed by the device that wrote it."""
    code, late = row.comment.code, row.comment.submission.late
    same = Taken(one.key, "same", code, late=late)
    if one.revision <= row.revision:
        return same
    if row.device_id != origin.device_id:
        return Taken(one.key, "refused", code, "foreign", late=late)
    if row.comment.publication != "received" or row.comment.withdrawn_at is not None:
        return Taken(one.key, "refused", code, "decided", late=late)
    flaws = [*flaws_of_point(one.point), *flaws_of_about(one.about)]
    if not places.holds(one.point.target):
        flaws.append(Flaw("target", "not_in_plan"))
    if flaws:
        return Taken(one.key, "refused", code, flaws=flaws, late=late)
    _change(row, one, places)
    record.issue_again([row.comment.submission_id])
    audit.record(
        "statement.changed",
        row.comment,
        by=by,
        consultation_id=row.comment.consultation_id,
        revision=one.revision,
    )
    return Taken(one.key, "changed", code, late=late)


def _change(row: Statement, one: Said, places: Places) -> None:
    comment, point = row.comment, one.point
    replace_words(comment, point, at=now())
    comment.target_type, comment.target_field = point.target.type, point.target.field
    for name, value in places.ids(point.target).items():
        setattr(comment, name, value)
    sealing.rewrite(comment.submission, one.about)
    row.revision, row.read_back, row.said_at = one.revision, one.read_back, one.said_at
