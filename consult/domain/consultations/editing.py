"""Making and setting up a consultation before it opens."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from consult.domain.consultations import queries
from consult.domain.consultations.checklist import require_ready
from consult.domain.consultations.models import (
    Consultation,
    ConsultationOrganiser,
    NumberCounter,
)
from consult.domain.consultations.refusals import (
    ClosesBeforeOpening,
    FixedByNow,
    OpensInThePast,
    SlugTaken,
    UnfitName,
    UnfitZone,
)
from consult.domain.consultations.rules import (
    EDITABLE_ALWAYS,
    FIXED_AFTER_ANNOUNCING,
    PREFIX,
    RESERVED_SLUGS,
    SLUG,
    is_zone,
    local_day,
)
from consult.domain.people.actors import Actor
from consult.domain.people.models import RoleGrant
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit


def create(
    *,
    slug: str,
    prefix: str,
    title: LocalisedText,
    by: Actor,
    historical: bool = False,
    **facts: Any,
) -> Consultation:
    """Make a consultation in the state draft; a user who makes it becomes its organiser.

    `facts` are columns of the table (texts, dates, contact). `historical` lets a command load one
    that was held in the past. Raises SlugTaken, UnfitName, OpensInThePast, ClosesBeforeOpening.
    """
    _require_names(slug, prefix)
    if queries.slug_is_taken(slug):
        raise SlugTaken(slug=slug)
    consultation = Consultation(id=uuid.uuid4(), slug=slug, prefix=prefix, title=title)
    consultation.zone = facts.get("zone") or consultation.zone or "Asia/Almaty"
    _set(consultation, facts)
    _require_period(consultation, historical=historical and by.is_system)
    db.session.add(consultation)
    db.session.flush()
    db.session.add(NumberCounter(consultation_id=consultation.id, last=0))
    if by.user_id:
        db.session.add(
            RoleGrant(
                user_id=by.user_id,
                consultation_id=consultation.id,
                role="organiser",
                granted_by_id=by.user_id,
            )
        )
    audit.record(
        "consultation.created", consultation, by=by, consultation_id=consultation.id, slug=slug
    )
    return consultation


def edit(
    consultation: Consultation,
    changes: Mapping[str, Any],
    *,
    by: Actor,
    row_version: int | None = None,
    historical: bool = False,
) -> Consultation:
    """Change facts by column name; what may change depends on the state.

    A draft is free; once announced, the address and the prefix are fixed and the checklist must
    still hold; after opening only contact, legal basis, due days and the rule about late comments
    may change. Raises Conflict when `row_version` is not the present one, FixedByNow, NotReady.
    """
    locked = locked_row(consultation, row_version)
    changed = {name: value for name, value in changes.items() if getattr(locked, name) != value}
    _require_editable(locked, changed)
    if {"slug", "prefix"} & set(changed):
        _require_names(changed.get("slug", locked.slug), changed.get("prefix", locked.prefix))
    if "slug" in changed and queries.slug_is_taken(changed["slug"]):
        raise SlugTaken(slug=changed["slug"])
    with db.session.begin_nested():
        _set(locked, changed)
        if {"opens_at", "closes_at", "zone"} & set(changed):
            _require_period(locked, historical=historical and by.is_system)
        if locked.state == "scheduled":
            require_ready(locked, accepted=("B-04",))
    if changed:
        audit.record(
            "consultation.edited",
            locked,
            by=by,
            consultation_id=locked.id,
            fields=sorted(changed),
        )
    return locked


def set_organisers(
    consultation: Consultation,
    organisation_ids: Sequence[uuid.UUID],
    lead_body_id: uuid.UUID | None,
    *,
    by: Actor,
) -> None:
    """Name the organisations that run the consultation, in order, and the body that collates."""
    locked = locked_row(consultation)
    if locked.state not in {"draft", "scheduled"}:
        raise WrongState(state=locked.state, wanted="draft")
    db.session.execute(
        delete(ConsultationOrganiser).where(ConsultationOrganiser.consultation_id == locked.id)
    )
    for position, organisation_id in enumerate(dict.fromkeys(organisation_ids)):
        db.session.add(
            ConsultationOrganiser(
                consultation_id=locked.id, organisation_id=organisation_id, position=position
            )
        )
    locked.lead_body_id = lead_body_id
    audit.record(
        "consultation.organisers_set",
        locked,
        by=by,
        consultation_id=locked.id,
        organisers=[str(one) for one in organisation_ids],
        lead_body=str(lead_body_id or ""),
    )


def locked_row(consultation: Consultation, row_version: int | None = None) -> Consultation:
    """Return the consultation as it is now, locked; raises Conflict for an old row version."""
    locked = queries.for_change(consultation.id)
    if row_version is not None and locked.row_version != row_version:
        raise Conflict(row_version=locked.row_version)
    return locked


def _set(consultation: Consultation, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in Consultation.__table__.columns:
            raise AttributeError(name)
        setattr(consultation, name, value)
    if not is_zone(consultation.zone):
        raise UnfitZone(zone=consultation.zone)


def _require_names(slug: str, prefix: str) -> None:
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise UnfitName(name="slug", value=slug)
    if not PREFIX.fullmatch(prefix):
        raise UnfitName(name="prefix", value=prefix)


def _require_period(consultation: Consultation, *, historical: bool) -> None:
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesBeforeOpening
    if opens_at and not historical:
        zone = consultation.zone
        if local_day(opens_at, zone) < local_day(now(), zone):
            raise OpensInThePast(opens_at=opens_at)


def _require_editable(consultation: Consultation, changed: Collection[str]) -> None:
    if consultation.state == "draft":
        return
    if consultation.state == "scheduled":
        fixed = FIXED_AFTER_ANNOUNCING & set(changed)
    else:
        fixed = frozenset(changed) - EDITABLE_ALWAYS
    if fixed:
        raise FixedByNow(fields=sorted(fixed), state=consultation.state)
