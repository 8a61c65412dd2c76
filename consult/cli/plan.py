"""`consult plan`: read a plan from files and store it as a draft version."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from consult.cli.consultation_file import read_file, reasons_of
from consult.cli.plan_versions import confirm, diff
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.plans import operations
from consult.domain.plans.importer import (
    FIELDS,
    ParsedPlan,
    SourceFile,
    read_plan,
    read_positions,
    to_json,
)
from consult.domain.plans.importer.register import read_themes
from consult.domain.plans.linking import positions_for
from consult.domain.plans.matching import proposal
from consult.domain.plans.queries import draft_of
from consult.kernel.database import db
from consult.kernel.findings import Level
from consult.machinery.records import unreadable_finding
from consult.machinery.tables import TRACKED, Unreadable, column_number
from consult.web.findings import finding_sentence

commands = AppGroup("plan", help="Read plans from workbooks and Word documents.")
commands.add_command(confirm)
commands.add_command(diff)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@commands.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--consultation", "slug", help="Slug of the consultation; needed unless --dry-run.")
@click.option("--dry-run", is_flag=True, help="Only read and report; store nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--recommendations", type=_FILE, help="Register to check the references against.")
@click.option("--column", "columns", multiple=True, help="Column by hand, such as deadline=F.")
@click.option("--sheet", help="Name of the sheet, or number of the Word table, with the plan.")
@click.option("--accept", multiple=True, help="Code of a question answered with yes.")
@click.option("--tracked", type=click.Choice(list(TRACKED)), help="Tracked changes of Word files.")
def import_(  # noqa: PLR0913  one argument an option
    files: Sequence[Path],
    *,
    slug: str | None,
    form: str,
    recommendations: Path | None,
    columns: Sequence[str],
    sheet: str | None,
    accept: Sequence[str],
    tracked: str | None,
    dry_run: bool,
) -> None:
    """Read a plan from one file for each language and store it as the draft version.

    References are checked against --recommendations, else against the registers that the
    consultation uses (`consult recommendations use`).

    Exit 0 when it is imported or would be, 1 when findings stop it.

    Example: consult plan import plan_ru.xlsx plan_kk.xlsx --consultation upr-2011
    """
    if not dry_run and not slug:
        raise click.UsageError("Give --consultation SLUG, or --dry-run to store nothing.")
    mapping = _mapping(columns)
    accepted = frozenset(accept) | ({TRACKED[tracked]} if tracked else frozenset())
    sources = [SourceFile(path.name, path.read_bytes(), mapping, sheet, accepted) for path in files]
    parsed = read_plan(sources, known_recommendations=_positions(recommendations, slug))
    _tell(parsed, form, proposal(consultation_by_slug(slug).id, parsed) if slug else {})
    if parsed.blocked:
        raise click.exceptions.Exit(1)
    if slug:
        _store(parsed, sources, slug, register=recommendations, dry_run=dry_run)


def _store(
    parsed: ParsedPlan,
    sources: Sequence[SourceFile],
    slug: str,
    *,
    register: Path | None,
    dry_run: bool,
) -> None:
    consultation = consultation_by_slug(slug)
    if dry_run:
        operations.refuse_import(consultation.id, parsed)
        return
    themes = read_themes(register.read_bytes(), register.name) if register else None
    version = operations.import_plan(
        consultation, parsed, sources, by=system("command"), themes=themes
    )
    db.session.commit()
    click.echo(f"Stored as draft version {version.number}.", err=True)


def _mapping(columns: Sequence[str]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for column in columns:
        name, _, letters = column.partition("=")
        if name not in FIELDS or not letters.isalpha() or not letters.isascii():
            message = f"Write --column FIELD=LETTER; the fields are: {', '.join(FIELDS)}."
            raise click.UsageError(message)
        found[name] = column_number(letters)
    return found or None


def _positions(path: Path | None, slug: str | None) -> dict[str, str] | None:
    if path is None:
        return positions_for(consultation_by_slug(slug).id) if slug else None
    try:
        return read_positions(path.read_bytes(), path.name)
    except Unreadable as refused:
        with current_app.test_request_context("/en/"):
            sentence = finding_sentence(unreadable_finding(refused, path.name))
        raise click.ClickException(sentence) from refused


def _tell(parsed: ParsedPlan, form: str, proposed: Mapping[str, object]) -> None:
    with current_app.test_request_context("/en/"):
        if form == "json":
            data = to_json(parsed, finding_sentence)
            data |= {"matching": proposed} if proposed else {}
            click.echo(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for level in Level:
            for finding in parsed.findings:
                if finding.level == level:
                    click.echo(f"{level}: {finding.code}: {finding_sentence(finding)}")
    languages = ", ".join(parsed.languages) or "none"
    sections, measures = len(parsed.sections), len(parsed.measures)
    click.echo(f"Sections: {sections}. Measures: {measures}. Languages: {languages}.")
    if proposed:
        click.echo(f"Proposed matching: {json.dumps(proposed, ensure_ascii=False)}")


@commands.command("publish")
@click.option("--consultation", "slug", required=True, help="Slug of the consultation.")
@click.option(
    "--reasons", type=_FILE, help='JSON: why each section is there, {"1": {"kk": "…", "ru": "…"}}.'
)
def publish(slug: str, *, reasons: Path | None) -> None:
    """Publish the draft version of a consultation's plan; from then on it never changes.

    Example: consult plan publish --consultation upr-2011 --reasons reasons.json
    """
    consultation = consultation_by_slug(slug)
    draft = draft_of(consultation.id)
    if draft is None:
        raise click.ClickException("There is no draft version. Import a plan first.")
    by = system("command")
    if reasons:
        operations.edit_section_reasons(draft, reasons_of(read_file(reasons)), by=by)
    version = operations.publish_version(consultation, draft, by=by)
    db.session.commit()
    click.echo(f"Version {version.number} is published: {version.measure_count} measures.")
