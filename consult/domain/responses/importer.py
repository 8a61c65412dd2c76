"""Reading the ministries' answers from a CSV or XLSX file: bytes in, rows and findings out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from consult.domain.people.bodies import bodies, find_body
from consult.domain.responses.rules import DISPOSITIONS, REJECTION_GROUNDS, STATES, missing
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.machinery.records import Columns, Record, Records, read_records

COLUMNS = Columns(
    required=("comment_code", "disposition", "responsible_body", "state"),
    optional=(
        "source_ref", "ground", "reasons_ru", "reasons_kk", "reasons_en",
        "responsible_body_abbr_ru",
        "part_accepted_ru", "part_accepted_kk", "part_accepted_en", "change_id",
        "target_measure_v2", "covered_by_measure", "duplicate_of", "passed_to", "signer_post_ru",
        "signer_post_kk", "signer_post_en", "prepared_by", "approved_by", "approved_at",
    ),
    codes=("comment_code", "target_measure_v2", "covered_by_measure", "duplicate_of"),
)  # fmt: skip
_CODE = re.compile(r"\S+/\d+-\d+")
_DOUBTS = {
    "reasons": ("W_REASONS_MISSING", "reasons_ru"),
    "part_accepted": ("W_FACT_MISSING", "part_accepted_ru"),
    "covered_by": ("W_FACT_MISSING", "covered_by_measure"),
}
_CLOSED = {"disposition": DISPOSITIONS, "ground": REJECTION_GROUNDS, "state": STATES}


@dataclass(frozen=True)
class ResponseRow:
    """One answer; body is the code of the responsible body, measures are numbers as text."""

    row: int
    comment_code: str
    disposition: str
    body: str
    state: str
    ground: str
    reasons: LocalisedText
    part_accepted: LocalisedText
    change_id: str
    target_measures: tuple[str, ...]
    covered_by: str
    duplicate_of: str
    passed_to: str
    signer_post: LocalisedText
    prepared_by: str
    approved_by: str
    approved_at: datetime | None
    source_ref: str


@dataclass(frozen=True)
class ResponseFile:
    """The answers of a file and the findings about it."""

    rows: tuple[ResponseRow, ...]
    findings: tuple[Finding, ...]


def read_responses(
    data: bytes,
    filename: str,
    *,
    closes_at: datetime | None = None,
    accepted: Collection[str] = (),
) -> ResponseFile:
    """Return the answers of a file; rows with errors are left out and reported by cell.

    Doubts are warnings: the same person prepared and approved (I-12), approved before closes_at,
    a fact that the disposition needs is missing, accepted without a change (I-10).
    """
    table = read_records(data, filename, COLUMNS, accepted)
    rows = [row for record in table.rows if (row := _response(table, record, closes_at))]
    seen: set[str] = set()
    for row in rows:
        if row.comment_code in seen:
            facts = {"value": row.comment_code}
            table.findings.append(
                Finding(Level.ERROR, "E_ROW_TWICE", filename, row=row.row, facts=facts)
            )
        seen.add(row.comment_code)
    return ResponseFile(tuple(rows), tuple(table.findings))


def _response(table: Records, record: Record, closes_at: datetime | None) -> ResponseRow | None:
    before = len(table.findings)
    _check(table, record)
    approved_at = _moment(table, record)
    if any(finding.stops for finding in table.findings[before:]):
        return None
    row = _row(record, approved_at)
    for code, column in _doubts(row, closes_at):
        table.note(Level.WARNING, code, record, column, comment=row.comment_code)
    return row


def _check(table: Records, record: Record) -> None:
    for column in COLUMNS.required:
        if is_blank(record[column]):
            table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    for column, allowed in _CLOSED.items():
        value = clean_line(record[column])
        if value and value not in allowed:
            facts = {"value": value, "allowed": ", ".join(allowed)}
            table.note(Level.ERROR, "E_ROW_CODE", record, column, **facts)
    for column in ("comment_code", "duplicate_of"):
        value = clean_line(record[column])
        if value and not _CODE.fullmatch(value):
            table.note(Level.ERROR, "E_ROW_COMMENT", record, column, value=value)
    if record["responsible_body"] and not _body(record):
        value = clean_line(record["responsible_body"])
        table.note(Level.ERROR, "E_ROW_BODY", record, "responsible_body", value=value)


def _body(record: Record) -> str:
    printed = clean_line(record["responsible_body"])
    return printed if printed in bodies() else find_body(printed) or ""


def _moment(table: Records, record: Record) -> datetime | None:
    typed = clean_line(record["approved_at"])
    if not typed:
        if clean_line(record["state"]) == "approved":
            table.note(Level.ERROR, "E_ROW_REQUIRED", record, "approved_at")
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        table.note(Level.ERROR, "E_ROW_TIME", record, "approved_at", value=typed)
        return None
    if moment.tzinfo is None:
        table.note(Level.ERROR, "E_ROW_TIME_ZONE", record, "approved_at", value=typed)
    return moment


def _row(record: Record, approved_at: datetime | None) -> ResponseRow:
    def line(column: str) -> str:
        return clean_line(record[column])

    return ResponseRow(
        row=record.row,
        comment_code=line("comment_code"),
        disposition=line("disposition"),
        body=_body(record),
        state=line("state"),
        ground=line("ground"),
        reasons=_texts(record, "reasons"),
        part_accepted=_texts(record, "part_accepted"),
        change_id=line("change_id"),
        target_measures=tuple(re.findall(r"[^;,\s]+", line("target_measure_v2"))),
        covered_by=line("covered_by_measure"),
        duplicate_of=line("duplicate_of"),
        passed_to=line("passed_to"),
        signer_post=_texts(record, "signer_post"),
        prepared_by=line("prepared_by"),
        approved_by=line("approved_by"),
        approved_at=approved_at,
        source_ref=line("source_ref"),
    )


def _texts(record: Record, column: str) -> LocalisedText:
    return LocalisedText(**{code: clean_text(record[f"{column}_{code}"]) for code in LANGUAGES})


def _doubts(row: ResponseRow, closes_at: datetime | None) -> Iterator[tuple[str, str]]:
    facts = {
        "reasons": row.reasons,
        "part_accepted": row.part_accepted,
        "ground": row.ground,
        "covered_by": row.covered_by,
        "passed_to": row.passed_to,
        "duplicate_of": row.duplicate_of,
    }
    for lacking in missing(row.disposition, facts):
        if lacking != "change":
            yield _DOUBTS.get(lacking, ("W_FACT_MISSING", lacking))
    if row.disposition in ("accepted", "partly") and not row.change_id:
        yield "W_ACCEPTED_WITHOUT_CHANGE", "change_id"
    if row.prepared_by and row.prepared_by == row.approved_by:
        yield "W_SAME_PERSON", "approved_by"
    if (
        closes_at
        and row.approved_at
        and row.approved_at.astimezone(UTC) < closes_at.astimezone(UTC)
    ):
        yield "W_APPROVED_BEFORE_CLOSE", "approved_at"
