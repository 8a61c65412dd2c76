"""Reading a prepared list of changes with their causes: JSON in, rows and findings out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.domain.changes.rules import KINDS
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, clean_text

ORIGINS = {
    "comments": "comments",
    "own initiative": "own_initiative",
    "own_initiative": "own_initiative",
    "inter-agency": "agreed",
    "agreed": "agreed",
}
FOLLOWS = "consequence of "
MOST_CHANGES = 5_000
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class CauseRow:
    """A change as the list names it: kind, numbers before and after, and why it was made.

    `cause` is empty for what only follows from another change, such as a new number.
    """

    row: int
    id: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    section: str
    cause: str
    comments: tuple[str, ...]
    explanation: LocalisedText


@dataclass(frozen=True)
class CauseFile:
    """The rows of a list of causes and the findings about it."""

    rows: tuple[CauseRow, ...]
    findings: tuple[Finding, ...]


def read_causes(data: bytes, filename: str) -> CauseFile:
    """Return the changes of a list with their causes; rows with errors are left out and named.

    The list is an object with `changes`: id, kind, v1, v2, origin, comment_codes, explanation.
    """
    entries = _entries(data)
    if entries is None:
        return CauseFile((), (Finding(Level.ERROR, "E_CAUSES_LAYOUT", filename),))
    rows, findings = [], []
    for place, entry in enumerate(entries, start=1):
        faults = list(_faults(entry, place, filename))
        findings += faults
        if not faults:
            rows.append(_row(entry, place))
    return CauseFile(tuple(rows), (*findings, *_repeated(rows, filename)))


def _entries(data: bytes) -> list[Any] | None:
    if len(data) > MOST_BYTES:
        return None
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    entries = read.get("changes") if isinstance(read, dict) else None
    return entries if isinstance(entries, list) and len(entries) <= MOST_CHANGES else None


def _faults(entry: Any, place: int, filename: str) -> Iterator[Finding]:
    def fault(code: str, **facts: object) -> Finding:
        return Finding(Level.ERROR, code, filename, row=place, facts=facts)

    if not isinstance(entry, dict) or not _texts_only(entry):
        yield fault("E_CAUSES_ENTRY")
        return
    kind = entry.get("kind")
    if kind not in KINDS:
        yield fault("E_CAUSES_KIND", value=str(kind), allowed=", ".join(KINDS))
    strange = [one for one in entry.get("origin") or () if not _is_origin(one)]
    for value in strange:
        yield fault("E_CAUSES_ORIGIN", value=str(value), allowed=", ".join(ORIGINS))


def _texts_only(entry: Mapping[str, Any]) -> bool:
    """Whether lists hold texts, and the explanation texts by language."""
    lists = (entry.get(name) or [] for name in ("v2", "origin", "comment_codes"))
    numbers = isinstance(entry.get("v1"), str | list | None)
    words = entry.get("explanation") or {}
    return (
        numbers
        and all(isinstance(one, list) and all(isinstance(x, str) for x in one) for one in lists)
        and isinstance(words, dict)
        and all(code in LANGUAGES and isinstance(text, str) for code, text in words.items())
    )


def _is_origin(value: str) -> bool:
    return value in ORIGINS or value.startswith(FOLLOWS)


def _row(entry: Mapping[str, Any], place: int) -> CauseRow:
    before = entry.get("v1") or []
    words = entry.get("explanation") or {}
    return CauseRow(
        row=place,
        id=clean_line(str(entry.get("id") or "")),
        kind=entry["kind"],
        before=_clean([before] if isinstance(before, str) else before),
        after=_clean(entry.get("v2") or ()),
        section=clean_line(str(entry.get("section") or "")),
        cause=_cause(entry.get("origin") or ()),
        comments=_clean(entry.get("comment_codes") or ()),
        explanation=LocalisedText.of({code: clean_text(text) for code, text in words.items()}),
    )


def _clean(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean_line(str(value)) for value in values))


def _cause(origins: Sequence[str]) -> str:
    """Return the cause; comments stand before what else is named with them."""
    causes = [ORIGINS[origin] for origin in origins if origin in ORIGINS]
    return "comments" if "comments" in causes else next(iter(causes), "")


def _repeated(rows: Sequence[CauseRow], filename: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in rows:
        if row.id and row.id in seen:
            facts = {"value": row.id}
            yield Finding(Level.ERROR, "E_CAUSES_TWICE", filename, row=row.row, facts=facts)
        seen.add(row.id)
