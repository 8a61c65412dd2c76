"""What a writer says before it is registered: points, the author, their flaws (pure)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any

from consult.domain.people.regions import PLACES, all_regions
from consult.domain.submissions.receipts import holds_code
from consult.domain.submissions.rules import (
    AUTHOR_KINDS,
    EMAIL_LENGTH,
    KINDS,
    LEVELS,
    MEASURE_FIELDS,
    NAME_LENGTH,
    POINTS_LIMIT,
    TARGETS,
    TEXT_LIMIT,
    TEXT_LIMIT_BYTES,
)
from consult.kernel.errors import ConsultError
from consult.kernel.localised import LANGUAGES
from consult.kernel.text import clean_line, clean_text, is_blank

BODIES = ("text", "proposed_wording", "rationale")
EMAIL = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+")
TARGET_CODE = re.compile(r"(plan)|(section):([^:]{1,40})|(measure):([^:]{1,40})(?::(\w{1,40}))?")


@dataclass(frozen=True)
class Target:
    """What a point is about: the whole plan, a section or a measure by number, or a field of it.

    Its code is `plan`, `section:2`, `measure:2.1` or `measure:2.1:deadline`.
    """

    type: str
    number: str = ""
    field: str = ""

    @property
    def code(self) -> str:
        """The target in one word, for addresses and forms."""
        kind = "measure" if self.type == "field" else self.type
        return ":".join(part for part in (kind, self.number, self.field) if part)


@dataclass(frozen=True)
class Point:
    """One point: its target, kind, language and words; `place` is its number when that is given."""

    target: Target
    kind: str
    language: str
    text: str
    proposed_wording: str = ""
    rationale: str = ""
    place: int | None = None
    code: str = ""
    external_id: str = ""


@dataclass(frozen=True)
class About:
    """Who speaks and how their name may be used. Contact data never leaves this and the row."""

    author_kind: str
    level: str
    author_name: str = ""
    organisation_id: uuid.UUID | None = None
    organisation_name: str = ""
    cosigners: str = ""
    region_code: str = "unknown"
    contact_email: str = ""
    privacy_notice_version: str = ""
    language: str = "ru"
    user_id: uuid.UUID | None = None
    verification: str = "unverified"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: the field, a code for the sentence and its facts."""

    field: str
    code: str
    facts: Mapping[str, Any] = filled(default_factory=dict)


class Flawed(ConsultError):
    """What was sent cannot be registered; facts: flaws, a list of Flaw."""

    code = "flawed"


def read_target(code: str) -> Target | None:
    """Return the target that a code names, or None when it names none."""
    match = TARGET_CODE.fullmatch(clean_line(code))
    if match is None:
        return None
    plan, section, section_number, _measure, number, measure_field = match.groups()
    if plan:
        return Target("plan")
    if section:
        return Target("section", section_number)
    if measure_field and measure_field not in MEASURE_FIELDS:
        return None
    return Target("field" if measure_field else "measure", number, measure_field or "")


def read_point(typed: Mapping[str, Any]) -> Point:
    """Return a point from what was typed (a form or a draft), normalised; see flaws_of_point."""
    target = read_target(str(typed.get("target", ""))) or Target("")
    return Point(
        target=target,
        kind=str(typed.get("kind", "")),
        language=str(typed.get("language", "")),
        text=clean_text(str(typed.get("text", ""))),
        proposed_wording=clean_text(str(typed.get("proposed_wording", ""))),
        rationale=clean_text(str(typed.get("rationale", ""))),
    )


def flaws_of_point(point: Point) -> Iterator[Flaw]:
    """Yield what is wrong with a point: a code that is unknown, no words, too many of them."""
    closed = (
        ("target", point.target.type, TARGETS),
        ("kind", point.kind, KINDS),
        ("language", point.language, LANGUAGES),
    )
    for name, value, allowed in closed:
        if value not in allowed:
            yield Flaw(name, "not_chosen")
    if is_blank(point.text):
        yield Flaw("text", "empty")
    for name in BODIES:
        words: str = getattr(point, name)
        over = max(len(words) - TEXT_LIMIT, 0)
        if over or len(words.encode()) > TEXT_LIMIT_BYTES:
            yield Flaw(name, "too_long", {"over": over, "most": TEXT_LIMIT})
        if holds_code(words):
            yield Flaw(name, "holds_code")


def flaws_of_points(points: Sequence[Point]) -> Iterator[Flaw]:
    """Yield what is wrong with all points of a submission."""
    if not points:
        yield Flaw("points", "no_points")
    if len(points) > POINTS_LIMIT:
        yield Flaw("points", "too_many_points", {"most": POINTS_LIMIT})
    for point in points:
        yield from flaws_of_point(point)


def flaws_of_about(about: About, offered: Sequence[str] = LEVELS) -> Iterator[Flaw]:
    """Yield what is wrong with the author's facts; `offered` are the levels that may be chosen."""
    closed = (
        ("author_kind", about.author_kind, AUTHOR_KINDS),
        ("level", about.level, offered),
        ("region_code", about.region_code, (*PLACES, *all_regions())),
    )
    for name, value, allowed in closed:
        if value not in allowed:
            yield Flaw(name, "not_chosen")
    yield from _name_flaws(about)
    if about.contact_email and not _is_address(about.contact_email):
        yield Flaw("contact_email", "not_an_address")


def _name_flaws(about: About) -> Iterator[Flaw]:
    organisation = about.organisation_id or not is_blank(about.organisation_name)
    if about.author_kind == "organisation" and not organisation and about.level != "anonymous":
        yield Flaw("organisation_name", "organisation_missing")
    if about.author_kind == "joint" and is_blank(about.cosigners) and about.level != "anonymous":
        yield Flaw("cosigners", "cosigners_missing")
    if about.level == "named" and not organisation and is_blank(about.author_name):
        yield Flaw("author_name", "name_missing")
    if about.level == "org_only" and not organisation and about.author_kind == "individual":
        yield Flaw("level", "no_organisation_to_show")
    for name in ("author_name", "organisation_name"):
        if len(getattr(about, name)) > NAME_LENGTH:
            yield Flaw(name, "too_long", {"most": NAME_LENGTH})


def _is_address(text: str) -> bool:
    return len(text) <= EMAIL_LENGTH and EMAIL.fullmatch(text) is not None
