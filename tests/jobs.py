"""Running what waits in the queue inside a test's own transaction, in the order of the queue."""

from flask import Flask
from sqlalchemy import text

from consult.kernel.database import db
from consult.tasks import REGISTERED

DUE = text(
    """select id, task_name, args from procrastinate_jobs
    where status = 'todo' and (scheduled_at is null or scheduled_at <= clock_timestamp())
    order by priority desc, id limit 1"""
)
DONE = text("delete from procrastinate_jobs where id = :id")


def run_jobs(app: Flask, most: int = 500) -> list[str]:
    """Run every job that is due, also those that jobs queue; returns their names in order."""
    ran: list[str] = []
    while len(ran) < most:
        with app.app_context():
            job = db.session.execute(DUE).first()
            if job is None:
                return ran
            db.session.execute(DONE, {"id": job.id})
            REGISTERED[job.task_name](**job.args)
            db.session.commit()
            ran.append(job.task_name)
    raise AssertionError(f"more than {most} jobs: {sorted(set(ran))}")
