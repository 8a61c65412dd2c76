"""`consult demo`: the worked example, ready to be tried."""

import os

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console

from consult import demo as example
from consult.cli.db_ import bring_up
from consult.cli.processes import Family, Web, free_port, wait_ready, worker_command
from consult.cli.serve import environment
from consult.kernel.database import db
from consult.machinery import health, postgres

WORDS = """
  Consult is ready:  {url}/en/     (also {url}/ru/ and {url}/kk/)

  Open now, anybody may comment:   {url}/en/c/{open_slug}
  The worked example of 2011:      {url}/en/c/{old_slug}

  Sign in at {url}/en/account/sign-in, password for all:  {password}
{people}
  The second step of staff is {step} in this demonstration (CONSULT_SECOND_FACTOR).
  Letters are written to {mail}
  Ctrl-C stops everything; the data stays for the next time.
"""


@click.command("demo")
@click.option("--port", default=8000, show_default=True, help="Port; the next free one is taken.")
@click.option("--load-only", is_flag=True, help="Load the example and end without serving it.")
@with_appcontext
def demo(port: int, *, load_only: bool) -> None:
    """Load the worked example when it is missing, then serve it until Ctrl-C.

    Example: consult demo --port 8080
    """
    console = Console(stderr=True)
    settings = current_app.config["SETTINGS"]
    if settings.production:
        message = "The example has known passwords: it is not loaded in production."
        raise click.ClickException(message)
    try:
        _prepare(console)
        if not load_only:
            _serve(Web(port=free_port("127.0.0.1", port)), console)
    finally:
        if settings.database_url is None and not load_only:
            postgres.stop(settings.instance)


def _prepare(console: Console) -> None:
    if health.schema_revision() != health.schema_head():
        with console.status("Preparing the database"):
            bring_up()
    if not example.is_loaded():
        _load(console)
    db.session.remove()
    db.engine.dispose()


def _load(console: Console) -> None:
    console.print("Loading the worked example (this happens once)")
    for step in example.load():
        console.print(f"  {step}", highlight=False)


def _serve(web: Web, console: Console) -> None:
    settings = current_app.config["SETTINGS"]
    step = os.environ.get("CONSULT_SECOND_FACTOR") or "off"
    changes = {"CONSULT_PUBLIC_URL": web.url, "CONSULT_SECOND_FACTOR": step}
    family = Family({**environment(), **changes})
    try:
        family.start(web.command())
        family.start(worker_command())
        with console.status("Starting the web server"):
            ready = wait_ready(web.url)
        if not ready:
            message = "The web server did not become ready within a minute; see the lines above."
            raise click.ClickException(message)
        people = "\n".join(f"    {email:<34} {what}" for email, what in example.LOGINS)
        click.echo(
            WORDS.format(
                url=web.url,
                people=people,
                step=step,
                password=example.PASSWORD,
                mail=settings.mail_folder,
                old_slug=example.OLD,
                open_slug=example.OPEN,
            )
        )
        family.wait()
        click.echo("Stopping …")
    finally:
        family.stop()
