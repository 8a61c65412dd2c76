"""`consult check`: whether this installation may run; exit 1 with the reasons."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli import fitness


@click.command("check")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def check(shape: str) -> None:
    """Check durability, clock, zone data, secrets, folders and mail; exit 1 with the reasons.

    A warning says what should be better and does not change the exit code.

    Example: consult check --format json
    """
    settings = current_app.config["SETTINGS"]
    found, advice = fitness.reasons(settings), fitness.warnings(settings)
    failed = any(found.values())
    if shape == "json":
        told = {"ok": not failed, "checks": found, "warnings": advice}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for name, reasons in found.items():
            click.echo(f"{name}: {'ok' if not reasons else ' '.join(reasons)}")
        for name, reasons in advice.items():
            click.echo(f"{name}: {'ok' if not reasons else 'warning: ' + ' '.join(reasons)}")
    raise SystemExit(1 if failed else 0)
