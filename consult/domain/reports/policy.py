"""Who sees what in a report: one table of field, audience and consent, and the view it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, Literal

from consult.domain.reports.document import NO_TEXT, Author, Group, Points, ReportRow
from consult.domain.reports.parts import MeetingLine, ParticipantLine
from consult.domain.reports.vocabulary import (
    AUDIENCES,
    NOT_SHOWN,
    UNKNOWN,
    Audience,
)
from consult.domain.submissions.rules import LEVELS

Treatment = Literal["shown", "replaced", "dropped"]
Reading = Literal["original", "published_layer", "stub"]

_LETTERS: Final[dict[str, Treatment]] = {"S": "shown", "R": "replaced", "D": "dropped"}

# One letter a consent level: named, org_only, withheld_public, withheld_ministries, anonymous.
_TABLE: Final[dict[str, tuple[str, str, str]]] = {
    #                organiser  ministry   public
    "author_name": ("SSSRR", "SRSRR", "SRRRR"),
    "organisation": ("SSSRR", "SSSRR", "SSRRR"),
    "author_kind": ("SSSSS", "SSSRR", "SSRRR"),
    "region": ("SSSSS", "SSSRR", "SSRRR"),
    "meeting": ("SSSSS", "SSSDD", "SSDDD"),
    "exact_time": ("SSSDD", "SSDDD", "SSDDD"),
    "consent": ("SSSSS", "SSSRR", "SSRRR"),
}

POLICY: Final[dict[str, dict[Audience, dict[str, Treatment]]]] = {
    field: {
        audience: {
            consent: _LETTERS[letter] for consent, letter in zip(LEVELS, letters, strict=True)
        }
        for audience, letters in zip(AUDIENCES, columns, strict=True)
    }
    for field, columns in _TABLE.items()
}
"""field -> audience -> consent level -> shown, replaced by a code, or dropped."""

READING: Final[dict[Audience, dict[str, Reading]]] = {
    "organiser": {},
    "ministry": {
        "published": "published_layer",
        "published_redacted": "published_layer",
        "received": "published_layer",
        "withheld": "published_layer",
    },
    "public": {"published": "published_layer", "published_redacted": "published_layer"},
}
"""audience -> publication -> which layer of the text; organisers read the original, and what is
not named is a stub: number, day and ground (D-18, I-16)."""

_NOTHING: Final = Points()


def treatment(field: str, audience: Audience, consent: str) -> Treatment:
    """What happens to a field; a consent level that is not known is treated as anonymous."""
    levels = POLICY[field][audience]
    return levels.get(consent, levels["anonymous"])


def reading(row: ReportRow, audience: Audience) -> Reading:
    """Which layer of the texts the audience reads; a redaction that is lost leaves a stub."""
    if audience == "organiser":
        return "original"
    layer = READING[audience].get(row.publication, "stub")
    if row.publication == "published_redacted" and row.redacted is None:
        return "stub"
    return layer


def is_stub(row: ReportRow) -> bool:
    """Whether a viewed row stands only for its number, day and ground."""
    return row.author.display == "stub"


def view_row(row: ReportRow, audience: Audience) -> ReportRow:
    """The row as the audience may see it; every export and every statistic reads only this."""
    layer = reading(row, audience)
    if layer == "stub":
        return _stub(row)
    sees = {field: treatment(field, audience, row.consent) == "shown" for field in POLICY}
    return replace(
        row,
        points=row.redacted if layer == "published_layer" and row.redacted else row.points,
        redacted=None,
        author=_author(row, sees),
        consent=row.consent if sees["consent"] else "withheld",
        received_at=row.received_at if sees["exact_time"] else None,
        meeting=row.meeting if sees["meeting"] else NO_TEXT,
        group=_group(row.group, audience),
    )


def view_rows(rows: Iterable[ReportRow], audience: Audience) -> Iterator[ReportRow]:
    """Each row as the audience may see it, in the same order."""
    return (view_row(row, audience) for row in rows)


def view_line(line: Any, audience: Audience) -> Any:
    """A line of a frozen list (reports.parts) as the audience may see it."""
    if isinstance(line, ParticipantLine):
        return _participant(line, audience)
    if isinstance(line, MeetingLine):
        return _meeting(line, audience)
    return line


def _participant(line: ParticipantLine, audience: Audience) -> ParticipantLine:
    def sees(field: str) -> bool:
        return treatment(field, audience, line.consent) == "shown"

    name = line.name if sees("author_name") else ""
    organisation = line.organisation if sees("organisation") else NO_TEXT
    return replace(
        line,
        name=name,
        organisation=organisation,
        kind=(line.kind or UNKNOWN) if sees("author_kind") else NOT_SHOWN,
        region_code=(line.region_code or UNKNOWN) if sees("region") else NOT_SHOWN,
        region_name=line.region_name if sees("region") else NO_TEXT,
        consent=line.consent if sees("consent") else "withheld",
        display=_shown_as(
            line.consent,
            given=bool(line.name or line.organisation),
            shown=bool(name or organisation),
        ),
    )


def _meeting(line: MeetingLine, audience: Audience) -> MeetingLine:
    """Who may not be recognised is counted and not named; the record's name may be a file's."""
    named = tuple(
        one for one in line.statements if treatment("meeting", audience, one.consent) == "shown"
    )
    return replace(line, name=line.name if audience == "organiser" else "", statements=named)


def _author(row: ReportRow, sees: dict[str, bool]) -> Author:
    author = row.author
    name = author.name if sees["author_name"] else ""
    organisation = author.organisation if sees["organisation"] else NO_TEXT
    return Author(
        name=name,
        organisation=organisation,
        kind=(author.kind or UNKNOWN) if sees["author_kind"] else NOT_SHOWN,
        region_code=(author.region_code or UNKNOWN) if sees["region"] else NOT_SHOWN,
        region_name=author.region_name if sees["region"] else NO_TEXT,
        display=_shown_as(
            row.consent,
            given=bool(author.name or author.organisation),
            shown=bool(name or organisation),
        ),
    )


def _shown_as(consent: str, *, given: bool, shown: bool) -> str:
    if shown:
        return "shown"
    if consent == "anonymous":
        return "anonymous"
    return "name_withheld" if given else "not_given"


def _stub(row: ReportRow) -> ReportRow:
    hidden = Author(kind=NOT_SHOWN, region_code=NOT_SHOWN, display="stub")
    answer = row.answer and replace(
        row.answer,
        reasons=NO_TEXT,
        part_accepted=NO_TEXT,
        change_text=NO_TEXT,
        passed_to=NO_TEXT,
        duplicate_of="",
    )
    return replace(
        row,
        points=_NOTHING,
        redacted=None,
        author=hidden,
        consent="withheld",
        received_at=None,
        meeting=NO_TEXT,
        answer=answer,
        positions=tuple(replace(one, words=NO_TEXT) for one in row.positions),
        decisions=tuple(replace(one, text=NO_TEXT) for one in row.decisions),
        group=_group(row.group, "public"),
    )


def _group(group: Group | None, audience: Audience) -> Group | None:
    """Groups are named by those who answer, for themselves."""
    return group and replace(group, name=group.name if audience != "public" else "")
