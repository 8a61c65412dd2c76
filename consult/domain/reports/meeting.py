"""The minutes of one meeting as pages and files print them: facts, people, numbered proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from consult.domain.reports.document import NO_TEXT, ReportRow
from consult.kernel.localised import LocalisedText


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda: a section of the plan, or words of its own; `at` is local time."""

    section_number: str = ""
    title: LocalisedText = NO_TEXT
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One statement of the meeting under its number in the minutes.

    `state` is shown, waiting (not checked by moderation yet), withheld, spam or withdrawn; only a
    shown one has words. `at` is empty for whoever may not be recognised: there the item of the
    agenda is as near as it gets. `row` is the viewed row of the public edition, `notes` are what
    was clarified after those present had checked the draft.
    """

    number: int
    code: str
    state: str
    section_number: str = ""
    source: str = ""
    ground: str = ""
    at: datetime | None = None
    read_back: bool = False
    row: ReportRow | None = None
    has_page: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """What was said under one item of the agenda."""

    item: Item
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody present who agreed to be named."""

    name: str
    organisation: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class People:
    """Who came: those named, how many others, or numbers by category only (D-12)."""

    kind: str = "named"
    total: int = 0
    named: tuple[Person, ...] = ()
    others: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    invited: int | None = None
    registered: int | None = None
    announced: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the meeting decided about one comment."""

    code: str
    decision: str
    disposition: str = ""
    text: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class Check:
    """How those present checked the draft."""

    asked: int = 0
    agreed: int = 0
    taken: int = 0
    declined: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that the minutes of a meeting say; sentences are made by whoever prints them.

    `day` is the local day, on which the name of the region is valid (I-24).
    """

    reference: str
    slug: str
    consultation: LocalisedText
    title: LocalisedText
    level: str
    format: str
    day: date
    starts_at: datetime
    ends_at: datetime
    zone: str
    region_code: str
    region: LocalisedText = NO_TEXT
    city: LocalisedText = NO_TEXT
    venue: LocalisedText = NO_TEXT
    organisers: tuple[LocalisedText, ...] = ()
    partners: tuple[LocalisedText, ...] = ()
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    accessibility: LocalisedText = NO_TEXT
    agenda: tuple[Item, ...] = ()
    people: People = field(default_factory=People)
    course: tuple[Course, ...] = ()
    written: tuple[Proposal, ...] = ()
    decided: tuple[Decided, ...] = ()
    opening: LocalisedText = NO_TEXT
    course_words: LocalisedText = NO_TEXT
    decisions: LocalisedText = NO_TEXT
    notes: tuple[str, ...] = ()
    chair: str = ""
    secretary: str = ""
    state: str = "draft"
    check: Check = field(default_factory=Check)
    published_at: datetime | None = None

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every proposal by its number: what was said, then what was written in the room."""
        return (*(one for part in self.course for one in part.proposals), *self.written)

    @property
    def waiting(self) -> int:
        """Proposals that moderation has not checked yet."""
        return sum(one.state == "waiting" for one in self.proposals)

    @property
    def counted(self) -> Mapping[str, int]:
        """Proposals by their state; the sum is the number of statements."""
        found: dict[str, int] = {}
        for one in self.proposals:
            found[one.state] = found.get(one.state, 0) + 1
        return found

    def words(self) -> Iterator[LocalisedText]:
        """Texts that people wrote around the record, in which a name could stand."""
        yield from (self.title, self.venue, self.opening, self.course_words, self.decisions)
        yield from (item.title for item in self.agenda)
        yield from (one.text for one in self.decided)
