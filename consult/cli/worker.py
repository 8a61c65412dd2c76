"""`consult worker`: sends letters, makes files, opens and closes consultations on time."""

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.fitness import refuse_unfit
from consult.kernel.database import db
from consult.machinery import worker as machinery

QUEUES = ("letters", "reports", "files", "upkeep")


@click.command("worker")
@click.option(
    "--queues",
    default="",
    metavar="NAMES",
    help=f"Queues to serve, separated by commas; all when none is named ({', '.join(QUEUES)}).",
)
@click.option(
    "--concurrency",
    default=4,
    show_default=True,
    type=click.IntRange(1, 32),
    help="How many jobs run at the same time.",
)
@click.option("--until-empty", is_flag=True, help="End when no job is due any more.")
@with_appcontext
def worker(queues: str, concurrency: int, *, until_empty: bool) -> None:
    """Run queued jobs until Ctrl-C or SIGTERM; running jobs are given time to end.

    Example: consult worker --queues letters,upkeep --concurrency 2
    """
    names = [name.strip() for name in queues.split(",") if name.strip()]
    if unknown := sorted(set(names) - set(QUEUES)):
        message = f"There is no queue {unknown[0]!r}. Queues: {', '.join(QUEUES)}."
        raise click.BadParameter(message, param_hint="--queues")
    refuse_unfit(current_app.config["SETTINGS"])
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    db.session.remove()
    machinery.run(url, queues=names, concurrency=concurrency, wait=not until_empty)
