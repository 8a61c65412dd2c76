"""`consult plan causes`: bring in a prepared list of changes with their causes."""

import json
from pathlib import Path

import click
from flask import current_app

from consult.cli.plan import commands
from consult.domain.changes import queries
from consult.domain.changes.importer import read_causes
from consult.domain.changes.imports import Outcome, import_causes
from consult.domain.changes.refusals import CausesBlocked, NoChanges
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import version_of
from consult.kernel.database import db
from consult.web.findings import finding_sentence

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@commands.command("causes")
@click.argument("slug")
@click.argument("file", type=_FILE)
@click.option("--version", "number", type=int, help="Number of the version; the newest one.")
@click.option("--dry-run", is_flag=True, help="Only read and report; store nothing.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def causes(slug: str, file: Path, *, number: int | None, shape: str, dry_run: bool) -> None:
    """Store why each change of a version was made, from a JSON list of changes.

    The list as a whole is stored, or nothing. Exit 0 when it is stored or would be, else 1.

    Example: consult plan causes upr-2011 plan_v2_changes.json
    """
    version = _version(slug, number)
    read = read_causes(file.read_bytes(), file.name)
    try:
        outcome = import_causes(
            version, read, filename=file.name, by=system("command"), dry=dry_run
        )
    except CausesBlocked as refused:
        db.session.rollback()
        outcome = Outcome(findings=list(refused.facts["findings"]))
    else:
        db.session.commit()
    stopped = any(finding.stops for finding in outcome.findings)
    _say(version, outcome, shape)
    raise SystemExit(1 if stopped else 0)


def _version(slug: str, number: int | None) -> PlanVersion:
    consultation = consultation_by_slug(slug)
    if number is not None:
        return version_of(consultation.id, number)
    versions = queries.newest_compared(consultation.id)
    if not versions:
        raise NoChanges
    return versions[0]


def _say(version: PlanVersion, outcome: Outcome, shape: str) -> None:
    counts = queries.counts_of(version.id)
    with current_app.test_request_context("/en/"):
        lines = [
            {
                "code": one.code,
                "level": str(one.level),
                "row": one.row,
                "message": finding_sentence(one),
            }
            for one in outcome.findings
        ]
    answer = {
        "version": version.number,
        "changes": counts.total,
        "stored": outcome.stored,
        "unchanged": outcome.unchanged,
        "without_cause": counts.open,
        "findings": lines,
    }
    if shape == "json":
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['code']}: {line['message']}", err=True)
    click.echo(
        f"version {version.number}: {counts.total} changes, stored {outcome.stored}, "
        f"unchanged {outcome.unchanged}, without a cause {counts.open}"
    )
