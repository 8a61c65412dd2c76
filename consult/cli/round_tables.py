"""`consult round-table`: the calendar of meetings, their attendance and statements."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.people.importer import read_organisations
from consult.domain.roundtables.calendar_import import import_calendar
from consult.domain.roundtables.importer import read_calendar, read_meeting
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.presence import people_by_table
from consult.domain.roundtables.queries import tables_of
from consult.domain.submissions.meeting_sheets import import_sheet, number_in
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.findings import Finding
from consult.web.findings import finding_sentence

commands = AppGroup("round-table", help="Round tables: calendar, attendance and statements.")
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
of_consultation = click.option(
    "--consultation", "slug", required=True, help="Slug of the consultation."
)
in_shape = click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
only_look = click.option("--dry-run", "dry", is_flag=True, help="Only read and report.")
answered = click.option("--accept", multiple=True, metavar="CODE", help="Answer a question: yes.")


@commands.command("import-calendar")
@click.argument("file", type=a_file)
@of_consultation
@click.option(
    "--organisations", type=a_file, help="The list whose ids the calendar uses, as it was imported."
)
@answered
@only_look
@in_shape
def import_calendar_(
    file: Path, slug: str, organisations: Path | None, shape: str, *, accept: Any, dry: bool
) -> None:
    """Plan the meetings of a CSV or XLSX calendar; the same calendar again changes nothing.

    Organisers and partners are named by their codes or names in the register. Exit 0 when all rows
    are taken or would be, else 1.

    Example: consult round-table import-calendar round_tables.csv --consultation upr-2011
    """
    consultation = consultation_by_slug(slug)
    read = read_calendar(file.read_bytes(), file.name, zone=consultation.zone, accepted=accept)
    codes = _codes(organisations)
    outcome = import_calendar(consultation, read, by=system("command"), codes=codes, dry=dry)
    _end(stopped=outcome.stopped, dry=dry)
    answer = {name: list(getattr(outcome, name)) for name in ("new", "changed", "unchanged")}
    counts = ", ".join(f"{name} {len(refs)}" for name, refs in answer.items())
    _say(outcome.findings, answer, counts, shape)
    raise SystemExit(1 if outcome.stopped else 0)


@commands.command("import-sheet")
@click.argument("file", type=a_file)
@of_consultation
@click.option("--meeting", required=True, help="Its name in the calendar, or its reference.")
@click.option("--reg-no", help="Registration number of its statements, kept when it is free.")
@answered
@only_look
@in_shape
def import_sheet_(
    file: Path, slug: str, meeting: str, shape: str, *, dry: bool, **given: Any
) -> None:
    """Take the attendance and the statements of a meeting's workbook: all rows or none.

    The same workbook again changes nothing. Exit 0 when it is taken or would be, else 1.

    Example: consult round-table import-sheet round_table_oral.xlsx --consultation upr-2011
    --meeting RT5 --reg-no UPR-2011/0033
    """
    consultation = consultation_by_slug(slug)
    table = _meeting(consultation, meeting)
    number = _number(consultation, given["reg_no"])
    sheet = read_meeting(
        file.read_bytes(),
        file.name,
        day=day_of(table.starts_at, table.zone),
        announced=table.attended,
        accepted=given["accept"],
    )
    outcome = import_sheet(table, sheet, by=system("command"), number=number, dry=dry)
    _end(stopped=outcome.stopped, dry=dry)
    people = outcome.attendance
    answer = {
        "accepted": outcome.new,
        "unchanged": outcome.unchanged,
        "comments": list(outcome.codes),
        "attendance": {"kind": sheet.attendance, "listed": sheet.listed, **people.__dict__},
    }
    counts = (
        f"statements: accepted {outcome.new}, unchanged {outcome.unchanged}; attendance "
        f"({sheet.attendance or 'none'}): new {people.new}, left out {people.left_out}, "
        f"unchanged {people.unchanged}"
    )
    _say(outcome.findings, answer, counts, shape)
    raise SystemExit(1 if outcome.stopped else 0)


@commands.command("list")
@of_consultation
@in_shape
def list_(slug: str, shape: str) -> None:
    """List the meetings of a consultation by their day.

    Example: consult round-table list --consultation upr-2011
    """
    tables = tables_of(consultation_by_slug(slug).id)
    people = people_by_table([table.id for table in tables])
    rows = [_facts(table, people.get(table.id, 0)) for table in tables]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(str(value) for value in row.values()))


def _facts(table: RoundTable, people: int) -> dict[str, Any]:
    starts_at = table.starts_at.astimezone(ZoneInfo(table.zone))
    return {
        "meeting": table.source_ref or "",
        "reference": table.reference,
        "starts_at": starts_at.isoformat(timespec="minutes"),
        "region": table.region_code,
        "state": table.state,
        "attended": people,
        "title": table.title.ru or table.title.in_("en"),
    }


def _meeting(consultation: Consultation, name: str) -> RoundTable:
    for table in tables_of(consultation.id):
        if name in (table.source_ref, table.reference):
            return table
    raise NotFound


def _number(consultation: Consultation, reg_no: str | None) -> int | None:
    if not reg_no:
        return None
    number = number_in(consultation, reg_no)
    if number is None:
        like = f"{consultation.prefix}/0003"
        message = f"--reg-no {reg_no!r} is no number of this consultation; write it like {like}."
        raise click.UsageError(message)
    return number


def _codes(organisations: Path | None) -> Mapping[str, str]:
    if organisations is None:
        return {}
    rows = read_organisations(organisations.read_bytes(), organisations.name).rows
    return {row.code: row.body or row.code for row in rows}


def _end(*, stopped: bool, dry: bool) -> None:
    if stopped or dry:
        db.session.rollback()
    else:
        db.session.commit()


def _say(findings: Sequence[Finding], answer: dict[str, Any], counts: str, shape: str) -> None:
    with current_app.test_request_context("/en/"):
        lines = [(finding, finding_sentence(finding)) for finding in findings]
    if shape == "text":
        for finding, sentence in lines:
            click.echo(f"{finding.code}: {sentence}", err=True)
        click.echo(counts)
        return
    refused = [_line(finding, sentence) for finding, sentence in lines if finding.stops]
    warnings = [_line(finding, sentence) for finding, sentence in lines if not finding.stops]
    click.echo(json.dumps({**answer, "refused": refused, "warnings": warnings}, ensure_ascii=False))


def _line(finding: Finding, sentence: str) -> dict[str, Any]:
    place = {"sheet": finding.sheet, "row": finding.row, "cells": list(finding.cells)}
    return {"code": finding.code, **place, "message": sentence}
