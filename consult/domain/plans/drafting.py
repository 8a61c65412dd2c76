"""A new draft as a copy of the version that everybody sees."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect

from consult.domain.people.actors import Actor
from consult.domain.plans import followers, identity, queries
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion, Section
from consult.domain.plans.operations import LOCKED, Discussed
from consult.domain.plans.rules import OVER, label_of
from consult.kernel.database import Model, db
from consult.kernel.errors import ConsultError, NotFound, WrongState
from consult.machinery import audit

OWN = {
    Section: ("id", "plan_version_id"),
    MeasureVersion: ("id", "plan_version_id", "section_id", "change_kind", "confirmed"),
    MeasureExecutor: ("measure_version_id",),
}


class DraftExists(ConsultError):
    """A draft is there already; facts: number of the version."""

    code = "draft_exists"
    status = 409


def new_draft(consultation: Discussed, *, by: Actor) -> PlanVersion:
    """Copy the newest published version as the next draft; every measure continues itself.

    Raises DraftExists, NotFound without a published version, WrongState when all is over.
    """
    db.session.refresh(consultation, LOCKED, with_for_update=True)
    if consultation.state in OVER:
        raise WrongState(state=consultation.state)
    if existing := queries.draft_of(consultation.id):
        raise DraftExists(number=existing.number)
    followed = queries.published_of(consultation.id)
    if followed is None:
        raise NotFound
    version = PlanVersion(
        id=uuid.uuid4(),
        consultation_id=consultation.id,
        number=followed.number + 1,
        label=label_of(followed.number + 1),
        title=followed.title,
        languages=list(followed.languages),
        section_count=followed.section_count,
        measure_count=followed.measure_count,
        imported_by_id=by.user_id,
    )
    db.session.add(version)
    db.session.flush()
    _copy_measures(followed, version, _copy_sections(followed, version))
    identity.settle(version)
    audit.record(
        "plan.draft_made",
        version,
        by=by,
        consultation_id=consultation.id,
        number=version.number,
        measures=version.measure_count,
    )
    followers.tell_changed(version, by)
    return version


def _copy_sections(followed: PlanVersion, version: PlanVersion) -> dict[uuid.UUID, uuid.UUID]:
    copies: dict[uuid.UUID, uuid.UUID] = {}
    for section in queries.sections_of(followed.id):
        copy = Section(**_values(section), id=uuid.uuid4(), plan_version_id=version.id)
        copies[section.id] = copy.id
        db.session.add(copy)
    db.session.flush()
    return copies


def _copy_measures(
    followed: PlanVersion, version: PlanVersion, sections: Mapping[uuid.UUID, uuid.UUID]
) -> None:
    made = []
    for row in queries.measures_of(followed.id):
        copy = MeasureVersion(
            **_values(row),
            id=uuid.uuid4(),
            plan_version_id=version.id,
            section_id=sections[row.section_id],
            change_kind="unchanged",
        )
        copy.executors = [MeasureExecutor(**_values(one)) for one in row.executors]
        db.session.add(copy)
        made.append((copy, row))
    db.session.flush()
    identity.continue_all(made)


def _values(row: Model) -> dict[str, Any]:
    """Return the columns that a copy shares with its original."""
    own = OWN[type(row)]
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in own}
