"""What was found in files to be sent, in whole sentences, and what becomes of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.submissions.attachments import checks_of, hides, neutral_name
from consult.domain.submissions.file_models import FileCheck
from consult.machinery.cleaning.examining import ACTIVE
from consult.machinery.files import StoredFile

FIRST = (
    *("author", "last_editor", "company", "manager", "place", "comment_author", "change_author"),
    *("path", "script", "launch", "embedded_file", "hidden_sheet", "signature", "device"),
)
"""What is told first: persons and places, then what the file could do."""
ALONE: dict[str, Any] = {
    "preview": _l("A small picture of the first page or of the photo"),
    "printer": _l("Settings of a printer"),
    "xmp": _l("A block with facts about the file (XMP)"),
    "exif": _l("Facts that the camera wrote (EXIF)"),
    "iptc": _l("Facts that a picture editor wrote (IPTC)"),
    "second_picture": _l("A second picture inside the photo"),
    "colour_profile": _l("A colour profile of the device"),
    "signature": _l("A digital signature"),
    "place": _l("The place where the photo was taken"),
}
NAMED: dict[str, Callable[[str], str]] = {
    "author": lambda v: _("Author: %(value)s", value=v),
    "last_editor": lambda v: _("Last changed by: %(value)s", value=v),
    "company": lambda v: _("Company: %(value)s", value=v),
    "manager": lambda v: _("Manager: %(value)s", value=v),
    "title": lambda v: _("Title or subject kept in the file: %(value)s", value=v),
    "description": lambda v: _("Description kept in the file: %(value)s", value=v),
    "keywords": lambda v: _("Keywords kept in the file: %(value)s", value=v),
    "comment": lambda v: _("Remark kept in the file: %(value)s", value=v),
    "created_at": lambda v: _("Made at: %(value)s", value=v),
    "changed_at": lambda v: _("Changed at: %(value)s", value=v),
    "printed_at": lambda v: _("Printed at: %(value)s", value=v),
    "taken_at": lambda v: _("Photo taken at: %(value)s", value=v),
    "place": lambda v: _("Place of the photo: %(value)s", value=v),
    "device": lambda v: _("Device: %(value)s", value=v),
    "program": lambda v: _("Program: %(value)s", value=v),
    "template": lambda v: _("Template: %(value)s", value=v),
    "path": lambda v: _("Folder on your computer: %(value)s", value=v),
    "printer": lambda v: _("Printer: %(value)s", value=v),
    "comment_author": lambda v: _("Comments in the margin by: %(value)s", value=v),
    "change_author": lambda v: _("Tracked changes by: %(value)s", value=v),
    "signature": lambda v: _("Signed digitally by: %(value)s", value=v),
    "revision_ids": lambda v: _("Marks of %(value)s editing sessions", value=v),
    "revisions": lambda v: _("Number of times it was saved: %(value)s", value=v),
    "editing_minutes": lambda v: _("Time spent on editing: %(value)s", value=v),
    "document_id": lambda v: _("Number that identifies the file: %(value)s", value=v),
    "custom_property": lambda v: _("Further property: %(value)s", value=v),
    "hidden_sheet": lambda v: _("Hidden sheet, which becomes visible: %(value)s", value=v),
    "outside_link": lambda v: _("Link to another file: %(value)s", value=v),
    "embedded_file": lambda v: _("File inside the file: %(value)s", value=v),
    "script": lambda v: _("Program code inside the file: %(value)s", value=v),
    "launch": lambda v: _("Starts something when it is opened: %(value)s", value=v),
    "foreign_picture": lambda v: _(
        "Picture in a format that cannot be cleaned: %(value)s", value=v
    ),
}
WHY: dict[str, Any] = {
    "foreign_part": _l("It holds something that this service does not know."),
    "foreign_picture": _l("It holds a picture in a format that this service does not know."),
    "too_slow": _l("It took too long to look into it."),
    "left_over": _l("Something would have been left in it."),
}
DAMAGED = _l("It is damaged, or it is built in a way that this service does not know.")


@dataclass(frozen=True)
class Shown:
    """A file to be sent as its page shows it.

    `fate` says what becomes of what was found: hidden, forced, clean, open, plain, and, without a
    clean copy, stuck (it cannot be sent so) or raw (it is sent as it is).
    """

    id: uuid.UUID
    name: str
    size: int
    fate: str
    sent_as: str
    found: tuple[str, ...]
    why: str


def shown(files: Sequence[StoredFile], level: str = "") -> list[Shown]:
    """Return the files of a draft with what was found, at the level chosen so far; one query."""
    checks = checks_of([file.id for file in files])
    return [_shown(file, checks.get(file.id), place, level) for place, file in enumerate(files, 1)]


def _shown(file: StoredFile, check: FileCheck | None, place: int, level: str) -> Shown:
    hidden = bool(level) and hides(level)
    pairs = [(item["kind"], item["value"]) for item in check.found] if check else []
    is_cleaned = check is not None and check.cleaned_id is not None
    return Shown(
        id=file.id,
        name=file.name,
        size=file.size,
        fate=_fate(check, hidden=hidden, kinds={kind for kind, _value in pairs}),
        sent_as=neutral_name(file.name, place) if hidden else "",
        found=tuple(_sentence(kind, value) for kind, value in sorted(pairs, key=_rank)),
        why="" if is_cleaned else str(WHY.get(check.refusal if check else "", DAMAGED)),
    )


def _rank(pair: tuple[str, str]) -> int:
    return FIRST.index(pair[0]) if pair[0] in FIRST else len(FIRST)


def _fate(check: FileCheck | None, *, hidden: bool, kinds: set[str]) -> str:
    if check is None or check.cleaned_id is None:
        return "stuck" if hidden else "raw"
    if hidden:
        return "hidden"
    if kinds & ACTIVE:
        return "forced"
    if not kinds:
        return "plain"
    return "clean" if check.wants_clean else "open"


def _sentence(kind: str, value: str) -> str:
    if value == "1" and kind in ALONE:
        return str(ALONE[kind])
    known = NAMED.get(kind)
    return known(value) if known else str(ALONE.get(kind, value))
