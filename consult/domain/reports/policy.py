"""Who sees what in a report: the one table of consent levels, read for an audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, Literal

from consult.domain.reports.document import NO_TEXT, Author, Group, Points, ReportRow
from consult.domain.reports.parts import AttachmentLine, MeetingLine, ParticipantLine
from consult.domain.reports.vocabulary import (
    NOT_SHOWN,
    UNKNOWN,
    Audience,
)
from consult.domain.submissions import levels
from consult.domain.submissions.levels import Fact, Viewer
from consult.domain.submissions.rules import UNLINKED_LEVELS

Reading = Literal["original", "published_layer", "stub"]

VIEWER_OF: Final[dict[Audience, Viewer]] = {
    "organiser": "staff",
    "ministry": "other_ministry",
    "public": "public",
}
"""audience -> viewer of the one table (submissions.levels).

The edition for ministries is one file for all of them, so each reads it as one that does not answer
the comment; whom it answers, a ministry sees in its own inbox and worksheet.
"""
FACT_OF: Final[dict[str, Fact]] = {
    "author_name": "name",
    "organisation": "organisation",
    "author_kind": "kind",
    "region": "region",
    "meeting": "meeting",
    "exact_time": "time",
    "consent": "level",
    "reg_no": "number",
    "verification": "verification",
}
"""field of a row -> fact of the one table."""

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


def shows(field: str, audience: Audience, consent: str) -> bool:
    """Whether a field stands as it was given; an unknown consent level is anonymous.

    What needs a crowd (REQ 117) is not shown: files are compared with other files.
    """
    return levels.treatment(FACT_OF[field], VIEWER_OF[audience], consent) in levels.PLAIN


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
    sees = {field: shows(field, audience, row.consent) for field in FACT_OF}
    placed = _placed(row, audience, is_numbered=sees["reg_no"])
    viewed = _stub(placed) if layer == "stub" else _whole(placed, audience, layer, sees)
    return replace(viewed, counted=_counted(row, viewed.author, audience))


def _whole(
    row: ReportRow, audience: Audience, layer: Reading, sees: Mapping[str, bool]
) -> ReportRow:
    return replace(
        row,
        points=row.redacted if layer == "published_layer" and row.redacted else row.points,
        redacted=None,
        author=_author(row, sees),
        consent=row.consent if sees["consent"] else "withheld",
        received_at=row.received_at if sees["exact_time"] else None,
        meeting=row.meeting if sees["meeting"] else NO_TEXT,
        verification=row.verification if sees["verification"] else "",
        claimed=row.claimed if sees["organisation"] else "",
        group=_group(row.group, audience),
    )


def _counted(row: ReportRow, author: Author, audience: Audience) -> tuple[str, str, str]:
    """By what statistics count a row: organisers count every kind and region, in sums only."""
    author = row.author if audience == "organiser" else author
    return row.reg_no, author.kind, author.region_code


def _placed(row: ReportRow, audience: Audience, *, is_numbered: bool) -> ReportRow:
    """The row under the number and the day that the audience may see; a stub keeps these too."""
    row = row if is_numbered else replace(row, reg_no="")
    by_week = levels.treatment("time", VIEWER_OF[audience], row.consent) == "week"
    return _in_week(row) if by_week else row


def _in_week(row: ReportRow) -> ReportRow:
    """The row with the first day of its week in the place of its day, and no way to count back."""
    monday = row.received_on - timedelta(days=row.received_on.weekday())
    answer = row.answer and replace(row.answer, days_from_receipt=None)
    return replace(row, received_on=monday, week=True, answer=answer)


def view_rows(rows: Iterable[ReportRow], audience: Audience) -> Iterator[ReportRow]:
    """Each row as the audience may see it, in the same order."""
    return (view_row(row, audience) for row in rows)


def view_lines(lines: Iterable[Any], audience: Audience) -> Iterator[Any]:
    """The lines of a frozen list (reports.parts) as the audience may see them, in their order.

    A line of files is left out where the number may not be seen: it would tell which comments came
    together.
    """
    for line in lines:
        if not isinstance(line, AttachmentLine) or shows("reg_no", audience, line.consent):
            yield view_line(line, audience)


def view_line(line: Any, audience: Audience) -> Any:
    """A line of a frozen list (reports.parts) as the audience may see it."""
    if isinstance(line, ParticipantLine):
        return _participant(line, audience)
    if isinstance(line, MeetingLine):
        return _meeting(line, audience)
    return line


def _participant(line: ParticipantLine, audience: Audience) -> ParticipantLine:
    def sees(field: str) -> bool:
        return shows(field, audience, line.consent)

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
    named = tuple(one for one in line.statements if shows("meeting", audience, one.consent))
    return replace(line, name=line.name if audience == "organiser" else "", statements=named)


def _author(row: ReportRow, sees: Mapping[str, bool]) -> Author:
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
    sealed = consent in UNLINKED_LEVELS
    return "name_withheld" if given or sealed else "not_given"


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
        verification="",
        claimed="",
        answer=answer,
        positions=tuple(replace(one, words=NO_TEXT) for one in row.positions),
        decisions=tuple(replace(one, text=NO_TEXT) for one in row.decisions),
        group=_group(row.group, "public"),
    )


def _group(group: Group | None, audience: Audience) -> Group | None:
    """Groups are named by those who answer, for themselves."""
    return group and replace(group, name=group.name if audience != "public" else "")
