"""Asking a process of its own about an untrusted file, so that a bad one ends only that process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from typing import Any

SECONDS = 30
AT_ONCE = 2
_seats = threading.BoundedSemaphore(AT_ONCE)
"""So many children of one process run at once, so that many bad files do not add up."""


class ChildFailed(Exception):
    """The child gave no answer; `code` is E_TOO_SLOW or E_COULD_NOT_READ, with facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def ask(module: str, data: bytes, *errand: str, seconds: float = SECONDS) -> dict[str, Any]:
    """Give a file to a module that runs `sandbox.answer`, and return what it says of it.

    The child sees no environment and stands in an empty folder of its own, which is deleted
    afterwards; its other limits it sets itself. Raises ChildFailed.
    """
    command = [sys.executable, "-I", "-m", module, *errand]
    with _seats, tempfile.TemporaryDirectory(prefix="consult-child-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own file, no shell, nothing of the upload in the command
                command,
                input=data,
                capture_output=True,
                timeout=seconds,
                env={"TMPDIR": folder},
                cwd=folder,
                check=False,
            )
        except subprocess.TimeoutExpired as expired:
            raise ChildFailed("E_TOO_SLOW", seconds=seconds) from expired
    if done.returncode != 0:
        raise ChildFailed("E_COULD_NOT_READ", status=done.returncode)
    said: dict[str, Any] = json.loads(done.stdout)
    return said
