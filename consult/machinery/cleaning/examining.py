"""What a file tells and its clean copy, asked of a process of its own."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from consult.machinery.children import ChildFailed, ask
from consult.machinery.cleaning.child import READERS
from consult.machinery.cleaning.found import Item

CHILD = "consult.machinery.cleaning.child"
ACTIVE = frozenset({"script", "launch", "embedded_file"})
"""What a file could do when it is opened: such a file is kept only as its clean copy."""


@dataclass(frozen=True)
class Examined:
    """What was found in a file, its clean copy or why there is none; `error` refuses the file."""

    found: tuple[Item, ...] = ()
    cleaned: bytes | None = None
    refusal: str = ""
    error: str = ""

    @property
    def is_active(self) -> bool:
        """Return whether the file could do something when it is opened."""
        return any(code in ACTIVE for code, _value in self.found)


def examine(data: bytes, ending: str) -> Examined:
    """Look into a file of a kind that is taken and clean it; plain text is clean as it is."""
    if ending not in READERS:
        return Examined(cleaned=data)
    try:
        said = ask(CHILD, data, ending)
    except ChildFailed as failed:
        return Examined(refusal="too_slow" if failed.code == "E_TOO_SLOW" else "damaged")
    if "error" in said:
        return Examined(error=str(said["error"]))
    found = tuple((str(code), str(value)) for code, value in said["found"])
    cleaned = base64.b64decode(said["cleaned"]) if not said["refusal"] else None
    return Examined(found, cleaned, str(said["refusal"]))
