"""A wrong build on purpose: the worker marks a letter as sent and hands it over afterwards."""

import sys
from contextlib import suppress
from typing import Any

from consult.cli import worker
from consult.cli.main import group
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import post_office
from consult.machinery.outbox import Letter, mark

deliver = post_office.deliver


def _eager(letter: Letter) -> None:
    mark(letter, state="sent", at=now())
    db.session.commit()
    with suppress(Exception):
        deliver(letter)


if __name__ == "__main__":
    worker.refuse_unfit = lambda _settings: None
    eager: Any = _eager
    post_office.deliver = eager
    group(["worker", *sys.argv[1:]])
