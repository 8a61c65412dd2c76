"""The register of organisations: adding, editing, verifying, importing a list."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.people.importer import OrganisationRow
from consult.domain.people.models import Organisation
from consult.domain.people.refusals import CodeTaken
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

FIELDS = ("kind", "name", "abbreviation", "bin", "region_code", "website", "contact_email")
IMPORTED = ("kind", "name", "bin", "region_code", "website", "languages")


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation; BIN and e-mail are private (I-19)."""

    name: LocalisedText
    kind: str = "ngo"
    code: str | None = None
    abbreviation: LocalisedText = field(default_factory=LocalisedText)
    bin: str = ""
    region_code: str = "unknown"
    website: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class ImportCounts:
    """What an import did: how many organisations were made, changed, left as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def create_organisation(facts: OrganisationFacts, *, by: Actor) -> Organisation:
    """Add an organisation, not verified; raises Missing (name) or CodeTaken."""
    organisation = Organisation(code=None)
    _write(organisation, facts)
    db.session.add(organisation)
    audit.record("organisation.created", organisation, by=by)
    return organisation


def edit_organisation(organisation: Organisation, facts: OrganisationFacts, *, by: Actor) -> None:
    """Change what is known of an organisation; a change of its name ends its verification."""
    if organisation.name != facts.name:
        organisation.verified_at = None
    _write(organisation, facts)
    audit.record("organisation.edited", organisation, by=by)


def verify_organisation(organisation: Organisation, *, verified: bool = True, by: Actor) -> None:
    """Note that the organisation is known to be what it says, or take that back."""
    organisation.verified_at = now() if verified else None
    action = "organisation.verified" if verified else "organisation.verification_withdrawn"
    audit.record(action, organisation, by=by)


def import_organisations(rows: Iterable[OrganisationRow], *, by: Actor) -> ImportCounts:
    """Add or update organisations by code: public bodies by their body code, others by their own.

    The same list a second time changes nothing. Imported organisations count as verified: staff
    put them into the list.
    """
    known = {o.code: o for o in db.session.scalars(select(Organisation)) if o.code}
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        code = row.body or row.code
        organisation = known.get(code)
        if organisation is None:
            known[code] = _imported(code, row, by)
            counts["created"] += 1
        else:
            counts["changed" if _updated(organisation, row, by) else "unchanged"] += 1
    return ImportCounts(**counts)


def _imported(code: str, row: OrganisationRow, by: Actor) -> Organisation:
    organisation = Organisation(code=code, verified_at=now(), **_values(row))
    db.session.add(organisation)
    audit.record("organisation.imported", organisation, by=by, row=row.row)
    return organisation


def _updated(organisation: Organisation, row: OrganisationRow, by: Actor) -> bool:
    changes = {k: v for k, v in _values(row).items() if v != getattr(organisation, k)}
    for column, value in changes.items():
        setattr(organisation, column, value)
    if changes:
        audit.record("organisation.imported", organisation, by=by, changed=sorted(changes))
    return bool(changes)


def _values(row: OrganisationRow) -> dict[str, Any]:
    values = {column: getattr(row, column) for column in IMPORTED}
    return values | {"languages": ";".join(row.languages)}


def _write(organisation: Organisation, facts: OrganisationFacts) -> None:
    if not facts.name:
        raise Missing(missing=["name"])
    for column in FIELDS:
        setattr(organisation, column, getattr(facts, column))
    if facts.code and facts.code != organisation.code:
        _free(facts.code)
        organisation.code = facts.code


def _free(code: str) -> None:
    if db.session.scalar(select(Organisation.id).where(Organisation.code == code)) is not None:
        raise CodeTaken(organisation_code=code)
