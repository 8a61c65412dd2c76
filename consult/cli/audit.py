"""`consult audit`: check the chain of the log and the record of what was received."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from consult.machinery import audit

if TYPE_CHECKING:
    from consult.domain.submissions.record_verifying import Findings
    from consult.machinery.heads import Head, Mismatch

commands = AppGroup("audit", help="Check the log of what was done.")
SHOWN = 50


@commands.command("verify")
@click.option("--head", "head_hex", default="", help="A head from outside: its hash.")
@click.option("--seq", type=int, default=0, help="The number of that head.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def verify(head_hex: str, seq: int, shape: str) -> None:
    """Check every event, receipt, file and tree; exit 1 and name what is wrong.

    Give a head that was printed, mailed or stands in a receipt: a log cut at its end, or an older
    copy put in its place, is found only so. Heads listed in the instance folder are compared too.

    Example: consult audit verify --seq 812 --head 5f0c…
    """
    from consult.domain.submissions import record_verifying  # noqa: PLC0415
    from consult.machinery import heads  # noqa: PLC0415

    outside = [_outside(head_hex, seq)] if head_hex or seq else []
    checked, head, broken = audit.verify()
    wrong = [one for one in map(heads.compare, [*outside, *heads.kept_outside()]) if one]
    found = record_verifying.verify()
    if shape == "json":
        click.echo(json.dumps({**_facts(checked, head, broken), **_record(wrong, found)}))
    else:
        _tell_chain(checked, head, broken)
        _tell_heads(wrong)
        _tell_record(found)
    raise SystemExit(0 if broken is None and not wrong and found.whole else 1)


REASONS = {
    "gap": "an event is missing or stands in another place",
    "payload": "its details were changed",
    "hash": "it was changed, or an event before it was",
}
PROBLEMS = {
    "words": "Comment {0}: its words are not those that were received.",
    "place": "Comment {0}: its place in the plan, its kind or its withdrawal was changed.",
    "code": "Comment {0}: its number was changed.",
    "point_missing": "Comment {0}: it was received and is gone.",
    "point_added": "Comment {0}: nothing confirms that it was received.",
    "facts": "Submission {0}: its time, level, reference or lateness was changed.",
    "files": "Submission {0}: its files are not those that were received.",
    "file": "Submission {0}: the bytes of a file are damaged or gone.",
    "receipt": "Submission {0}: its receipt was changed.",
    "head": "Submission {0}: its receipt does not fit the log.",
    "signature": "Submission {0}: the signature of its receipt is not valid.",
    "no_receipt": "Submission {0}: it has no receipt.",
    "leaf_missing": "Event {0}: receipts that it confirmed are gone or were replaced.",
    "tree": "Tree {0}: its receipts do not give its root.",
}


def _outside(head_hex: str, seq: int) -> Head:
    from consult.machinery import heads  # noqa: PLC0415

    head = heads.read_head(seq, head_hex)
    if head is None:
        message = "--head takes the 64 hexadecimal digits of a head, with its number as --seq."
        raise click.ClickException(message)
    return head


def _tell_chain(checked: int, head: bytes, broken: audit.Broken | None) -> None:
    if broken is None:
        click.echo(f"The log is whole: {checked} events, head {head.hex()}.")
    else:
        click.echo(
            f"The log is broken at event {broken.seq} ({REASONS[broken.reason]});"
            f" {checked} events before it are right.",
            err=True,
        )


def _tell_heads(wrong: list[Mismatch]) -> None:
    for one in wrong:
        if one.reason == "cut":
            text = f"The log ends at {one.last} but a head for {one.seq} was given"
            click.echo(f"{text}: its end was cut off or an older copy was restored.", err=True)
        else:
            click.echo(f"Event {one.seq} is not the one whose head was given.", err=True)


def _tell_record(found: Findings) -> None:
    for problem in found.problems[:SHOWN]:
        click.echo(PROBLEMS[problem.kind].format(problem.reference), err=True)
    if len(found.problems) > SHOWN:
        click.echo(f"… and {len(found.problems) - SHOWN} more.", err=True)
    counts = f"{found.receipts} receipts, {found.trees} trees"
    if found.whole:
        click.echo(f"The record is whole: {counts}.")
    else:
        click.echo(f"The record is damaged: {len(found.problems)} problems, {counts}.", err=True)
    if found.unsigned:
        click.echo(f"{found.unsigned} receipts wait for a signature.")
    if found.forgotten:
        click.echo(f"{found.forgotten} receipts have no salt any more; their words prove nothing.")


def _facts(checked: int, head: bytes, broken: audit.Broken | None) -> dict[str, Any]:
    return {
        "ok": broken is None,
        "events": checked,
        "head": head.hex(),
        "first_bad": broken.seq if broken else None,
        "reason": broken.reason if broken else None,
    }


def _record(wrong: list[Mismatch], found: Findings) -> dict[str, Any]:
    return {
        "heads_ok": not wrong,
        "record_ok": found.whole,
        "receipts": found.receipts,
        "trees": found.trees,
        "problems": [[one.kind, one.reference] for one in found.problems],
    }
