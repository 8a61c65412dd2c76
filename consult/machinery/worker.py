"""The worker: runs queued jobs, outlives restarts of the database, ends gracefully."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.app import WorkerOptions
from procrastinate.jobs import Status

from consult.machinery.jobs import jobs

log = logging.getLogger("consult.worker")
GRACE = 25.0
PAUSE = 2.0
JOBS_KEPT_HOURS = 30 * 24


class Connector(procrastinate.PsycopgConnector):
    """The worker's pool; a job that queues another does so on its own session's connection."""

    def __init__(self, conninfo: str, *, size: int) -> None:
        super().__init__(conninfo=conninfo, min_size=1, max_size=size)
        self._deferring = procrastinate.SyncPsycopgConnector()

    def get_sync_connector(self) -> procrastinate.SyncPsycopgConnector:
        """Return a connector without a pool: it writes on the connection that it is given."""
        return self._deferring


def conninfo(url: str) -> str:
    """Return the database's address as the driver takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def run(url: str, *, queues: Sequence[str] = (), concurrency: int = 1, wait: bool = True) -> None:
    """Run jobs until SIGTERM or SIGINT; running jobs get 25 s to end.

    No queue named means all; without `wait` it ends when no job is due. When the database goes
    away, it is tried again until it is back.
    """
    while True:
        try:
            asyncio.run(_work(url, queues, concurrency, wait=wait))
        except (psycopg.OperationalError, exceptions.ConnectorException):
            if not wait:
                raise
            log.warning("database away, trying again", extra={"seconds": PAUSE})
            time.sleep(PAUSE)
        else:
            return


async def _work(url: str, queues: Sequence[str], concurrency: int, *, wait: bool) -> None:
    options = WorkerOptions(
        concurrency=concurrency,
        wait=wait,
        name="consult",
        delete_jobs="successful",
        shutdown_graceful_timeout=GRACE,
    )
    if queues:
        options["queues"] = list(queues)
    connector = Connector(conninfo(url), size=concurrency + 3)
    with jobs.replace_connector(connector) as app:
        async with app.open_async():
            await app.run_worker_async(**options)


async def retry_stalled() -> int:
    """Queue again the jobs whose worker was killed; returns how many. Runs inside a worker.

    A stalled upkeep job is dropped: the next minute brings another.
    """
    manager = jobs.job_manager
    stalled = list(await manager.get_stalled_jobs())
    for job in stalled:
        if job.queueing_lock:
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        else:
            with suppress(exceptions.ConnectorException):
                await manager.retry_job(job)
    if stalled:
        log.warning("stalled jobs", extra={"jobs": len(stalled)})
    return len(stalled)


async def forget_old() -> None:
    """Delete jobs that ended, also in failure, a month ago."""
    await jobs.job_manager.delete_old_jobs(JOBS_KEPT_HOURS, include_failed=True)
