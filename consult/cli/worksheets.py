"""`consult responses worksheet`, `import-worksheet`, `link`: answers out, back, and to changes."""

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app

from consult.cli.responses import commands
from consult.domain.changes.queries import newest_compared
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people.actors import Actor, system
from consult.domain.people.queries import actor_and_user, organisation_by_code, user_by_email
from consult.domain.plans.queries import version_of
from consult.domain.responses.linking import link_answers
from consult.domain.responses.worksheet.comparing import Edit, Review, review
from consult.domain.responses.worksheet.gathering import seal_key, worksheet_of
from consult.domain.responses.worksheet.reading import read_worksheet
from consult.domain.responses.worksheet.saving import save_worksheet
from consult.domain.responses.worksheet.word import write_document
from consult.domain.responses.worksheet.writing import write_worksheet
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.findings import Finding
from consult.kernel.localised import LANGUAGES
from consult.web.findings import finding_sentence
from consult.web.worksheet_words import known_words, worksheet_words


@commands.command("worksheet")
@click.argument("slug")
@click.argument("body")
@click.option("--language", type=click.Choice(LANGUAGES), default="ru", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def worksheet(slug: str, body: str, language: str, output: Path) -> None:
    """Write the comments that a body leads as a workbook to be filled in, or for Word (.docx).

    Example: consult responses worksheet upr-2011 MOJ --language ru --output moj.xlsx
    """
    found = organisation_by_code(body)
    if found is None:
        raise NotFound
    words = worksheet_words(language)
    sheet = worksheet_of(consultation_by_slug(slug), found, language=language, words=words)
    try:
        write = write_document if output.suffix.lower() == ".docx" else write_worksheet
        output.write_bytes(write(sheet, words, seal_key()))
    except OSError as error:
        message = f"{output} cannot be written ({error.strerror}). Name another --output."
        raise click.ClickException(message) from error
    click.echo(f"{output}: {len(sheet.rows)} rows")


@commands.command("import-worksheet")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "mail", required=True, help="E-mail address of who answers.")
@click.option("--dry-run", "dry", is_flag=True, help="Only show the changes; store nothing.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def import_worksheet(slug: str, file: Path, mail: str, shape: str, *, dry: bool) -> None:
    """Save the edited answers of a work sheet as drafts of a person of its body.

    Exit 0 when every edited row is saved or would be, 1 when a row is refused or a conflict.

    Example: consult responses import-worksheet upr-2011 moj.xlsx --dry-run --by writer@moj.example
    """
    consultation = consultation_by_slug(slug)
    by = _actor(mail)
    read = read_worksheet(file.read_bytes(), file.name, known_words(), seal_key())
    if read.stopped:
        _say({"refused": [_line(one) for one in read.findings]}, shape)
        raise SystemExit(1)
    if dry:
        found = review(consultation, read, file.name, reader=by)
        db.session.rollback()
    else:
        found = save_worksheet(consultation, read, file.name, by=by).review
        db.session.commit()
    _say(_facts(found), shape)
    raise SystemExit(1 if found.refused or found.conflicts else 0)


@commands.command("link")
@click.argument("slug")
@click.option("--version", "number", type=int, help="Number of the version, else the newest.")
def link(slug: str, number: int | None) -> None:
    """Tie accepted answers to the changes of a version that they name.

    A second run adds nothing. Codes that name no change of the version are printed.

    Example: consult responses link upr-2011 --version 2
    """
    consultation = consultation_by_slug(slug)
    newest = next(iter(newest_compared(consultation.id)), None)
    version = version_of(consultation.id, number) if number else newest
    if version is None:
        message = "There is no second version to link with yet. Import it first."
        raise click.ClickException(message)
    linked = link_answers(version, by=system("command"))
    db.session.commit()
    click.echo(f"tied {linked.ties}, without a change {len(linked.unresolved)}")
    for code in linked.unresolved:
        click.echo(code)


def _actor(mail: str) -> Actor:
    user = user_by_email(mail)
    found = actor_and_user(user.id) if user is not None else None
    if found is None:
        message = "Nobody who may sign in has this address. Check --by."
        raise click.ClickException(message)
    return found[1]


def _facts(found: Review) -> dict[str, Any]:
    return {
        "changes": [_edit(edit) for edit in found.changes],
        "conflicts": [_edit(edit) for edit in found.conflicts],
        "refused": [_line(one) for one in found.refused],
        "deleted": found.deleted,
        "unchanged": found.unchanged,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    cells = {cell.column: {"before": cell.before, "after": cell.after} for cell in edit.cells}
    return {"comment": edit.row.code, "row": edit.row.row, "cells": cells}


def _line(finding: Finding) -> dict[str, Any]:
    with current_app.test_request_context("/en/"):
        message = finding_sentence(finding)
    return {"row": finding.row, "code": finding.code, "message": message}


def _say(facts: dict[str, Any], shape: str) -> None:
    if shape == "json":
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for line in facts["refused"]:
        click.echo(f"{line['code']}: {line['message']}", err=True)
    for edit in facts.get("conflicts", []):
        click.echo(f"conflict: {edit['comment']} was saved by somebody else meanwhile", err=True)
    for name in ("changes", "conflicts", "refused", "deleted"):
        click.echo(f"{name} {len(facts.get(name, []))}")
