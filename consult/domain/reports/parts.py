"""The frozen lists of a report beside its rows: changes, recommendations, meetings and so on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson

from consult.kernel.localised import LocalisedText

NO_TEXT: Final = LocalisedText()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a measure (or the title of a section) before and after."""

    field: str
    before: LocalisedText = NO_TEXT
    after: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference between the version discussed and the one after it, in the order of the plan.

    `number` counts the changes of the newer version; numbers of measures are those before and
    after (a split has several after). `codes` are the comments that caused it, `cause` is comments,
    own_initiative, agreed, or empty while nobody has said.
    """

    number: int
    kind: str
    fields: tuple[FieldChange, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    section_number: str = ""
    cause: str = ""
    explanation: LocalisedText = NO_TEXT
    codes: tuple[str, ...] = ()
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation of the registers that the plan answers, and what became of it.

    `measures` are numbers of the version discussed; `outcomes` pairs of an outcome and how many
    comments on these measures had it; `permanent` says that they have permanent deadlines only.
    """

    mechanism: str
    cycle: str
    paragraph: str
    text: LocalisedText = NO_TEXT
    states: tuple[str, ...] = ()
    position: str = "pending"
    themes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    comments: int = 0
    answered: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A comment made at a meeting, and how far its author may be recognised."""

    code: str
    consent: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A round table: its day, region and the comments that were made there.

    `name` is what its record is called; it is for the organisers, for it may name a file. Reports
    of before round tables had pages know neither `title` nor `reference` nor `attended`.
    """

    name: str
    held_on: date
    region_code: str = ""
    region_name: LocalisedText = NO_TEXT
    count: int = 0
    statements: tuple[Statement, ...] = ()
    title: LocalisedText = NO_TEXT
    reference: str = ""
    attended: int | None = None


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """Who took part: submissions of one author under one consent level."""

    name: str = ""
    organisation: LocalisedText = NO_TEXT
    kind: str = ""
    region_code: str = ""
    region_name: LocalisedText = NO_TEXT
    consent: str = "anonymous"
    display: str = "shown"
    submissions: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """How many files came with a submission, under the codes of its comments.

    Reports of before levels were in force know no `consent`; it is taken for anonymous.
    """

    reg_no: str
    codes: tuple[str, ...] = ()
    count: int = 0
    consent: str = ""


@dataclass(frozen=True, slots=True)
class BareMeasureLine:
    """A measure of the version discussed that names no recommendation (I-21)."""

    number: str
    text: LocalisedText = NO_TEXT


Line = (
    ChangeLine
    | RecommendationLine
    | MeetingLine
    | ParticipantLine
    | AttachmentLine
    | BareMeasureLine
)
PARTS: Final = (
    "attachments",
    "changes",
    "meetings",
    "participants",
    "recommendations",
    "unrelated_measures",
)
"""The names of the lists, in the order in which they are counted into the checksum."""


_LATER: Final = b',"title":{"kk":"","ru":"","en":""},"reference":"","attended":null}'
"""How a meeting ends that has nothing of what lines of earlier reports could not have."""
_NO_CONSENT: Final = b',"consent":""}'
"""How a line of files of an earlier report ends."""


def canonical_line(part: str, line: Line) -> bytes:
    """Return a line of a list as the bytes that are counted into the checksum after the rows.

    What lines of earlier reports lack is left out where it is empty, so their checksums still hold.
    """
    data = orjson.dumps(line)
    if part == "meetings" and data.endswith(_LATER):
        data = data[: -len(_LATER)] + b"}"
    if part == "attachments" and data.endswith(_NO_CONSENT):
        data = data[: -len(_NO_CONSENT)] + b"}"
    return part.encode() + b"\t" + data + b"\n"


def _texts(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**raw, **{name: LocalisedText.of(raw.get(name)) for name in names}}


def _tuples(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**raw, **{name: tuple(raw.get(name, ())) for name in names}}


def _change(raw: dict[str, Any]) -> ChangeLine:
    values = _tuples(_texts(raw, "explanation"), "before", "after", "codes")
    values["fields"] = tuple(
        FieldChange(**_texts(item, "before", "after")) for item in raw.get("fields", ())
    )
    return ChangeLine(**values)


def _recommendation(raw: dict[str, Any]) -> RecommendationLine:
    values = _tuples(_texts(raw, "text"), "states", "themes", "measures")
    values["outcomes"] = tuple((code, count) for code, count in raw.get("outcomes", ()))
    return RecommendationLine(**values)


def _meeting(raw: dict[str, Any]) -> MeetingLine:
    values = _texts(raw, "region_name", "title")
    values["held_on"] = date.fromisoformat(raw["held_on"])
    values["statements"] = tuple(Statement(**item) for item in raw.get("statements", ()))
    return MeetingLine(**values)


def _participant(raw: dict[str, Any]) -> ParticipantLine:
    return ParticipantLine(**_texts(raw, "organisation", "region_name"))


def _attachment(raw: dict[str, Any]) -> AttachmentLine:
    return AttachmentLine(**_tuples(raw, "codes"))


def _bare_measure(raw: dict[str, Any]) -> BareMeasureLine:
    return BareMeasureLine(**_texts(raw, "text"))


_READERS: Final = {
    "changes": _change,
    "recommendations": _recommendation,
    "meetings": _meeting,
    "participants": _participant,
    "attachments": _attachment,
    "unrelated_measures": _bare_measure,
}


def line_from_json(part: str, raw: dict[str, Any]) -> Any:
    """Rebuild a line of a list from what `orjson.dumps(line)` wrote; raises KeyError, TypeError."""
    return _READERS[part](raw)
