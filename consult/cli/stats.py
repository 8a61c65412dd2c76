"""`consult stats`: the totals of a consultation."""

import json

import click
from flask.cli import with_appcontext

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports.totals import totals


@click.command("stats")
@click.argument("slug")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def stats(slug: str, shape: str) -> None:
    """Print totals by channel, kind, region, language, disposition, measure and state.

    Example: consult stats upr-2011 --format json
    """
    found = totals(consultation_by_slug(slug).id)
    if shape == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"submissions {found['submissions']}, comments {found['comments']}")
    for name, part in found.items():
        if isinstance(part, dict):
            words = ", ".join(f"{code} {count}" for code, count in part.items())
            click.echo(f"{name.replace('_', ' ')}: {words}")
