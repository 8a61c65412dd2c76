"""A process that compiles a report and makes its files, in a child that a test may kill.

Each line of the input is the id of a report and the second of the kill, or `never`; told is how the
child ended. Told `spoilt`, it writes files in place (a wrong build on purpose); told `full`, no file of
its may grow, as on a full disk.
"""

import os
import resource
import signal
import sys
import time
import traceback
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
                time.sleep(0.05 if target == Path(os.environ["TAKEN_OUT"]) else 0)
        return Exported(target, made.sha256, made.size, made.rows, made.media_type)

    filing.export_report = in_place  # type: ignore[assignment]


def work(report_id: str) -> None:
    """Compile, make the files that the worker makes, and take one out as the command does."""
    do("compile_report", report_id=report_id)
    for language, form in KINDS:
        facts = {"language": language, "audience": "organiser", "form": form}
        do("make_report_file", report_id=report_id, **facts)
    with app.app_context():
        report = queries.report_by_id(uuid.UUID(report_id))
        target = Path(os.environ["TAKEN_OUT"])
        words, by = report_words, system("command")
        operations.export_file(report, target, "en", "organiser", "xlsx", words=words, by=by)
        db.session.commit()


def do(job: str, **arguments: str) -> None:
    """Do a job as the worker does, with a commit at its end."""
    with app.app_context():
        tasks.REGISTERED[job](**arguments)
        db.session.commit()


def serve() -> None:
    """Do the work of every line in a child."""
    for line in sys.stdin:
        report_id, kill_after = line.split()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work(report_id)
                code = 0
            except Exception:  # noqa: BLE001  told in the log of the test
                traceback.print_exc()
            finally:
                os._exit(code)
        if kill_after != "never":
            time.sleep(float(kill_after))
            os.kill(child, signal.SIGKILL)
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
