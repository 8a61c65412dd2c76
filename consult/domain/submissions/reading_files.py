"""Reading a file of comments whatever its layout: named columns, or the table of a letter."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureVersion
from consult.domain.submissions.grouping import Source
from consult.domain.submissions.importer import (
    CommentFile,
    LetterFacts,
    read_comments,
    read_letter,
)
from consult.domain.submissions.importer.comments import Reading
from consult.domain.submissions.targets import places_of
from consult.kernel.database import db
from consult.kernel.findings import Finding, Level

KAZAKH = frozenset("әіңғүұқөһӘІҢҒҮҰҚӨҺ")
NO_TABLE = frozenset({"E_NO_HEADER"})


@dataclass(frozen=True)
class Facts:
    """What is known of a file beside its rows; `letter` is what an index says of it."""

    channel: str = ""
    received_at: datetime | None = None
    organisation: str = ""
    entered_by: str = ""
    accepted: Sequence[str] = ()
    letter: LetterFacts | None = None


@dataclass(frozen=True)
class Collected:
    """A read file and how it is to be registered."""

    file: CommentFile
    source: Source


def read_collected(consultation: Consultation, data: bytes, name: str, facts: Facts) -> Collected:
    """Return the comments of a file; its findings say what stops the import.

    A letter's table needs to be told its channel and the instant of receipt.
    """
    reading = Reading(
        closes_at=consultation.closes_at,
        zone=ZoneInfo(consultation.zone),
        accepted=frozenset(facts.accepted),
    )
    file = read_comments(data, name, reading)
    missing = any(finding.code == "E_COLUMN_MISSING" for finding in file.findings)
    letter = _letter(consultation, data, name, facts) if missing else None
    return letter or Collected(_with_channel(file, facts), _source(file, name, facts))


def _source(file: CommentFile, name: str, facts: Facts, *, is_one_letter: bool = False) -> Source:
    return Source(name, file.sha256, facts.entered_by, is_one_letter)


def _with_channel(file: CommentFile, facts: Facts) -> CommentFile:
    """Use the channel given beside the file where its rows name none."""
    if not facts.channel or any(row.channel != "web" for row in file.rows):
        return file
    return replace(file, rows=tuple(replace(row, channel=facts.channel) for row in file.rows))


def _letter(consultation: Consultation, data: bytes, name: str, facts: Facts) -> Collected | None:
    known = facts.letter or _known(data, name, facts)
    wordings = _wordings(consultation.id, known.language)
    file = read_letter(data, name, known, wordings=wordings, accepted=facts.accepted)
    if NO_TABLE & {finding.code for finding in file.findings}:
        return None
    if facts.letter is None and not (facts.channel and facts.received_at):
        asked = Finding(Level.ERROR, "E_LETTER_FACTS", name)
        file = CommentFile((), (asked,), file.sha256)
    return Collected(file, _source(file, name, facts, is_one_letter=True))


def _known(data: bytes, name: str, facts: Facts) -> LetterFacts:
    received_at = facts.received_at or datetime.now().astimezone()
    known = LetterFacts(
        channel=facts.channel or "letter",
        language="ru",
        received_at=received_at,
        entered_by=facts.entered_by,
        organisation_id=facts.organisation,
    )
    rows = read_letter(data, name, known, accepted=facts.accepted).rows
    words = "".join(row.text for row in rows)
    return replace(known, language="kk" if KAZAKH & set(words) else "ru")


def _wordings(consultation_id: uuid.UUID, language: str) -> dict[str, str]:
    version_id = places_of(consultation_id).version_id
    rows = db.session.execute(
        select(MeasureVersion.number, MeasureVersion.text).where(
            MeasureVersion.plan_version_id == version_id
        )
    )
    return {number: text.exact(language) for number, text in rows}
