"""The group of all commands; the app is made when a command needs it."""

from flask.cli import FlaskGroup, ScriptInfo

from consult.config import SettingsError


def _make_app() -> object:
    import click  # noqa: PLC0415

    from consult.app import create_app  # noqa: PLC0415

    try:
        return create_app()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _create_app(*_: ScriptInfo) -> object:
    return _make_app()


group = FlaskGroup(
    name="consult",
    create_app=_create_app,  # type: ignore[arg-type]
    add_default_commands=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="Public consultations on action plans, from the draft to the feedback report.",
)
