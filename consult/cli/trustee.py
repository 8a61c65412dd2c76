"""`consult trustee`: who holds keys to sealed names, and what is sealed."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from consult.domain.consultations.queries import consultation_by_slug

commands = AppGroup("trustee", help="See who holds keys to sealed names; it opens none.")
shape_option = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@commands.command("list")
@click.argument("slug")
@shape_option
def list_(slug: str, shape: str) -> None:
    """Print the trustees with keys: names, fingerprints, since when.

    Example: consult trustee list upr-2026
    """
    from consult.domain.submissions import trustees  # noqa: PLC0415

    found = trustees.public_list(consultation_by_slug(slug).id)
    rows = [
        {"name": one.name, "fingerprint": one.fingerprint, "since": one.since.isoformat()}
        for one in found
    ]
    lines = [f"{one['fingerprint']}  {one['since'][:10]}  {one['name']}" for one in rows]
    _say(rows, "\n".join(lines) or "No trustee has a key.", shape)


@commands.command("status")
@click.argument("slug")
@shape_option
def status(slug: str, shape: str) -> None:
    """Print whether names can be sealed, how many are, and which of them nobody can open.

    Exit 1 when a sealed name has no pair of trustees left: appoint more before that happens.

    Example: consult trustee status upr-2026
    """
    from consult.domain.submissions import trustee_reading, trustees  # noqa: PLC0415

    consultation = consultation_by_slug(slug)
    counted = trustee_reading.sealed_counts(consultation.id)
    ready = trustees.can_seal(consultation.id)
    said = (
        f"Names can be sealed: {'yes' if ready else 'no, two trustees need keys'}\n"
        f"Sealed: {counted.sealed}\nDestroyed: {counted.destroyed}\n"
        f"Sealed, but no two trustees can open them: {counted.lost}"
    )
    _say(
        {
            "can_seal": ready,
            "sealed": counted.sealed,
            "destroyed": counted.destroyed,
            "lost": counted.lost,
        },
        said,
        shape,
    )
    if counted.lost:
        raise SystemExit(1)


def _say(facts: Any, words: str, shape: str) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if shape == "json" else words)
