"""`consult purge`: empty what was kept long enough."""

import json

import click
from flask.cli import with_appcontext

from consult.domain.people.actors import system
from consult.domain.retention import purging
from consult.kernel.database import db


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def purge(shape: str, *, dry_run: bool) -> None:
    """Empty or delete what was kept for its period, and keep the numbers; exit 1 on a failure.

    Example: consult purge --dry-run
    """
    run = purging.purge(by=system("command"), dry=dry_run)
    db.session.commit()
    if shape == "json":
        click.echo(json.dumps({"counts": run.counts, "failed": run.failed, "dry": dry_run}))
    else:
        for code, count in run.counts.items():
            click.echo(f"{code}: {count}{' would go' if dry_run else ''}")
        for code, reason in run.failed.items():
            click.echo(f"{code}: failed ({reason})", err=True)
    raise SystemExit(1 if run.failed else 0)
