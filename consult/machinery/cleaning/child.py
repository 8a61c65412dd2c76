"""Looks into one uploaded file and writes its clean copy, inside a limited process.

Run as a module of its own process with the ending of the file: it sees no environment and cannot
outlive its limits.
"""

from __future__ import annotations

import base64
import importlib
import sys
import zipfile
from io import BytesIO
from types import ModuleType
from typing import Any

from consult.machinery.cleaning.found import Item, Uncleanable, tidy
from consult.machinery.sandbox import Refused, answer, refuse_document_types

PACKAGE = "consult.machinery.cleaning."
READERS = {
    "docx": ("office_reading", "office_cleaning"),
    "xlsx": ("office_reading", "office_cleaning"),
    "odt": ("open_document", "open_document"),
    "pdf": ("pdf_reading", "pdf_cleaning"),
    "jpg": ("pictures", "pictures"),
    "png": ("pictures", "pictures"),
}
PACKED = ("docx", "xlsx", "odt")


def main() -> int:
    """Answer {"found", "cleaned", "refusal"}, or {"error", "facts"} for a file not to be kept."""
    loaded = [importlib.import_module(PACKAGE + name) for name in READERS[sys.argv[1]]]
    return answer(lambda data: examine(data, sys.argv[1], *loaded))


def examine(data: bytes, ending: str, reader: ModuleType, cleaner: ModuleType) -> dict[str, Any]:
    """Return what was found and, in base64, the clean copy; else why there is none.

    The copy is looked into as well: where anything is left, it is not given. Raises Refused for a
    file that is not to be kept.
    """
    if ending in PACKED:
        _refuse_entities(data)
    found: list[Item] = []
    try:
        found = tidy(reader.look(data))
        cleaned = cleaner.clean(data)
        left = tidy(reader.look(cleaned))
    except Uncleanable as refused:
        return {"found": found, "cleaned": "", "refusal": refused.code}
    except Refused:
        raise
    except Exception:  # noqa: BLE001  whatever a damaged file does to a reader
        return {"found": found, "cleaned": "", "refusal": "damaged"}
    if left:
        return {"found": found, "cleaned": "", "refusal": "left_over"}
    return {"found": found, "cleaned": base64.b64encode(cleaned).decode(), "refusal": ""}


def _refuse_entities(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            refuse_document_types(archive)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise Refused("E_NOT_OOXML", {}) from error


if __name__ == "__main__":
    sys.exit(main())
