"""`consult audit`: check the chain of the log."""

import json

import click
from flask.cli import AppGroup

from consult.machinery import audit

commands = AppGroup("audit", help="Check the log of what was done.")


@commands.command("verify")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def verify(shape: str) -> None:
    """Check every event against the one before it; exit 1 and name the first bad one.

    Compare the head with one that was printed earlier: a log cut at its end is found only so.

    Example: consult audit verify --format json
    """
    checked, head, broken = audit.verify()
    if shape == "json":
        click.echo(json.dumps(_facts(checked, head, broken)))
    elif broken is None:
        click.echo(f"The log is whole: {checked} events, head {head.hex()}.")
    else:
        click.echo(
            f"The log is broken at event {broken.seq} ({REASONS[broken.reason]});"
            f" {checked} events before it are right.",
            err=True,
        )
    raise SystemExit(0 if broken is None else 1)


REASONS = {
    "gap": "an event is missing or stands in another place",
    "payload": "its details were changed",
    "hash": "it was changed, or an event before it was",
}


def _facts(checked: int, head: bytes, broken: audit.Broken | None) -> dict[str, object]:
    return {
        "ok": broken is None,
        "events": checked,
        "head": head.hex(),
        "first_bad": broken.seq if broken else None,
        "reason": broken.reason if broken else None,
    }
