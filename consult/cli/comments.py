"""`consult comments`: take in comments that were collected elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import CHANNELS
from consult.domain.people.actors import system
from consult.domain.submissions.importer import LetterFacts, read_letter_index
from consult.domain.submissions.importing import Outcome, Refusal, import_comments
from consult.domain.submissions.reading_files import Facts, read_collected
from consult.kernel.database import db
from consult.kernel.findings import Finding
from consult.machinery.tables import TRACKED
from consult.web import submission_words as submission_words
from consult.web.findings import finding_sentence

commands = AppGroup("comments", help="Take in comments that were collected elsewhere.")
INDEX = "index.csv"


@dataclass(frozen=True)
class Line:
    """One refusal or remark: row, field, code and the sentence."""

    row: int | None
    field: str
    code: str
    message: str


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, help="Slug of the consultation.")
@click.option("--dry-run", "dry", is_flag=True, help="Only read and report; store nothing.")
@click.option(
    "--channel", type=click.Choice(CHANNELS), help="How they came, where rows do not say."
)
@click.option("--received-at", help="When a letter came, such as 2011-04-13T12:15:44+06:00.")
@click.option("--organisation", default="", help="Code of the organisation that wrote a letter.")
@click.option("--entered-by", default="", help="Who entered them, where rows do not say.")
@click.option("--accept", multiple=True, metavar="CODE", help="Answer a question with yes.")
@click.option("--tracked", type=click.Choice(list(TRACKED)), help="Tracked changes of Word files.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def import_(file: Path, slug: str, shape: str, *, dry: bool, **given: Any) -> None:
    """Register the comments of a CSV, XLSX or DOCX file: all, or none when a row is refused.

    The columns are those of the web form's export, in any order; the table of a letter is read as
    well, with its facts from the options or from an index.csv beside the file. The same file a
    second time changes nothing. Exit 0 when it is imported or would be, else 1.

    Example: consult comments import comments.csv --consultation upr-2011 --format json
    """
    consultation = consultation_by_slug(slug)
    facts = _facts(file, given, consultation.zone)
    read = read_collected(consultation, file.read_bytes(), file.name, facts)
    outcome = import_comments(
        consultation, read.file, by=system("command"), source=read.source, dry=dry
    )
    if outcome.refused or dry:
        db.session.rollback()
    else:
        db.session.commit()
    _say(outcome, read.file.findings, file.name, shape)
    raise SystemExit(1 if outcome.refused else 0)


def _facts(file: Path, given: dict[str, Any], zone: str) -> Facts:
    return Facts(
        channel=given["channel"] or "",
        received_at=_moment(given["received_at"], zone),
        organisation=given["organisation"],
        entered_by=given["entered_by"],
        accepted=(*given["accept"], *([TRACKED[given["tracked"]]] if given["tracked"] else ())),
        letter=_from_index(file),
    )


def _moment(typed: str | None, zone: str) -> datetime | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        message = f"--received-at {typed!r} is not a time; write it like 2011-04-13T12:15:44+06:00."
        raise click.UsageError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _from_index(file: Path) -> LetterFacts | None:
    index = file.with_name(INDEX)
    if file.name == INDEX or not index.is_file():
        return None
    facts, _findings = read_letter_index(index.read_bytes(), INDEX)
    return facts.get(file.name)


def _say(outcome: Outcome, findings: Sequence[Finding], name: str, shape: str) -> None:
    with current_app.test_request_context("/en/"):
        refused = [_refused(one, name) for one in outcome.refused]
        remarks = [_remark(one) for one in findings if not one.stops]
    if shape == "json":
        answer = {
            "accepted": outcome.new,
            "refused": [line.__dict__ for line in refused],
            "unchanged": outcome.unchanged,
            "comments": list(outcome.accepted),
            "warnings": [line.__dict__ for line in remarks],
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in (*refused, *remarks):
        click.echo(f"{line.code}: {line.message}", err=True)
    counts = (outcome.new, outcome.unchanged, len(refused))
    click.echo("accepted {}, unchanged {}, refused {}".format(*counts))


def _refused(refusal: Refusal, name: str) -> Line:
    return Line(
        refusal.row, refusal.field, refusal.code, finding_sentence(refusal.as_finding(name))
    )


def _remark(finding: Finding) -> Line:
    field = str(finding.facts.get("field", ""))
    return Line(finding.row, field, finding.code, finding_sentence(finding))
