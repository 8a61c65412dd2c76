"""`consult plan confirm` and `diff`: what became of each measure, and what differs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.consultation_file import read_file
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import system
from consult.domain.plans import confirming, matching, queries
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.pieces import Compared, FieldDiff, Pair, compared
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.worddiff import Piece
from consult.web.labels import label

BY = system("command")
MARKS = {"added": ("[+", "+]"), "removed": ("[-", "-]"), "same": ("", "")}


@click.command("confirm")
@click.argument("slug")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON: {"matches": {"3.8": ["3.7"], "2.11": []}, "removals": {"6.4": {"kk": "…"}}}.',
)
@click.option("--proposed", is_flag=True, help="Confirm all that the program proposes.")
@with_appcontext
def confirm(slug: str, *, path: Path | None, proposed: bool) -> None:
    """Say what became of the measures of the draft; then say what is still open, as JSON.

    In the file, `matches` names for a measure of the draft the measures that it continues (none
    for a new one); `removals` gives the reason why a measure of the version before is left out.

    Exit 0 when nothing is open, 1 when something is.

    Example: consult plan confirm upr-2011 --file matches.json --proposed
    """
    draft = _draft(slug)
    if path:
        _confirm_file(draft, read_file(path), path.name)
    if proposed:
        confirming.confirm_all_proposed(draft, by=BY)
    db.session.commit()
    left = matching.open_questions(draft)
    click.echo(json.dumps(left, ensure_ascii=False, indent=2))
    if left["measures"] or left["removals"]:
        raise click.exceptions.Exit(1)


def _draft(slug: str) -> PlanVersion:
    draft = queries.draft_of(consultation_by_slug(slug).id)
    if draft is None:
        raise click.ClickException("There is no draft version. Import a plan first.")
    return draft


def _confirm_file(draft: PlanVersion, found: Mapping[str, Any], name: str) -> None:
    matches, removals = found.get("matches", {}), found.get("removals", {})
    try:
        reasons = {number: LocalisedText.of(texts) for number, texts in removals.items()}
        answers = {number: [str(one) for one in named] for number, named in matches.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = f"{name}: write matches as lists of numbers and removals as texts by language."
        raise click.UsageError(message) from error
    if answers:
        confirming.confirm_matches(draft, answers, by=BY)
    for number, reason in reasons.items():
        confirming.confirm_removal(draft, number, reason, by=BY)


@click.command("diff")
@click.argument("slug")
@click.argument("old", type=int)
@click.argument("new", type=int)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@with_appcontext
def diff(slug: str, old: int, new: int, *, form: str) -> None:
    """Print all differences between two versions, word by word in every language.

    In text, [-removed-] and [+added+] mark the words.

    Example: consult plan diff upr-2011 1 2 --format json
    """
    consultation = consultation_by_slug(slug)
    versions = [queries.version_of(consultation.id, number) for number in (old, new)]
    found = compared(versions[0].id, versions[1].id)
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    with current_app.test_request_context("/en/"):
        for one in found:
            click.echo("\n".join(_lines(one)))


def _plain(one: Compared) -> dict[str, Any]:
    return {
        "kind": one.difference.kind,
        "section": one.difference.section_number,
        "before": [row.number for row in one.difference.before],
        "after": [row.number for row in one.difference.after],
        "fields": list(one.difference.fields),
        "one_language_only": one.alone,
        "texts": [_plain_field(field) for field in ([one.title] if one.title else [])]
        + [_plain_field(field) | _numbers(pair) for pair in one.pairs for field in pair.fields],
    }


def _numbers(pair: Pair) -> dict[str, str | None]:
    return {
        "from": pair.before.number if pair.before else None,
        "to": pair.after.number if pair.after else None,
    }


def _plain_field(field: FieldDiff) -> dict[str, Any]:
    return {
        "field": field.name,
        "pieces": {
            code: [[piece.kind, piece.text] if piece else None for piece in pieces]
            for code, pieces in field.pieces.items()
        },
    }


def _lines(one: Compared) -> list[str]:
    before, after = (
        ", ".join(row.number for row in side) or "–"
        for side in (one.difference.before, one.difference.after)
    )
    place = one.difference.section_number if one.title else f"{before} > {after}"
    fields = [*([one.title] if one.title else []), *(f for pair in one.pairs for f in pair.fields)]
    shown = [
        f"    {label('plan_field', field.name)} {code}: {''.join(map(_marked, pieces))}"
        for field in fields
        for code, pieces in field.pieces.items()
    ]
    return [f"{place}  {label('change_kind', one.difference.kind)}", *shown]


def _marked(piece: Piece | None) -> str:
    if piece is None:
        return " […] "
    opening, closing = MARKS[piece.kind]
    return f"{opening}{piece.text}{closing}"
