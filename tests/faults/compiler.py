"""A process that compiles a report and makes its files, in a child that a test may kill.

Each line of the input is the id of a report; told are the number of the child's process, and how it
ended. Told `spoilt`, it writes files in place (a wrong build on purpose); told `full`, no file of
its may grow, as on a full disk.
"""

import os
import resource
import signal
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from consult import tasks
from consult.app import create_app
from consult.domain.people.actors import system
from consult.domain.reports import filing, operations, queries
from consult.domain.reports.exporters.export import Exported
from consult.kernel.database import db
from consult.web.report_words import report_words

KINDS = (("en", "csv"), ("ru", "xlsx"), ("kk", "docx"))
PIECE = 512
SMALL = 2_000
"""Bytes a file may have on what stands for a full disk."""


def spoil() -> None:
    """Write the bytes of a file to its own place piece by piece, as a hasty build would."""
    right: Callable[..., Exported] = filing.export_report

    def in_place(*words: Any, target: Path, **facts: Any) -> Exported:
        aside = target.with_name("aside" + target.suffix)
        made = right(*words, target=aside, **facts)
        data = aside.read_bytes()
        aside.unlink()
        with target.open("wb", buffering=0) as file:
            for start in range(0, len(data), PIECE):
                file.write(data[start : start + PIECE])
                time.sleep(0.002)
        return Exported(target, made.sha256, made.size, made.rows, made.media_type)

    filing.export_report = in_place  # type: ignore[assignment]


def work(report_id: str) -> None:
    """Compile, make the files that the worker makes, and take one out as the command does."""
    tasks.compile_report(report_id=report_id)
    for language, form in KINDS:
        tasks.make_report_file(
            report_id=report_id, language=language, audience="organiser", form=form
        )
    with app.app_context():
        report = queries.report_by_id(uuid.UUID(report_id))
        target = Path(os.environ["TAKEN_OUT"])
        words, by = report_words, system("command")
        operations.export_file(report, target, "en", "organiser", "xlsx", words=words, by=by)
        db.session.commit()


def serve() -> None:
    """Do the work of every line in a child."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work(line.strip())
                code = 0
            finally:
                os._exit(code)
        print(child, flush=True)
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    app = create_app()
    if "spoilt" in sys.argv:
        spoil()
    if "full" in sys.argv:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))
    print("ready", flush=True)
    serve()
