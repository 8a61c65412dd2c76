"""The minutes of a meeting as pages show them: the same cells as in the files, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from consult.domain.reports.exporters import meeting as printing
from consult.domain.reports.exporters import meeting_facts as told
from consult.domain.reports.exporters.grid import Cell
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.meeting import Course, Decided, Meeting, Proposal
from consult.kernel.dates import in_zone
from consult.web.report_pages import TONE_OF, wording_now

FORM_NAMES = {"docx": "DOCX", "pdf": "PDF"}
MINUTES_TONES = {
    "draft": "waiting",
    "checking": "new",
    "approved": "good",
    "published": "good",
}


@dataclass(frozen=True)
class ProposalShown:
    """A proposal in words; `result` is what became of the comment, empty while unanswered."""

    proposal: Proposal
    time: str
    speaker: Cell
    said: Cell
    result: str
    tone: str


@dataclass(frozen=True)
class CourseShown:
    """An item of the agenda with its proposals."""

    name: str
    proposals: Sequence[ProposalShown]


@dataclass(frozen=True)
class MinutesShown:
    """The minutes of a meeting in the page's language."""

    meeting: Meeting
    wording: Wording
    title: str
    facts: Sequence[tuple[str, str]]
    agenda: Sequence[str]
    people: str
    named: Sequence[str]
    counts: Sequence[tuple[str, int]]
    course: Sequence[CourseShown]
    written: Sequence[ProposalShown]
    sums: Sequence[tuple[str, str]]
    check: str

    def decision(self, one: Decided) -> str:
        """Return what was decided about a comment, in words."""
        return self.wording.label("meeting_decision", one.decision)


def shown(meeting: Meeting) -> MinutesShown:
    """Return the minutes in the words of the page's language."""
    wording = wording_now()
    master = Master(printing.head_of(meeting, meeting.ends_at), wording)
    return MinutesShown(
        meeting,
        wording,
        title=told.title(wording, meeting),
        facts=list(told.facts(wording, meeting)),
        agenda=[told.timed(wording, item) for item in meeting.agenda],
        people=told.people_told(wording, meeting),
        named=[told.person(wording, one).text for one in meeting.people.named],
        counts=[(wording.label("author_kind", name), n) for name, n in meeting.people.counts],
        course=[_course(master, part, meeting.zone) for part in meeting.course],
        written=[_proposal(master, one, meeting.zone) for one in meeting.written],
        sums=list(told.sums(wording, meeting)),
        check=told.check_told(wording, meeting),
    )


def _course(master: Master, part: Course, zone: str) -> CourseShown:
    return CourseShown(
        told.item_name(master.wording, part.item),
        [_proposal(master, one, zone) for one in part.proposals],
    )


def _proposal(master: Master, one: Proposal, zone: str) -> ProposalShown:
    answered = one.row is not None and one.row.answer is not None
    outcome = one.row.outcome if one.row and answered else ""
    return ProposalShown(
        one,
        f"{in_zone(one.at, zone):%H:%M}" if one.at else "",
        printing.speaker(master, one),
        printing.said(master, one),
        master.wording.label("outcome", outcome) if outcome else "",
        TONE_OF[outcome] if outcome else "",
    )


def private(body: str, status: int = 200) -> Any:
    """Return a page that no cache keeps and no search engine lists."""
    answer = Response(body, status=status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
