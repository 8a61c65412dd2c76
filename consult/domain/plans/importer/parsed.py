"""What the plan importer hands over: a plan in one to three languages, with findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.kernel.findings import Finding, blocked

Interval = tuple[date | None, date | None]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class SourceFile:
    """One uploaded file; mapping (field to column from 1) and sheet are answers of the user.

    accepted holds the codes of questions that the user has answered with yes; tracked changes are
    answered with one of the codes in `consult.machinery.tables.TRACKED`.
    """

    name: str
    data: bytes
    mapping: Mapping[str, int] | None = None
    sheet: str | None = None
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deadline:
    """A deadline (P-7): intervals with open ends as None, recurrence, and the code of a doubt."""

    intervals: tuple[Interval, ...] = ()
    recurrence: str = "none"
    flag: str = ""


@dataclass(frozen=True)
class Executor:
    """A responsible body (P-8): code when known, words as printed, lead, co or by_agreement."""

    code: str | None
    printed: str
    role: str


@dataclass(frozen=True)
class ParsedBody:
    """A responsible body of a joined measure: code, role, printed words by language."""

    code: str | None
    role: str
    printed: Texts


@dataclass(frozen=True)
class ParsedSection:
    """A section: number as printed and title by language."""

    number: str
    title: Texts


@dataclass(frozen=True)
class ParsedMeasure:
    """A measure; every text by language, parsed facts once, rows as numbered in each file."""

    number: str
    section: str
    text: Texts
    completion_form: Texts
    deadline_text: Texts
    indicator: Texts
    baseline: Texts
    target: Texts
    funding: Texts
    note: Texts
    executors_text: Texts
    recommendations_text: Texts
    recommendations: tuple[str, ...]
    deadline: Deadline
    bodies: tuple[ParsedBody, ...]
    lead_if_unmarked: str | None
    rows: Mapping[str, int]


@dataclass(frozen=True)
class ParsedPlan:
    """A plan read from files; mapping and sha256 by file name; uncovered needs the register."""

    title: Texts = field(default_factory=dict)
    sections: tuple[ParsedSection, ...] = ()
    measures: tuple[ParsedMeasure, ...] = ()
    findings: tuple[Finding, ...] = ()
    languages: tuple[str, ...] = ()
    mapping: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    uncovered: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """True when a finding stops the import."""
        return blocked(self.findings)
