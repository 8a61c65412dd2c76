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

    Example: consult check --format json
    """
    found = fitness.reasons(current_app.config["SETTINGS"])
    failed = any(found.values())
    if shape == "json":
        click.echo(json.dumps({"ok": not failed, "checks": found}, ensure_ascii=False))
    else:
        for name, reasons in found.items():
            click.echo(f"{name}: {'ok' if not reasons else ' '.join(reasons)}")
    raise SystemExit(1 if failed else 0)
