"""Which rows of a file make one submission, and under which number they are registered."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.submissions.importer import CommentRow
from consult.domain.submissions.moments import kept_instant
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import new_secrets
from consult.domain.submissions.registering import Entry
from consult.domain.submissions.window import is_late

REG_NO = re.compile(r"(.+)/(\d{1,9})")


class Named(Protocol):
    """A row, the id under which it is known again, and what it is about."""

    @property
    def row(self) -> CommentRow:
        """The row as read."""

    @property
    def external_id(self) -> str:
        """The id, given or made."""

    @property
    def target(self) -> Target:
        """What the comment is about."""


@dataclass(frozen=True)
class Source:
    """Where rows come from: the file, and facts that hold where the file gives none."""

    name: str = ""
    sha256: str = ""
    entered_by: str = ""
    is_one_letter: bool = False


@dataclass(frozen=True)
class Existing:
    """A registered number: how many parts and points it has, its channel and instant."""

    parts: int
    points: int
    channel: str
    received_at: datetime


@dataclass(frozen=True)
class Circumstances:
    """What decides how rows are registered besides the rows themselves.

    `organisations` maps codes to ids, `existing` the numbers that the file gives to their holders.
    """

    consultation: Consultation
    organisations: Mapping[str, uuid.UUID]
    existing: Mapping[int, Existing]
    source: Source
    by: Actor


def given_number(consultation: Any, reg_no: str) -> int | None:
    """Return the number that a file gives, when it is one of this consultation's."""
    match = REG_NO.fullmatch(reg_no)
    if match is None or match[1] != consultation.prefix:
        return None
    return int(match[2]) or None


def entries_of(
    rows: Sequence[Named], circumstances: Circumstances, last: int
) -> tuple[list[Entry], int]:
    """Return the submissions that the rows make, and the last number given.

    Rows with one registration number are one submission, with a part for each author; rows
    without one stand alone, or together when the file is one letter. A given number is kept when
    free, or when its holder came by the same channel at the same instant; the others get the next
    numbers in order of receipt.
    """
    sheets = sorted(
        _sheets(rows, together=circumstances.source.is_one_letter).values(),
        key=lambda sheet: (sheet[0].row.received_at, sheet[0].row.row),
    )
    given = [_kept_number(sheet[0].row, circumstances) for sheet in sheets]
    last = max([last, *(number for number in given if number)])
    entries: list[Entry] = []
    for sheet, number in zip(sheets, given, strict=True):
        last += 0 if number else 1
        entries.extend(_parts(sheet, number or last, circumstances, keeps=number is not None))
    return entries, last


def _kept_number(row: CommentRow, circumstances: Circumstances) -> int | None:
    consultation = circumstances.consultation
    number = given_number(consultation, row.reg_no)
    existing = circumstances.existing.get(number) if number else None
    if number is None or not _is_free(existing, row, consultation.zone):
        return None
    return number


def _parts(
    sheet: Sequence[Named], number: int, circumstances: Circumstances, *, keeps: bool
) -> Iterator[Entry]:
    before = circumstances.existing.get(number) if keeps else None
    parts, points = (before.parts, before.points) if before else (0, 0)
    places = {id(named): place for place, named in enumerate(sheet, start=points + 1)}
    for part, rows in enumerate(_authors(sheet).values(), start=parts + 1):
        said = [_point(named, places[id(named)], keeps=keeps) for named in rows]
        yield _entry(rows[0].row, said, number, part, circumstances)


def _sheets(rows: Sequence[Named], *, together: bool) -> dict[str, list[Named]]:
    sheets: dict[str, list[Named]] = {}
    for row in rows:
        alone = "letter" if together else f"row {row.row.row}"
        sheets.setdefault(row.row.reg_no or alone, []).append(row)
    return sheets


def _authors(sheet: Sequence[Named]) -> dict[tuple[str, ...], list[Named]]:
    authors: dict[tuple[str, ...], list[Named]] = {}
    for named in sheet:
        row = named.row
        who = (
            row.author_kind,
            row.author_name,
            row.organisation_id,
            row.organisation_name,
            row.confidentiality,
            row.region_code,
            row.contact_email,
        )
        authors.setdefault(who, []).append(named)
    return authors


def _is_free(existing: Existing | None, row: CommentRow, zone: str) -> bool:
    if existing is None:
        return True
    at = kept_instant(row.confidentiality, row.received_at, zone)
    return existing.channel == row.channel and existing.received_at in (at, row.received_at)


def _entry(
    row: CommentRow, points: Sequence[Point], number: int, part: int, circumstances: Circumstances
) -> Entry:
    source, by = circumstances.source, circumstances.by
    return Entry(
        about=_about(row, circumstances.organisations),
        points=points,
        channel=row.channel,
        received_at=row.received_at,
        late=is_late(circumstances.consultation, row.received_at),
        number=number,
        part=part,
        secrets=new_secrets(),
        entered_by_id=by.user_id,
        entered_by_name=row.entered_by or source.entered_by or by.name,
        source_ref=source.name,
        source_sha256=source.sha256,
    )


def _about(row: CommentRow, organisations: Mapping[str, uuid.UUID]) -> About:
    return About(
        author_kind=row.author_kind,
        level=row.confidentiality,
        author_name=row.author_name,
        organisation_id=organisations.get(row.organisation_id),
        organisation_name=row.organisation_name,
        region_code=row.region_code,
        contact_email=row.contact_email,
        privacy_notice_version=row.privacy_notice_version,
        language=row.language,
    )


def _point(named: Named, place: int, *, keeps: bool) -> Point:
    row = named.row
    return Point(
        target=named.target,
        kind=row.kind,
        language=row.language,
        text=row.text,
        proposed_wording=row.proposed_wording,
        rationale=row.rationale,
        place=(row.point if keeps else None) or place,
        code=row.comment_code if keeps else "",
        external_id=named.external_id,
    )
