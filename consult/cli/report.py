"""`consult report`: compile, publish, export and list reports."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.reports import operations, queries
from consult.domain.reports.models import Report
from consult.domain.reports.variants import CONSOLIDATED, VARIANTS
from consult.domain.reports.vocabulary import ALL_FORMATS, AUDIENCES
from consult.kernel.database import apart, db
from consult.kernel.localised import LANGUAGES
from consult.web.report_words import report_words

commands = AppGroup("report", help="Compile, publish, export and list reports.")
BY = system("command")
_FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


@commands.command("compile")
@click.argument("slug")
@_FORM
def compile_(slug: str, form: str) -> None:
    """Freeze a closed consultation into a new report, in this process.

    Example: consult report compile upr-2011 --format json
    """
    report = operations.request_report(consultation_by_slug(slug), by=BY, queued=False)
    operations.close_record(report)
    db.session.commit()
    with _progress(report):
        operations.compile_report(report, by=BY)
        db.session.commit()
    click.echo(json.dumps(_facts(report)) if form == "json" else _line(report))


@contextmanager
def _progress(report: Report) -> Iterator[None]:
    """Show how many rows are written, in a terminal only; it reads what everybody can read."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    done: list[bool] = []
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with Progress(console=console) as bar, ThreadPoolExecutor(1) as helper:
        watching = helper.submit(_watch, app, report.id, bar, done)
        try:
            yield
        finally:
            done.append(True)
            watching.result()


def _watch(app: Any, report_id: Any, bar: Progress, done: list[bool]) -> None:
    task = bar.add_task("Rows")
    columns = select(Report.done, Report.rows).where(Report.id == report_id)
    with app.app_context():
        while not done:
            with apart() as connection:
                row = connection.execute(columns).one()
            bar.update(task, completed=row.done, total=row.rows or None)
            time.sleep(0.2)
        bar.update(task, completed=row.rows, total=row.rows or 1)


@commands.command("publish")
@click.argument("slug")
@click.option("--number", type=int, required=True, help="Number of the compiled report.")
@click.option("--override-reason", default="", help="Why it is published with gaps.")
@click.option("--override-by", default="", help="Who decides to publish it with gaps.")
def publish(slug: str, number: int, override_reason: str, override_by: str) -> None:
    """Publish a compiled report; the worker then makes the public files.

    Example: consult report publish upr-2011 --number 1
    """
    if override_reason and not override_by:
        raise click.UsageError("Give --override-by: who decides is printed in the report.")
    _consultation, report = queries.report_by_number(slug, number)
    operations.publish_report(
        report, by=BY, override_reason=override_reason, override_by=override_by
    )
    db.session.commit()
    click.echo(f"Report {number} is published.")


@commands.command("export")
@click.argument("slug")
@click.option("--number", default="latest", help="Number of the report, or latest.")
@click.option(
    "--variant",
    type=click.Choice(list(VARIANTS)),
    default=CONSOLIDATED,
    help="Which member of the family.",
)
@click.option("--language", type=click.Choice(LANGUAGES), required=True)
@click.option("--audience", type=click.Choice(AUDIENCES), required=True)
@click.option("--format", "form", type=click.Choice(ALL_FORMATS), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(  # noqa: PLR0913  one argument an option
    slug: str,
    *,
    number: str,
    variant: str,
    language: str,
    audience: str,
    form: str,
    output: Path,
) -> None:
    """Write one file of a finished report; public ones are searched for withheld names first.

    The variants are tables, letters and data of one frozen report; each names its formats when
    another one is asked for.

    Example: consult report export upr-2011 --language ru --audience public --format pdf
    --output report.pdf
    """
    if not output.absolute().parent.is_dir():
        message = f"The folder {output.parent} does not exist. Make it, or name another --output."
        raise click.ClickException(message)
    _check(variant, form, audience)
    report = _found(slug, number)
    target = output.absolute()
    made = operations.export_file(
        report, target, language, audience, form, words=report_words, by=BY, variant=variant
    )
    db.session.commit()
    click.echo(f"{output}: {made.rows} rows, {made.size} bytes, {made.media_type}")
    click.echo(f"sha256 {made.sha256}")


def _check(variant: str, form: str, audience: str) -> None:
    one = VARIANTS[variant]
    if not one.has(form, audience):
        message = f"{variant} comes as {', '.join(one.formats)} for {', '.join(one.audiences)}."
        raise click.UsageError(message)


def _found(slug: str, number: str) -> Report:
    if number == "latest":
        return queries.latest_of(consultation_by_slug(slug).id)
    if not number.isdigit():
        raise click.UsageError("--number is a whole number or latest.")
    return queries.report_by_number(slug, int(number))[1]


@commands.command("list")
@click.argument("slug")
@_FORM
def list_(slug: str, form: str) -> None:
    """List the reports of a consultation, newest first.

    Example: consult report list upr-2011
    """
    reports = queries.reports_of(consultation_by_slug(slug).id)
    if form == "json":
        click.echo(json.dumps([_facts(report) for report in reports]))
        return
    for report in reports:
        click.echo(_line(report))


def _facts(report: Report) -> dict[str, Any]:
    return {
        "number": report.number,
        "state": report.state,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "rows": report.rows,
        "checksum": report.checksum,
        "error": report.error,
    }


def _line(report: Report) -> str:
    return " ".join(f"{name} {value}" for name, value in _facts(report).items() if value)
