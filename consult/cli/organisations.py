"""`consult organisations`: take a list of organisations into the register."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from consult.domain.people import operations
from consult.domain.people.actors import system
from consult.domain.people.importer import read_organisations
from consult.domain.people.operations import ImportCounts
from consult.domain.plans.importer import finding_json
from consult.kernel.database import db
from consult.kernel.findings import Finding, blocked
from consult.web.findings import finding_sentence

commands = AppGroup("organisations", help="Keep the register of organisations.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only read and report; store nothing.")
@click.option("--accept", multiple=True, metavar="CODE", help="Answer a question with yes.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def import_(file: Path, *, dry_run: bool, accept: Sequence[str], shape: str) -> None:
    """Add or update the organisations of a CSV or XLSX file by their codes.

    Needs the columns id, kind, name_ru. The same file a second time changes nothing. Exit 0 when
    it is imported or would be, 1 when findings stop it; then nothing is stored.

    Example: consult organisations import organisations.csv --dry-run --format json
    """
    read = read_organisations(file.read_bytes(), file.name, accept)
    counts, stopped = ImportCounts(), blocked(read.findings)
    if not stopped:
        counts = operations.import_organisations(read.rows, by=system("command"))
    if stopped or dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _say(counts, read.findings, shape, dry_run=dry_run, stopped=stopped)
    if stopped:
        raise click.exceptions.Exit(1)


def _say(
    counts: ImportCounts, findings: Sequence[Finding], shape: str, *, dry_run: bool, stopped: bool
) -> None:
    with current_app.test_request_context("/en/"):
        lines = [finding_json(finding, finding_sentence) for finding in findings]
    if shape == "json":
        answer = {**counts.as_dict(), "dry_run": dry_run, "findings": lines}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line['level']}: {line['code']}: {line['message']}", err=stopped)
    if stopped:
        click.echo("Nothing was imported.", err=True)
        return
    done = "Would be" if dry_run else "Organisations"
    click.echo(
        f"{done} created: {counts.created}, changed: {counts.changed}, "
        f"unchanged: {counts.unchanged}."
    )
