"""`consult people`: the first administrator, and inviting people to their roles."""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.people import operations, queries
from consult.domain.people.actors import system
from consult.domain.people.models import Organisation
from consult.domain.people.rules import ROLES
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.machinery.letters import address

commands = AppGroup("people", help="Make administrators and invite people to their roles.")
BY = system("command")
shape_option = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True
)
language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default="ru", show_default=True,
    help="Language of letters to the person.",
)  # fmt: skip


@commands.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="How the person is named; the address unless told.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@language_option
@shape_option
def create_admin(email: str, *, name: str, password_stdin: bool, language: str, shape: str) -> None:
    """Make an administrator of the platform, or make one of an existing account.

    Without --password-stdin a link is printed with which the person sets a password: it works
    once, for 60 minutes. A password needs at least 15 characters.

    Example: consult people create-admin admin@example.kz --name "Dana Sample"
    """
    password = _password() if password_stdin else ""
    user = operations.create_administrator(
        email, name or email.partition("@")[0], password=password, language=language, by=BY
    )
    link = None
    if not user.password_hash:
        link = address("account.reset", user.language, token=operations.password_link(user))
    db.session.commit()
    said = f"{user.email} administers the platform."
    if link:
        said += f"\nSet the password within 60 minutes: {link}"
    _say({"email": user.email, "id": str(user.id), "link": link}, said, shape)


@commands.command("invite")
@click.argument("email")
@click.option("--consultation", "slug", required=True, help="Slug of the consultation.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="Role in it.")
@click.option("--body", "code", default="", help="Code of the body, for ministry roles: MOJ.")
@click.option("--name", default="", help="Name for the greeting of the letter.")
@language_option
@shape_option
def invite(  # noqa: PLR0913 - one argument an option
    email: str, *, slug: str, role: str, code: str, name: str, language: str, shape: str
) -> None:
    """Invite somebody to a role; whoever has an account gets the role at once.

    The letter goes out when the worker runs. Its link works once, for 48 hours.

    Example: consult people invite approver@moj.example --consultation upr-2026 \
--role ministry_approver --body MOJ
    """
    consultation, body = _consultation(slug), _body(code)
    facts: dict[str, Any] = {"email": email.strip().lower(), "role": role, "body": code or None}
    user = queries.user_by_email(email)
    if user is not None and queries.has_way_in(user) and not user.disabled_at:
        operations.grant_role(user, consultation, role, body=body, by=BY)
        result, said = "granted", f"{user.email} has the role {role} now."
    else:
        operations.invite(
            email,
            consultation=consultation,
            role=role,
            body=body,
            name=name,
            language=language,
            by=BY,
        )
        result, said = "invited", f"{facts['email']} is invited as {role}."
    db.session.commit()
    _say(facts | {"result": result}, said, shape)


@commands.command("reset-second-step")
@click.argument("email")
@shape_option
def reset_second_step(email: str, *, shape: str) -> None:
    """Take away the app, recovery codes and passkeys of somebody who lost them all.

    The person signs in with the password, sets the second step up again, and is told by letter.

    Example: consult people reset-second-step admin@example.kz
    """
    user = queries.user_by_email(email)
    if user is None:
        message = f"There is no account with the address {email}."
        raise click.UsageError(message)
    operations.reset_second_step(user, by=BY)
    db.session.commit()
    _say({"email": user.email}, f"The second step of {user.email} was reset.", shape)


def _password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.UsageError("Standard input is empty: give the password in its first line.")
    return password


def _consultation(slug: str) -> Consultation:
    try:
        return consultation_by_slug(slug)
    except NotFound as error:
        message = f"There is no consultation {slug}. Give the slug that stands in its address."
        raise click.UsageError(message) from error


def _body(code: str) -> Organisation | None:
    if not code:
        return None
    body = queries.organisation_by_code(code)
    if body is None:
        message = f"There is no organisation with the code {code}. Import the organisations first."
        raise click.UsageError(message)
    return body


def _say(facts: dict[str, Any], words: str, shape: str) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if shape == "json" else words)
