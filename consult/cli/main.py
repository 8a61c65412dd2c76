"""The group of all commands; the app is made when a command runs, not to list or explain them."""

from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo
from sqlalchemy.exc import OperationalError

from consult.cli.commands import GROUPS
from consult.config import SettingsError
from consult.kernel.errors import ConsultError, NotFound


def _create_app(*_: ScriptInfo) -> Flask:
    from consult.app import create_app  # noqa: PLC0415  commands are listed without the app

    try:
        return create_app()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


class Group(FlaskGroup):
    """Commands whose refusals are one clear line and a non-zero exit, never a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names without making the app, which would start a database."""
        return sorted(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; our errors become sentences."""
        try:
            return super().invoke(ctx)
        except NotFound as error:
            message = (
                "There is nothing under this name. Check the slug, the number or the code; "
                "`consult consultation list` prints the slugs."
            )
            raise click.ClickException(message) from error
        except ConsultError as error:
            raise click.ClickException(self._sentence(ctx, error)) from error
        except OperationalError as error:
            message = "The database does not answer. Check DATABASE_URL and that the server runs."
            raise click.ClickException(message) from error

    @staticmethod
    def _sentence(ctx: click.Context, error: ConsultError) -> str:
        from consult.web.sentences import sentence  # noqa: PLC0415

        app = ctx.ensure_object(ScriptInfo).load_app()
        with app.test_request_context("/en/"):
            return sentence(error)


group = Group(
    name="consult",
    create_app=_create_app,
    add_default_commands=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="Public consultations on action plans, from the draft to the feedback report.",
)
for command in GROUPS:
    group.add_command(command)
