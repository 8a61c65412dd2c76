"""`consult serve`: the web server and one worker."""

import os

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.fitness import refuse_unfit
from consult.cli.processes import Family, Web, wait_ready, worker_command
from consult.kernel.database import db

OWNER = "CONSULT_OWNER_DATABASE_URL"
"""What only migrations and restores need."""


def environment() -> dict[str, str]:
    """Return this process's environment with the database that it uses, without its owner."""
    url = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
    kept = {name: one for name, one in os.environ.items() if name != OWNER}
    return {**kept, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=8, show_default=True, help="Threads of each web process.")
@click.option("--no-worker", is_flag=True, help="Start no worker beside the web server.")
@with_appcontext
def serve(host: str, port: int, workers: int, threads: int, *, no_worker: bool) -> None:
    """Run the web server and one worker until Ctrl-C or SIGTERM.

    Example: consult serve --host 0.0.0.0 --port 8000
    """
    refuse_unfit(current_app.config["SETTINGS"])
    web = Web(host, port, workers, threads)
    family = Family(environment())
    db.engine.dispose()
    family.start(web.command())
    if not no_worker:
        family.start(worker_command())
    if wait_ready(web.url):
        click.echo(f"Consult answers at {web.url} (Ctrl-C stops it).")
    try:
        code = family.wait()
    finally:
        family.stop()
    raise SystemExit(code)
