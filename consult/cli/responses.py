"""`consult responses`: take in the ministries' answers from a file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.responses.importer import read_responses
from consult.domain.responses.imports import Outcome, import_responses
from consult.kernel.database import db
from consult.kernel.findings import Finding
from consult.web.findings import finding_sentence

commands = AppGroup("responses", help="Take in the ministries' answers.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, help="Slug of the consultation.")
@click.option("--dry-run", is_flag=True, help="Only read and report; store nothing.")
@click.option("--accept", multiple=True, metavar="CODE", help="Answer a question with yes.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def import_(file: Path, slug: str, accept: Sequence[str], shape: str, *, dry_run: bool) -> None:
    """Store the answers of a CSV or XLSX file: all of them, or none when a row is refused.

    The same file a second time changes nothing. Exit 0 when it is imported or would be, else 1.

    Example: consult responses import responses.csv --consultation upr-2011 --format json
    """
    consultation = consultation_by_slug(slug)
    read = read_responses(
        file.read_bytes(), file.name, closes_at=consultation.closes_at, accepted=accept
    )
    outcome = import_responses(
        consultation, read, filename=file.name, by=system("command"), dry=dry_run
    )
    if outcome.stopped or dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _say(outcome, shape)
    raise SystemExit(1 if outcome.stopped else 0)


def _line(finding: Finding) -> dict[str, Any]:
    return {
        "row": finding.row,
        "field": str(finding.facts.get("column", "")),
        "code": finding.code,
        "message": finding_sentence(finding),
    }


def _say(outcome: Outcome, shape: str) -> None:
    with current_app.test_request_context("/en/"):
        refused = [_line(finding) for finding in outcome.findings if finding.stops]
        notes = [_line(finding) for finding in outcome.findings if not finding.stops]
    answer = {
        "accepted": outcome.accepted,
        "refused": refused,
        "unchanged": outcome.unchanged,
        "warnings": notes,
    }
    if shape == "json":
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in (*refused, *notes):
        click.echo(f"{line['code']}: {line['message']}", err=True)
    done = f"accepted {outcome.accepted}, unchanged {outcome.unchanged}, refused {len(refused)}"
    click.echo(done)
