"""`consult recommendations`: take lists into the registers, show them, let plans refer to them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.plans import linking
from consult.domain.plans.importer import finding_json
from consult.domain.recommendations import queries
from consult.domain.recommendations.importer import (
    RecommendationRow,
    RegisterFile,
    read_register,
)
from consult.domain.recommendations.operations import Outcome, quote_total
from consult.domain.recommendations.rules import MECHANISMS, QUOTED
from consult.kernel.database import db
from consult.web.findings import finding_sentence

commands = AppGroup("recommendations", help="Keep the registers of recommendations.")
BY = system("command")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_shape = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@commands.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only read and report; store nothing.")
@click.option("--accept", multiple=True, metavar="CODE", help="Answer a question with yes.")
@click.option("--mechanism", type=click.Choice(MECHANISMS), default=None, help="Where no row says.")
@click.option("--cycle", default="", help="Cycle or session, where no row says it.")
@_shape
def import_(
    file: Path,
    *,
    dry_run: bool,
    accept: Sequence[str],
    mechanism: str | None,
    cycle: str,
    shape: str,
) -> None:
    """Add or change the recommendations of a CSV or XLSX file by mechanism, cycle and paragraph.

    Needs the column paragraph, as text: 95.10 is not 95.1. The same file a second time changes
    nothing. Exit 0 when it is imported or would be, 1 when findings stop it; then nothing is
    stored.

    Example: consult recommendations import recommendations_cycle1.csv --dry-run --format json
    """
    data = file.read_bytes()
    read = read_register(data, file.name, accept, mechanism=mechanism or "", cycle=cycle)
    stopped = read.blocked or not read.rows
    outcome = Outcome() if stopped else linking.import_register(read, by=BY, dry=dry_run)
    db.session.commit()
    _say(read, outcome, shape, dry_run=dry_run)
    if stopped:
        raise click.exceptions.Exit(1)


def _say(read: RegisterFile, outcome: Outcome, shape: str, *, dry_run: bool) -> None:
    with current_app.test_request_context("/en/"):
        lines = [finding_json(finding, finding_sentence) for finding in read.findings]
    if shape == "json":
        answer = {
            "file": read.name,
            "rows": len(read.rows),
            "dry_run": dry_run,
            "blocked": read.blocked,
            **outcome.as_dict(),
            "recommendations": [_read(row) for row in read.rows],
            "findings": lines,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line['level']}: {line['code']}: {line['message']}", err=read.blocked)
    if read.blocked:
        click.echo("Nothing was imported.", err=True)
        return
    done = "Would be" if dry_run else "Recommendations"
    counts = outcome.as_dict()["counts"]
    click.echo(
        f"{done} new: {counts['new']}, changed: {counts['changed']}, "
        f"unchanged: {counts['unchanged']}."
    )


def _read(row: RecommendationRow) -> dict[str, Any]:
    """Return a row as it was read, as plain data."""
    texts = {"text": row.text.as_dict(), "response": row.response.as_dict()}
    day = row.position_date.isoformat() if row.position_date else None
    return {**vars(row), **texts, "position_date": day}


@commands.command("list")
@click.argument("mechanism", type=click.Choice(MECHANISMS))
@click.argument("cycle")
@_shape
def list_(mechanism: str, cycle: str, *, shape: str) -> None:
    """Print the recommendations of a register in order: paragraph, position, text.

    Example: consult recommendations list UPR 1 --format json
    """
    rows = queries.of_registers([queries.register(mechanism, cycle).key])
    if shape == "json":
        click.echo(json.dumps([_facts(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row.paragraph}\t{row.position}\t{row.text.in_('en')}")


def _facts(row: Any) -> dict[str, Any]:
    plain = (
        *("mechanism", "cycle", "paragraph", "document_symbol", "states", "position"),
        *("themes", "affected_groups", "sdg_targets", "action_category"),
    )
    return {name: getattr(row, name) for name in plain} | {"text": row.text.as_dict()}


@commands.command("stats")
@_shape
def stats(*, shape: str) -> None:
    """Print the computed totals of every register, and quoted ones that differ from them.

    Example: consult recommendations stats --format json
    """
    found = [_totals(register) for register in queries.registers()]
    if shape == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        totals = ", ".join(f"{what}: {count}" for what, count in one["counts"].items())
        click.echo(f"{one['mechanism']} {one['cycle']}: {totals}")
        for quoted in one["quoted"]:
            mark = "" if quoted["count"] == quoted["computed"] else " (differs)"
            click.echo(f"  quoted {quoted['what']}: {quoted['count']}{mark}, {quoted['source']}")


def _totals(register: queries.Register) -> dict[str, Any]:
    quoted = [
        {
            "what": total.what,
            "count": total.count,
            "computed": register.count(total.what),
            "source": total.source,
        }
        for total in register.quoted
    ]
    return {
        "mechanism": register.mechanism,
        "cycle": register.cycle,
        "counts": dict(register.counts),
        "quoted": quoted,
    }


@commands.command("quote")
@click.argument("mechanism", type=click.Choice(MECHANISMS))
@click.argument("cycle")
@click.argument("what", type=click.Choice(QUOTED))
@click.argument("count", type=click.IntRange(min=0))
@click.option("--source", required=True, help="The document that quotes the total.")
def quote(mechanism: str, cycle: str, what: str, count: int, *, source: str) -> None:
    """Keep a total as a document quotes it; it is shown beside the computed one.

    Example: consult recommendations quote UPR 1 supported 121 --source "A/HRC/14/10"
    """
    register = queries.register(mechanism, cycle)
    quote_total(mechanism, cycle, what, count, source, by=BY)
    db.session.commit()
    click.echo(f"Quoted: {count}. Computed: {register.count(what)}.")


@commands.command("use")
@click.argument("slug")
@click.argument("mechanism", type=click.Choice(MECHANISMS))
@click.argument("cycle")
def use(slug: str, mechanism: str, cycle: str) -> None:
    """Let the references of a consultation's plan mean this register, beside those it uses.

    Example: consult recommendations use upr-2011 UPR 1
    """
    consultation = consultation_by_slug(slug)
    keys = {*linking.keys_of(consultation.id), queries.register(mechanism, cycle).key}
    linking.set_registers(consultation, keys, by=BY)
    db.session.commit()
    click.echo(f"The plan of {slug} refers to {', '.join(' '.join(key) for key in sorted(keys))}.")
