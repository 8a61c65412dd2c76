"""`consult consultation`: make, set up, open, extend and close consultations."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from consult.cli.consultation_file import facts_of, read_file
from consult.domain.consultations import operations, queries
from consult.domain.consultations.checklist import NotReady, checklist
from consult.domain.consultations.conditions import Item
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans.rows import state_bodies
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.web.checklist_words import hint, title

commands = AppGroup("consultation", help="Make, open and close consultations.")
BY = system("command")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
shape_option = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True
)
historical_option = click.option(
    "--historical", is_flag=True, help="Load one that was held in the past; nobody is written to."
)
accept_option = click.option(
    "--accept", multiple=True, metavar="CODE", help="Open although this line stands (B-04)."
)
file_option = click.option(
    "--from-json", "file", type=FILE, help="File with texts, contact, organisers and days."
)


@commands.command("create")
@click.option("--slug", help="Address of the pages: small letters, digits, hyphens.")
@click.option("--prefix", help="Prefix of registration numbers, such as UPR-2026.")
@click.option("--title-kk", help="Title in Kazakh.")
@click.option("--title-ru", help="Title in Russian.")
@click.option("--title-en", help="Title in English.")
@click.option("--opens", help="First day, such as 2026-11-30.")
@click.option("--closes", help="Last day; comments are taken until 23:59:59.")
@click.option("--zone", help="Time zone of the days; Asia/Almaty unless told.")
@click.option("--min-working-days", type=int, help="Shortest period in working days; 30.")
@file_option
@historical_option
@shape_option
def create(*, file: Path | None, historical: bool, shape: str, **options: Any) -> None:
    """Make a consultation as a draft. Options go before what stands in the file.

    Example: consult consultation create --slug upr-2026 --prefix UPR-2026 --title-ru "План" \
--opens 2026-12-01 --closes 2027-01-31
    """
    values = (read_file(file) if file else {}) | _given(options)
    facts = facts_of(values)
    for name in ("slug", "prefix", "title"):
        if not facts.get(name):
            msg = f"{name} is missing: give it as an option or in the file"
            raise click.UsageError(msg)
    made = operations.create(**facts, by=BY, historical=historical)
    _set_organisers(made, values)
    db.session.commit()
    _say(made, f"Made {made.slug} as a draft.", shape)


@commands.command("edit")
@click.argument("slug")
@click.option("--from-json", "file", type=FILE, required=True, help="File with what changes.")
@historical_option
@shape_option
def edit(slug: str, *, file: Path, historical: bool, shape: str) -> None:
    """Change facts of a consultation; only what stands in the file.

    Example: consult consultation edit upr-2026 --from-json texts.json
    """
    consultation = queries.consultation_by_slug(slug)
    values = read_file(file)
    changed = operations.edit(
        consultation, facts_of(values, consultation), by=BY, historical=historical
    )
    _set_organisers(changed, values)
    db.session.commit()
    _say(changed, f"Changed {changed.slug}.", shape)


@commands.command("checklist")
@click.argument("slug")
@historical_option
@shape_option
def show_checklist(slug: str, *, historical: bool, shape: str) -> None:
    """Print the checklist before opening: what is done, what is missing.

    Example: consult consultation checklist upr-2026 --format json
    """
    items = checklist(queries.consultation_by_slug(slug), historical=historical)
    _print_items(items, shape, opened=False)


@commands.command("open")
@click.argument("slug")
@accept_option
@click.option("--invite", is_flag=True, help="Write to the organisations of the register.")
@historical_option
@shape_option
def open_(slug: str, *, accept: Sequence[str], invite: bool, historical: bool, shape: str) -> None:
    """Open for comments now; prints what is missing and ends with 1 when it cannot.

    Example: consult consultation open upr-2026 --accept B-04
    """
    consultation = queries.consultation_by_slug(slug)
    try:
        opened = operations.open_consultation(
            consultation, by=BY, accepted=accept, invite=invite, historical=historical
        )
    except NotReady as refused:
        db.session.rollback()
        _refuse(refused, shape)
    db.session.commit()
    _say(opened, f"{opened.slug} is open for comments.", shape)


@commands.command("schedule")
@click.argument("slug")
@accept_option
@click.option("--invite", is_flag=True, help="Write to the register at the opening.")
@shape_option
def schedule(slug: str, *, accept: Sequence[str], invite: bool, shape: str) -> None:
    """Announce; it opens by itself on its first day.

    Example: consult consultation schedule upr-2026
    """
    consultation = queries.consultation_by_slug(slug)
    try:
        announced = operations.schedule(consultation, by=BY, accepted=accept, invite=invite)
    except NotReady as refused:
        db.session.rollback()
        _refuse(refused, shape)
    db.session.commit()
    _say(announced, f"{announced.slug} is announced.", shape)


@commands.command("extend")
@click.argument("slug")
@click.option("--closes", required=True, help="New last day, later than the present one.")
@click.option("--reason-kk", default="", help="Public reason in Kazakh.")
@click.option("--reason-ru", default="", help="Public reason in Russian.")
@click.option("--reason-en", default="", help="Public reason in English.")
@shape_option
def extend(
    slug: str, *, closes: str, reason_kk: str, reason_ru: str, reason_en: str, shape: str
) -> None:
    """Move the closing to a later day; everybody who took part is told.

    Example: consult consultation extend upr-2026 --closes 2027-02-15 --reason-ru "Просили НПО"
    """
    consultation = queries.consultation_by_slug(slug)
    closes_at = facts_of({"closes": closes}, consultation)["closes_at"]
    reason = LocalisedText(kk=reason_kk, ru=reason_ru, en=reason_en)
    extended = operations.extend(consultation, closes_at, reason=reason, by=BY)
    db.session.commit()
    _say(extended, f"{extended.slug} takes comments until {_iso(extended.closes_at)}.", shape)


@commands.command("close")
@click.argument("slug")
@shape_option
def close(slug: str, *, shape: str) -> None:
    """Close once the last day is over (the worker does it by itself).

    Example: consult consultation close upr-2026
    """
    closed = operations.close(queries.consultation_by_slug(slug), by=BY)
    db.session.commit()
    _say(closed, f"{closed.slug} is closed for comments.", shape)


@commands.command("start-answering")
@click.argument("slug")
@shape_option
def start_answering(slug: str, *, shape: str) -> None:
    """Hand the comments of a closed consultation to the bodies that answer them.

    Example: consult consultation start-answering upr-2026
    """
    moved = operations.start_answering(queries.consultation_by_slug(slug), by=BY)
    db.session.commit()
    _say(moved, f"The comments of {moved.slug} are being answered.", shape)


@commands.command("list")
@shape_option
def list_(*, shape: str) -> None:
    """Print all consultations, newest first.

    Example: consult consultation list --format json
    """
    at = now()
    found = [_facts(one, at) for one in queries.everything()]
    if shape == "json":
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            f"{one['slug']}: {one['state']}, {one['opens_at'] or '-'} to {one['closes_at'] or '-'}"
        )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in options.items() if value is not None}
    texts = {code: given.pop(f"title_{code}", "") for code in ("kk", "ru", "en")}
    return given | ({"title": texts} if any(texts.values()) else {})


def _set_organisers(consultation: Consultation, values: dict[str, Any]) -> None:
    if not {"organisers", "lead_body"} & set(values):
        return
    codes = values.get("organisers", [])
    lead = values.get("lead_body") or ""
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise click.UsageError('organisers must be a list of codes such as ["MFA", "MOJ"]')
    found = state_bodies({*codes, lead} - {""})
    if missing := sorted({*codes, lead} - {""} - set(found)):
        message = f"organisers: no organisation has the code {', '.join(missing)}"
        raise click.ClickException(message)
    operations.set_organisers(
        consultation,
        [found[code].id for code in codes],
        found[lead].id if lead else consultation.lead_body_id,
        by=BY,
    )


def _refuse(refused: NotReady, shape: str) -> None:
    _print_items(refused.facts["items"], shape, opened=False)
    raise click.exceptions.Exit(1)


def _print_items(items: Sequence[Item], shape: str, *, opened: bool) -> None:
    with current_app.test_request_context("/en/"):
        lines = [
            {
                "code": item.code,
                "outcome": item.outcome,
                "title": title(item.code),
                "message": hint(item),
            }
            for item in items
        ]
    if shape == "json":
        click.echo(json.dumps({"opened": opened, "items": lines}, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['code']} {line['outcome']}: {line['title']}. {line['message']}".strip())


def _say(consultation: Consultation, words: str, shape: str) -> None:
    click.echo(
        json.dumps(_facts(consultation, now()), ensure_ascii=False) if shape == "json" else words
    )


def _facts(one: Consultation, at: datetime) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "prefix": one.prefix,
        "title": one.title.as_dict(),
        "state": queries.state_now(one, at),
        "opens_at": _iso(one.opens_at),
        "closes_at": _iso(one.closes_at),
        "zone": one.zone,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
