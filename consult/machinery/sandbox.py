"""Limits of a process that reads one untrusted file, and what it refuses before parsing."""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import sys
import zipfile
from collections.abc import Callable, Collection
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 30
MAX_CELLS = 400_000
MAX_CHARACTERS = 20_000_000
CHUNK = 1 << 16
PARSING: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How lxml parses a part of an untrusted file."""
_LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_OUTSIDE = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
_MARKUP = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)


class Refused(Exception):
    """The file may not be read; args: code, facts."""


class Room:
    """How many cells and characters may still come."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self.characters = MAX_CHARACTERS

    def take(self, text: str) -> None:
        """Count one cell; raises Refused when there are too many."""
        self.cells -= 1
        self.characters -= len(text)
        if self.cells < 0 or self.characters < 0:
            raise Refused("E_TOO_MANY_CELLS", {"cells": MAX_CELLS})


def answer(read: Callable[[bytes], dict[str, Any]]) -> int:
    """Limit this process, read standard input and write what `read` says of it as JSON.

    A refusal is written as {"error", "facts"}.
    """
    _limit()
    data = sys.stdin.buffer.read()
    try:
        said = read(data)
    except Refused as refused:
        said = {"error": refused.args[0], "facts": refused.args[1]}
    sys.stdout.write(json.dumps(said, ensure_ascii=True))
    return 0


def refuse_document_types(archive: zipfile.ZipFile, opened: Collection[str] = ()) -> None:
    """Raise Refused when any part declares a document type: no honest office file does.

    `opened` are the parts that will be parsed under whatever name the relations give them.
    """
    for member in archive.infolist():
        name = member.filename
        is_markup = name in opened or name.lower().endswith((".xml", ".rels", ".vml"))
        if is_markup and _declares(archive, member):
            raise Refused("E_XML_ENTITIES", {"part": member.filename})


def _limit() -> None:
    """One core, 512 MB, 30 s, no file written, no network (REQ 75)."""
    cut_off()
    os.sched_setaffinity(0, {random.choice(sorted(os.sched_getaffinity(0)))})  # noqa: S311
    for limit, most in _LIMITS.items():
        _soft, hard = resource.getrlimit(limit)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))


def cut_off() -> bool:
    """Leave every network; returns whether the kernel allowed it (namespaces of Linux).

    Where it does not, as in some containers, Python itself still opens no socket and starts no
    program from here on.
    """
    sys.addaudithook(_refuse_outside)
    kernel = ctypes.CDLL(None, use_errno=True)
    ways = (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK)
    return any(kernel.unshare(way) == 0 for way in ways)


def _refuse_outside(event: str, _facts: tuple[Any, ...]) -> None:
    if event.startswith(_OUTSIDE):
        raise PermissionError(event)


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            window = tail + chunk
            if any(word in window for word in _MARKUP):
                return True
            tail = window[-32:]
    return False
