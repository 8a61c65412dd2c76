"""Reading a list of organisations from a CSV or XLSX file: bytes in, rows and findings out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from consult.domain.people.bodies import find_body
from consult.domain.people.regions import is_place
from consult.domain.people.rules import ORGANISATION_KINDS
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LocalisedText
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.machinery.records import Columns, Record, Records, read_records

COLUMNS = Columns(
    required=("id", "kind", "name_ru"),
    optional=(
        "name_kk", "name_en", "region_code", "coverage", "languages", "invented",
        "takes_part_with_comments", "bin", "website", "note",
    ),
    codes=("bin", "id"),
)  # fmt: skip
_BIN = re.compile(r"\d{12}")
_SITE = re.compile(r"https?://\S+")
_LANGUAGE = re.compile(r"[;,\s]+")


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation; bin is private (I-19); body is the code of a public body, if it is one."""

    row: int
    code: str
    kind: str
    name: LocalisedText
    region_code: str
    languages: tuple[str, ...]
    bin: str
    website: str
    note: str
    takes_part: bool
    body: str | None


@dataclass(frozen=True)
class OrganisationFile:
    """The organisations of a file and the findings about it."""

    rows: tuple[OrganisationRow, ...]
    findings: tuple[Finding, ...]


def read_organisations(
    data: bytes, filename: str, accepted: Collection[str] = ()
) -> OrganisationFile:
    """Return the organisations of a file; rows with errors are left out and reported by cell."""
    table = read_records(data, filename, COLUMNS, accepted)
    rows = [row for record in table.rows if (row := _organisation(table, record))]
    return OrganisationFile(tuple(rows), tuple(table.findings))


def _organisation(table: Records, record: Record) -> OrganisationRow | None:
    before = len(table.findings)
    _check(table, record)
    if any(finding.stops for finding in table.findings[before:]):
        return None
    name = LocalisedText(
        **{code: clean_line(record[f"name_{code}"]) for code in ("kk", "ru", "en")}
    )
    return OrganisationRow(
        row=record.row,
        code=clean_line(record["id"]),
        kind=clean_line(record["kind"]),
        name=name,
        region_code=_region(record),
        languages=tuple(code for code in _LANGUAGE.split(clean_line(record["languages"])) if code),
        bin=clean_line(record["bin"]),
        website=clean_line(record["website"]),
        note=clean_text(record["note"]),
        takes_part=clean_line(record["takes_part_with_comments"]).lower() in ("yes", "1", "true"),
        body=find_body(name.ru, "ru"),
    )


def _check(table: Records, record: Record) -> None:
    for column in COLUMNS.required:
        if is_blank(record[column]):
            table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    kind, region = clean_line(record["kind"]), clean_line(record["region_code"])
    if kind and kind not in ORGANISATION_KINDS:
        allowed = ", ".join(ORGANISATION_KINDS)
        table.note(Level.ERROR, "E_ROW_CODE", record, "kind", value=kind, allowed=allowed)
    if region and not is_place(region):
        table.note(Level.ERROR, "E_ROW_REGION", record, "region_code", value=region)
    if record["bin"] and not _BIN.fullmatch(clean_line(record["bin"])):
        table.note(Level.ERROR, "E_ROW_BIN", record, "bin")
    if record["website"] and not _SITE.fullmatch(clean_line(record["website"])):
        table.note(Level.ERROR, "E_ROW_WEBSITE", record, "website", value=record["website"])


def _region(record: Record) -> str:
    coverage = clean_line(record["coverage"])
    fallback = coverage if coverage in ("national", "abroad") else "unknown"
    return clean_line(record["region_code"]) or fallback
