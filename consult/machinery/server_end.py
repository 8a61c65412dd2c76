"""What a process of the web server does last (gunicorn reads this module as its configuration)."""

from typing import Any


def worker_exit(_server: Any, worker: Any) -> None:
    """Write the counts that only this process holds; processes are renewed now and then.

    Counts may be lost when the database is away; they never hold up the end of a process.
    """
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 (the parent stays without it)

    from consult.machinery import traffic  # noqa: PLC0415

    app = getattr(worker, "wsgi", None)
    if app is None:
        return
    with app.app_context():
        try:
            traffic.flush()
        except SQLAlchemyError:
            worker.log.warning("counts not written")
