"""What a consolidated report holds: frozen rows and a head, in codes and texts, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson

from consult.domain.reports.process import Process
from consult.kernel.localised import LocalisedText

NO_TEXT = LocalisedText()


@dataclass(frozen=True, slots=True)
class Target:
    """What a comment is about, as it was worded in the version discussed.

    `type` is measure, field, section or plan; `field` names the field of a measure. Orders are
    those of the plan and sort the rows; numbers are printed as published ("2.10").
    """

    type: str
    field: str = ""
    measure_number: str = ""
    measure_order: int = 0
    section_number: str = ""
    section_order: int = 0
    section_title: LocalisedText = NO_TEXT
    title: LocalisedText = NO_TEXT
    wording: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class Author:
    """Who speaks: `display` is shown, name_withheld, anonymous or not_given.

    `kind` is the kind of organisation or "individual"; `region_name` is the one valid on the day
    of receipt (I-24). Contact data has no place here (I-19).
    """

    name: str = ""
    organisation: LocalisedText = NO_TEXT
    kind: str = ""
    region_code: str = ""
    region_name: LocalisedText = NO_TEXT
    display: str = "shown"


@dataclass(frozen=True, slots=True)
class Points:
    """The three texts of a comment: what it says, the wording it proposes, and why."""

    text: str = ""
    proposed_wording: str = ""
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The approved position of a body; working days are counted by the calendar of that year."""

    disposition: str
    reasons: LocalisedText = NO_TEXT
    ground: str = ""
    body_code: str = ""
    body_name: LocalisedText = NO_TEXT
    signer_post: LocalisedText = NO_TEXT
    approved_at: datetime | None = None
    part_accepted: LocalisedText = NO_TEXT
    change_text: LocalisedText = NO_TEXT
    change_measure: str = ""
    covered_by: str = ""
    duplicate_of: str = ""
    passed_to: LocalisedText = NO_TEXT
    days_from_close: int | None = None
    days_from_receipt: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRef:
    """A change that a comment caused: its number, and the measures it left in the next version."""

    number: int
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """What another body says to the answer: its stance is agree, dissent or supplement."""

    body_code: str
    stance: str
    body_name: LocalisedText = NO_TEXT
    words: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class Group:
    """A group of like comments with one shared answer; its name is for those who answer."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the national round table of a day decided: the answer stands, is changed, is returned.

    `disposition` is the result decided on when the answer is to be changed; `carried` tells whether
    the approved answer says so.
    """

    day: date
    decision: str
    disposition: str = ""
    text: LocalisedText = NO_TEXT
    carried: bool = True


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One comment with its author, target and answer.

    Rows come in the order of the table: the whole plan first, then by section and measure, then
    by receipt; `position` counts them from 1. `received_on` is the local day of receipt.
    `recommendations` are keys of the measure, `changes` those that the comment caused, and
    `promised_version` the version in which an accepted change is still to come.
    `redacted` holds the published layer when it differs from the original (I-6); after
    `policy.view_row` it is empty and `points` is what the audience may read. A viewed row may name
    the first day of a `week` in the place of the day; `counted` holds the number, kind and region
    by which statistics for this audience count it, and no file prints it. `verification` says how
    far the sender is known, `claimed` what is known of the right to an organisation's name.
    """

    position: int
    comment_code: str
    reg_no: str
    received_on: date
    target: Target
    kind: str
    language: str
    points: Points
    author: Author
    consent: str
    publication: str
    channel: str = ""
    received_at: datetime | None = None
    late: bool = False
    meeting: LocalisedText = NO_TEXT
    redacted: Points | None = None
    ground: str = ""
    answer: Answer | None = None
    themes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    changes: tuple[ChangeRef, ...] = ()
    positions: tuple[Position, ...] = ()
    group: Group | None = None
    promised_version: int | None = None
    decisions: tuple[Decision, ...] = ()
    week: bool = False
    counted: tuple[str, str, str] | None = None
    verification: str = ""
    claimed: str = ""

    @property
    def outcome(self) -> str:
        """The disposition, or withdrawn, spam or unanswered when there is none (I-8, I-14)."""
        if self.answer is not None:
            return self.answer.disposition
        return self.publication if self.publication in ("withdrawn", "spam") else "unanswered"


_LATER: Final = (
    b',"verification":"","claimed":""}',
    b',"week":false,"counted":null}',
    b',"decisions":[]}',
    b',"recommendations":[],"changes":[],"positions":[],"group":null,"promised_version":null}',
)
"""How a row ends that has nothing of what rows of earlier reports could not have, newest first."""


def canonical(row: ReportRow) -> bytes:
    """Return a row as the bytes that are stored and counted into the checksum.

    What rows of earlier reports lack is left out where it is empty, so their checksums still hold.
    """
    data = orjson.dumps(row)
    for ending in _LATER:
        if not data.endswith(ending):
            return data
        data = data[: -len(ending)] + b"}"
    return data


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of the plan discussed, in the order of the plan."""

    number: str
    order: int
    section_number: str
    section_order: int = 0
    section_title: LocalisedText = NO_TEXT
    title: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class Completeness:
    """Where every comment received has gone; the parts add up to `received`.

    Spam keeps its number and is counted, and is the only part that is not listed in the rows.
    """

    received: int = 0
    shown: int = 0
    waiting: int = 0
    withheld: int = 0
    withdrawn: int = 0
    duplicates: int = 0
    spam: int = 0

    @property
    def listed(self) -> int:
        """How many rows the report has."""
        return self.shown + self.waiting + self.withheld + self.withdrawn + self.duplicates

    @property
    def balances(self) -> bool:
        """Whether nothing is lost and nothing is counted twice."""
        return self.received == self.listed + self.spam


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What stands on the cover and what the rates are computed against.

    `zone` is the zone of the consultation; `checksum` is that of the frozen rows. Numbers of
    measures and recommendations are None when the plan has no such register. `roots` are those of
    the closed trees of receipts, `log_head` is the number and hash of the log's last event.
    """

    number: int
    state: str
    slug: str
    consultation: LocalisedText
    as_of: datetime
    zone: str
    opens_at: datetime
    closes_at: datetime
    rows: int
    checksum: str
    plan: LocalisedText = NO_TEXT
    version: LocalisedText = NO_TEXT
    next_version: LocalisedText = NO_TEXT
    answers_due: date | None = None
    organisers: tuple[LocalisedText, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    measures_changed: int | None = None
    recommendations_supported: int | None = None
    recommendations_covered: int | None = None
    public_url: str = ""
    complaints: LocalisedText = NO_TEXT
    executor: str = ""
    signer_post: LocalisedText = NO_TEXT
    signer_name: str = ""
    completeness: Completeness | None = None
    override_by: str = ""
    override_reason: str = ""
    promises: tuple[str, ...] = ()
    uncaused: tuple[str, ...] = ()
    process: Process | None = None
    undone: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    log_head: str = ""
