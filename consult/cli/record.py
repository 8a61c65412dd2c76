"""`consult record`: keys that sign receipts, trees of consultations, heads that leave."""

import click
from flask.cli import AppGroup

from consult.kernel.database import db

commands = AppGroup("record", help="Look after what proves that comments were received.")


@commands.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; receipts signed before stay valid.

    Also the way out when the file of the key was lost. Example: consult record rotate-key
    """
    from consult.domain.submissions import record_verifying  # noqa: PLC0415
    from consult.machinery import signing  # noqa: PLC0415

    signer = signing.rotate()
    waiting = record_verifying.sign_waiting()
    db.session.commit()
    click.echo(f"Receipts are signed with the key {signer.id} now; {waiting} that waited are too.")


@commands.command("keys")
def keys() -> None:
    """Print the public keys, the oldest first, as they stand on the pages.

    Example: consult record keys
    """
    from consult.machinery import signing  # noqa: PLC0415

    for key in signing.public_keys():
        state = "in use" if key.retired_at is None else f"until {key.retired_at.date()}"
        click.echo(f"{key.id}  {key.public.hex()}  {state}")


@commands.command("close")
@click.argument("slug")
def close(slug: str) -> None:
    """Close one more tree over the receipts of SLUG that stand in none.

    The worker closes the first one at the deadline and later ones every night.
    Example: consult record close upr-2011
    """
    from consult.domain.consultations.queries import consultation_by_slug  # noqa: PLC0415
    from consult.domain.consultations.rules import AFTER_CLOSING  # noqa: PLC0415
    from consult.domain.submissions import record_trees  # noqa: PLC0415

    consultation = consultation_by_slug(slug)
    if consultation.state not in AFTER_CLOSING:
        message = f"{slug} is not closed yet: its first tree is made at the deadline."
        raise click.ClickException(message)
    tree = record_trees.close_tree(consultation)
    db.session.commit()
    if tree is None:
        click.echo("Every receipt stands in a tree already.")
    else:
        click.echo(f"Tree {tree.number}: {tree.size} receipts, root {tree.root.hex()}.")


@commands.command("confirm")
@click.argument("slug")
def confirm(slug: str) -> None:
    """Give receipts to submissions of SLUG that have none: those from before there were receipts.

    Run it once after an upgrade: `consult audit verify` names submissions without a receipt, and
    one that turns up later was written past the service. Example: consult record confirm upr-2011
    """
    from consult.domain.consultations.queries import consultation_by_slug  # noqa: PLC0415
    from consult.domain.submissions import record  # noqa: PLC0415

    count = record.issue_missing(consultation_by_slug(slug))
    db.session.commit()
    click.echo(f"{count} submissions got a receipt.")


@commands.command("send-head")
def send_head() -> None:
    """Publish the head of the log and write it to the trustees, as the worker does every night.

    Example: consult record send-head
    """
    from consult.domain.people import heads  # noqa: PLC0415

    row = heads.send_away()
    db.session.commit()
    if row is None:
        click.echo("Nothing has happened since the last head left.")
    else:
        click.echo(f"Head {row.seq}: {row.hash.hex()}")
