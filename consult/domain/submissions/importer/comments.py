"""Reading comments from CSV and XLSX files with named columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from consult.domain.people.regions import existed_on, is_place
from consult.domain.submissions.rules import (
    AUTHOR_KINDS,
    EMAIL_LENGTH,
    KINDS,
    LEVELS,
    MEASURE_FIELDS,
    TEXT_LIMIT,
    TEXT_LIMIT_BYTES,
)
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LANGUAGES
from consult.kernel.text import (
    clean_line,
    clean_text,
    has_bidi_control,
    has_invisible,
    is_blank,
    is_composed,
    mixed_script_words,
)
from consult.machinery.records import Columns, Record, Records, read_records

CHANNELS = ("web", "e-mail", "letter", "round_table", "file", "phone", "portal")
TARGETS = ("measure", "section", "plan")
COLUMNS = Columns(
    required=(
        "language", "target_type", "target_number", "kind", "text", "author_kind",
        "confidentiality",
    ),
    optional=(
        "external_id", "reg_no", "comment_code", "submitted_at", "received_at", "target_field",
        "extra_targets", "proposed_wording", "rationale", "author_name", "organisation_id",
        "organisation_name", "region_code", "contact_email", "privacy_notice_version", "channel",
        "entered_by",
    ),
    codes=("target_number", "comment_code", "reg_no"),
)  # fmt: skip
_OTHER_NAMES = {"responsible": "executors", "recommendation": "recommendations", "measure": "text"}
_CLOSED = {
    "language": LANGUAGES,
    "target_type": TARGETS,
    "kind": KINDS,
    "author_kind": AUTHOR_KINDS,
    "confidentiality": LEVELS,
    "channel": CHANNELS,
    "target_field": MEASURE_FIELDS,
}
_BODIES = ("text", "proposed_wording", "rationale")
_LINES = (
    "external_id", "reg_no", "comment_code", "target_number", "author_name", "organisation_id",
    "organisation_name", "contact_email", "privacy_notice_version", "entered_by",
)  # fmt: skip
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TWELVE_DIGITS = re.compile(r"(?<!\d)\d{12}(?!\d)")
_FORMULA = re.compile(r"\s*[=+\-@\t]")
_CODE = re.compile(r".+-(\d+)")


@dataclass(frozen=True)
class CommentRow:
    """One comment as it stands in a file; row is its place there, times carry an offset.

    target_type is measure, section or plan; target_field may name a field of the measure.
    """

    row: int
    received_at: datetime
    language: str
    target_type: str
    target_number: str
    kind: str
    text: str
    author_kind: str
    confidentiality: str
    target_field: str = ""
    extra_targets: tuple[str, ...] = ()
    proposed_wording: str = ""
    rationale: str = ""
    author_name: str = ""
    organisation_id: str = ""
    organisation_name: str = ""
    region_code: str = "unknown"
    contact_email: str = ""
    privacy_notice_version: str = ""
    channel: str = "web"
    entered_by: str = ""
    external_id: str = ""
    reg_no: str = ""
    comment_code: str = ""

    @property
    def point(self) -> int | None:
        """The number of the point in its submission, when the file gives the comment's code."""
        match = _CODE.fullmatch(self.comment_code)
        return int(match[1]) if match else None


@dataclass(frozen=True)
class CommentFile:
    """The comments of a file, the findings about it and the file's SHA-256."""

    rows: tuple[CommentRow, ...]
    findings: tuple[Finding, ...]
    sha256: str


@dataclass(frozen=True)
class Reading:
    """What the reader must know of the consultation: its end, its zone for times without one."""

    closes_at: datetime | None = None
    zone: tzinfo | None = None
    accepted: frozenset[str] = frozenset()


def read_comments(data: bytes, filename: str, reading: Reading | None = None) -> CommentFile:
    """Return the comments of a CSV or XLSX file with named columns in any order.

    Every row needs received_at or submitted_at (ISO 8601; without an offset only when the reading
    names a zone). Rows with errors are left out and reported by cell; warnings are hints (F-60).
    """
    how = reading or Reading()
    table = read_records(data, filename, COLUMNS, how.accepted)
    rows = [row for record in table.rows if (row := _comment(table, record, how))]
    return CommentFile(tuple(rows), tuple(table.findings), hashlib.sha256(data).hexdigest())


def text_doubts(column: str, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield (code, facts) of what a moderator should know about a text as it was typed."""
    doubts = {
        "W_FORMULA_START": bool(_FORMULA.match(text)),
        "W_TWELVE_DIGITS": _TWELVE_DIGITS.search(text) is not None,
        "W_INVISIBLE_CHARACTERS": has_invisible(text),
        "W_BIDI_CONTROL": has_bidi_control(text),
        "W_NOT_NFC": not is_composed(text),
        "W_TEXT_LENGTH": len(text) >= TEXT_LIMIT,
    }
    yield from ((code, {"field": column}) for code, true in doubts.items() if true)
    if words := mixed_script_words(text):
        yield "W_LATIN_LOOKALIKE", {"field": column, "words": ", ".join(words)}


def _comment(table: Records, record: Record, how: Reading) -> CommentRow | None:
    before = len(table.findings)
    received_at = _moment(table, record, how.zone)
    _check_codes(table, record)
    _check_texts(table, record)
    failed = any(finding.stops for finding in table.findings[before:])
    if failed or received_at is None:
        return None
    row = _row(record, received_at)
    _hint(table, record, row, how.closes_at)
    return row


def _row(record: Record, received_at: datetime) -> CommentRow:
    closed = {name: _closed_value(record, name) for name in _CLOSED if record[name]}
    lines = {name: clean_line(record[name]) for name in _LINES if record[name]}
    bodies = {name: clean_text(record[name]) for name in _BODIES}
    extra = tuple(
        part for part in re.split(r"[;,\s]+", clean_line(record["extra_targets"])) if part
    )
    facts = {"target_number": "", **closed, **lines, **bodies}
    if closed["target_type"] == "plan":
        facts["target_number"] = ""
    row = CommentRow(row=record.row, received_at=received_at, extra_targets=extra, **facts)
    return replace(row, region_code=_region(record))


def _region(record: Record) -> str:
    code = clean_line(record["region_code"])
    return "unknown" if code in ("", "not_stated", "none") else code


def _moment(table: Records, record: Record, zone: tzinfo | None) -> datetime | None:
    column = "received_at" if record["received_at"] else "submitted_at"
    typed = clean_line(record[column])
    if not typed:
        table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        table.note(Level.ERROR, "E_ROW_TIME", record, column, value=typed)
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment.tzinfo is None:
        table.note(Level.ERROR, "E_ROW_TIME_ZONE", record, column, value=typed)
        return None
    return moment


def _closed_value(record: Record, column: str) -> str:
    value = clean_line(record[column])
    return _OTHER_NAMES.get(value, value) if column == "target_field" else value


def _check_codes(table: Records, record: Record) -> None:
    for column, allowed in _CLOSED.items():
        value = _closed_value(record, column)
        if value and value not in allowed:
            facts = {"value": value, "allowed": ", ".join(allowed)}
            table.note(Level.ERROR, "E_ROW_CODE", record, column, **facts)
    if _region(record) != "unknown" and not is_place(_region(record)):
        table.note(Level.ERROR, "E_ROW_REGION", record, "region_code", value=_region(record))
    mail = clean_line(record["contact_email"])
    if mail and (len(mail) > EMAIL_LENGTH or not _MAIL.fullmatch(mail)):
        table.note(Level.ERROR, "E_ROW_EMAIL", record, "contact_email")


def _check_texts(table: Records, record: Record) -> None:
    for column in COLUMNS.required:
        if is_blank(record[column]) and not _may_be_empty(record, column):
            table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    for column in _BODIES:
        text = clean_text(record[column])
        if len(text) > TEXT_LIMIT or len(text.encode()) > TEXT_LIMIT_BYTES:
            facts = {"length": len(text), "limit": TEXT_LIMIT}
            table.note(Level.ERROR, "E_ROW_TOO_LONG", record, column, **facts)


def _may_be_empty(record: Record, column: str) -> bool:
    return column == "target_number" and clean_line(record["target_type"]) == "plan"


def _hint(table: Records, record: Record, row: CommentRow, closes_at: datetime | None) -> None:
    for column in _BODIES:
        for code, facts in text_doubts(column, record[column]):
            rest = {name: value for name, value in facts.items() if name != "field"}
            table.note(Level.WARNING, code, record, column, **rest)
    if closes_at and row.received_at.astimezone(UTC) > closes_at.astimezone(UTC):
        value = row.received_at.isoformat()
        table.note(Level.WARNING, "W_LATE", record, "received_at", value=value)
    if not existed_on(row.region_code, row.received_at.date()):
        code = "W_REGION_NOT_VALID_ON_DATE"
        table.note(Level.WARNING, code, record, "region_code", value=row.region_code)
