"""Changing plans: import a draft version, say why its sections stand there, publish it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, select

from consult.domain.people.actors import Actor
from consult.domain.plans import followers, identity, linking, queries
from consult.domain.plans.importer import ParsedPlan, SourceFile, finding_json
from consult.domain.plans.models import (
    Measure,
    MeasureExecutor,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.domain.plans.rows import Themes, add_rows
from consult.domain.plans.rules import DISCUSSED, OVER, label_of
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import ConsultError, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit, files
from consult.machinery.files import StoredFile

LOCKED = ("state", "row_version")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PlanBlocked(ConsultError):
    """Findings stop the import; facts: findings, how many they are."""

    code = "plan_blocked"


class AlreadyImported(ConsultError):
    """The same files were imported before (P-11); facts: number of the version."""

    code = "already_imported"
    status = 409


class PlanFixed(WrongState):
    """The plan may not change while it is discussed (D-21); facts: state."""

    code = "plan_fixed"


class UnconfirmedChanges(ConsultError):
    """A person has not confirmed what every measure continues (I-2).

    Facts: measures, numbers of the draft; removals, numbers of the version before.
    """

    code = "unconfirmed_changes"
    status = 409


class Discussed(Protocol):
    """What a plan needs to know of its consultation."""

    @property
    def id(self) -> Any:
        """Identity of the consultation."""

    @property
    def state(self) -> Any:
        """State of the consultation."""


def import_plan(
    consultation: Discussed,
    parsed: ParsedPlan,
    sources: Sequence[SourceFile],
    *,
    by: Actor,
    themes: Themes | None = None,
    stored: Mapping[str, StoredFile] | None = None,
) -> PlanVersion:
    """Store a plan as the draft version, in place of an earlier draft; all or nothing (P-11).

    `stored` holds files that are kept already, by SHA-256; the others are stored now. Reasons typed
    for sections of the version before are kept for sections with the same number.
    Raises PlanBlocked, AlreadyImported, or WrongState in a consultation that is over.
    """
    db.session.refresh(consultation, LOCKED, with_for_update=True)
    if consultation.state in OVER:
        raise WrongState(state=consultation.state)
    refuse_import(consultation.id, parsed)
    newest = next(iter(queries.versions_of(consultation.id)), None)
    reasons = _reasons(newest)
    if newest and newest.state == "draft":
        followers.tell_leaving(newest, by)
        _delete(newest)
    followed = queries.published_of(consultation.id)
    version = _new_version(consultation.id, parsed, (followed.number if followed else 0) + 1)
    version.sources = _sources(parsed, sources, stored or {})
    version.imported_by_id = by.user_id
    db.session.add(version)
    db.session.flush()
    themes = linking.themes_for(consultation.id) if themes is None else themes
    add_rows(version, parsed, reasons=reasons, themes=themes)
    identity.propose(version)
    audit.record(
        "plan.imported",
        version,
        by=by,
        consultation_id=consultation.id,
        number=version.number,
        measures=version.measure_count,
        files=list(parsed.sha256.values()),
    )
    followers.tell_changed(version, by)
    return version


def refuse_import(consultation_id: uuid.UUID, parsed: ParsedPlan) -> None:
    """Raise PlanBlocked or AlreadyImported when this plan may not be stored; also for a dry run."""
    if parsed.blocked or not parsed.measures:
        raise PlanBlocked(findings=sum(finding.stops for finding in parsed.findings))
    digests = frozenset(parsed.sha256.values())
    for number, known in queries.imported_digests(consultation_id).items():
        if digests <= known:
            raise AlreadyImported(number=number)


def edit_section_reasons(
    version: PlanVersion, reasons: Mapping[str, LocalisedText], *, by: Actor
) -> None:
    """Set why sections stand in the plan (B-04), by section number; only in a draft version."""
    only_draft(version)
    for section in queries.sections_of(version.id):
        section.reasons = reasons.get(section.number, section.reasons)
    audit.record(
        "plan.reasons_edited",
        version,
        by=by,
        consultation_id=version.consultation_id,
        sections=sorted(reasons),
    )


def publish_version(
    consultation: Discussed, version: PlanVersion, *, by: Actor, at: datetime | None = None
) -> PlanVersion:
    """Publish the draft: from now on it never changes (I-1); the one before is superseded.

    `at` is the instant of a publication of the past that a command brings in.
    Raises PlanFixed while the plan is announced or discussed (D-21), WrongState for another state,
    UnconfirmedChanges while a person has not confirmed what every measure continues.
    """
    db.session.refresh(consultation, LOCKED, with_for_update=True)
    if consultation.state in DISCUSSED:
        raise PlanFixed(state=consultation.state)
    only_draft(version)
    refuse_unconfirmed(version)
    for earlier in queries.versions_of(consultation.id):
        if earlier.state == "published":
            earlier.state = "superseded"
    version.state, version.published_at = "published", at or now()
    audit.record(
        "plan.published",
        version,
        by=by,
        consultation_id=consultation.id,
        number=version.number,
        measures=version.measure_count,
    )
    followers.tell_changed(version, by)
    return version


def discard_draft(version: PlanVersion, *, by: Actor) -> None:
    """Remove a draft that was never published; its source files stay stored."""
    only_draft(version)
    followers.tell_leaving(version, by)
    audit.record(
        "plan.discarded",
        version,
        by=by,
        consultation_id=version.consultation_id,
        number=version.number,
    )
    _delete(version)


def refuse_unconfirmed(version: PlanVersion) -> None:
    """Raise UnconfirmedChanges while a question about what measures continue is open (I-2)."""
    measures = [row.number for row in queries.measures_of(version.id) if not row.confirmed]
    removals = [
        row.measure_version.number
        for row in identity.removals_of(version.id)
        if not (row.confirmed and row.reason)
    ]
    if measures or removals:
        raise UnconfirmedChanges(measures=measures, removals=removals)


def only_draft(version: PlanVersion) -> None:
    """Raise WrongState for a version that was published."""
    if version.state != "draft":
        raise WrongState(state=version.state, wanted="draft")


def _new_version(consultation_id: uuid.UUID, parsed: ParsedPlan, number: int) -> PlanVersion:
    return PlanVersion(
        id=uuid.uuid4(),
        consultation_id=consultation_id,
        number=number,
        label=label_of(number),
        title=LocalisedText.of(parsed.title),
        languages=list(parsed.languages),
        findings=[finding_json(finding) for finding in parsed.findings],
        section_count=len(parsed.sections),
        measure_count=len(parsed.measures),
    )


def _sources(
    parsed: ParsedPlan, sources: Sequence[SourceFile], stored: Mapping[str, StoredFile]
) -> list[dict[str, Any]]:
    kept = []
    for source in sources:
        digest = parsed.sha256[source.name]
        media_type = DOCX if source.name.lower().endswith(".docx") else XLSX
        file = stored.get(digest) or files.store(
            source.data, name=source.name, media_type=media_type, purpose="plan"
        )
        file.purpose = "plan"
        kept.append(
            {
                "name": source.name,
                "sha256": digest,
                "language": parsed.files.get(source.name, ""),
                "size": file.size,
                "file_id": str(file.id),
            }
        )
    return kept


def _reasons(version: PlanVersion | None) -> dict[str, LocalisedText]:
    rows = queries.sections_of(version.id) if version else ()
    return {section.number: section.reasons for section in rows if section.reasons}


def _delete(version: PlanVersion) -> None:
    identity.delete_matching(version.id)
    rows = select(MeasureVersion.id).where(MeasureVersion.plan_version_id == version.id)
    own = select(MeasureVersion.measure_id).where(MeasureVersion.plan_version_id == version.id)
    identities = list(db.session.scalars(own))
    db.session.execute(delete(MeasureExecutor).where(MeasureExecutor.measure_version_id.in_(rows)))
    for table in (MeasureVersion, Section):
        db.session.execute(delete(table).where(table.plan_version_id == version.id))
    used = select(MeasureVersion.measure_id).where(MeasureVersion.measure_id.in_(identities))
    db.session.execute(delete(Measure).where(Measure.id.in_(identities), Measure.id.not_in(used)))
    db.session.delete(version)
    db.session.flush()
