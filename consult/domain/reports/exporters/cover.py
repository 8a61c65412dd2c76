"""What stands before the tables: the title, the facts of the report, and its closing lines."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from consult.domain.reports.document import Completeness, ReportHead
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.figures import Statistics
from consult.domain.reports.vocabulary import Audience


@dataclass(frozen=True, slots=True)
class Cover:
    """The words of the first and the last page; `facts` are pairs of a label and a value."""

    title: str
    subtitle: str
    number: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    closing: tuple[str, ...]
    signature: str


def compose(
    head: ReportHead, statistics: Statistics, audience: Audience, wording: Wording
) -> Cover:
    """The cover of one report for one audience in one language."""
    return Cover(
        title=wording.say("title"),
        subtitle=head.consultation.in_(wording.language),
        number=wording.say("report_number", number=head.number),
        facts=tuple(_facts(head, statistics, audience, wording)),
        notes=tuple(_notes(head, statistics, wording)),
        closing=tuple(_closing(head, wording)),
        signature=_signature(head, wording),
    )


def _facts(
    head: ReportHead, statistics: Statistics, audience: Audience, wording: Wording
) -> list[tuple[str, str]]:
    period = wording.say(
        "period",
        opened=wording.moment(head.opens_at, head.zone),
        closed=wording.moment(head.closes_at, head.zone),
    )
    organisers = "; ".join(item.in_(wording.language) for item in head.organisers)
    pairs = (
        ("fact.plan", head.plan.in_(wording.language)),
        ("fact.version", head.version.in_(wording.language)),
        ("fact.next_version", head.next_version.in_(wording.language)),
        ("fact.period", period),
        ("fact.organisers", organisers),
        ("fact.edition", wording.say(f"audience.{audience}")),
        ("fact.state", wording.label("state", head.state)),
        ("fact.as_of", wording.moment(head.as_of, head.zone)),
        ("fact.submissions", str(statistics.submissions)),
        ("fact.comments", str(statistics.comments)),
        ("fact.checksum", head.checksum),
        *record_facts(head),
        ("fact.url", head.public_url),
    )
    return [(wording.say(key), value) for key, value in pairs if value]


def record_facts(head: ReportHead) -> list[tuple[str, str]]:
    """Return what ties a report to the record of receipts: roots of its trees, head of the log."""
    return [("fact.roots", "; ".join(head.roots)), ("fact.log_head", head.log_head)]


def _notes(head: ReportHead, statistics: Statistics, wording: Wording) -> list[str]:
    notes = [wording.say("note.percent")]
    if not statistics.comments:
        notes.insert(0, wording.say("note.no_comments"))
    if statistics.measures_without_comment and head.measures:
        numbers = ", ".join(statistics.measures_without_comment)
        notes.append(wording.say("note.silent_measures", numbers=numbers))
    if note := completeness_note(head, wording):
        notes.append(note)
    return notes + undone(head, wording) + override(head, statistics, wording)


def completeness_note(head: ReportHead, wording: Wording) -> str:
    """Where every comment received has gone, in one sentence; empty when it was not counted."""
    counted = head.completeness
    return wording.say("note.completeness", **completeness_facts(counted)) if counted else ""


def completeness_facts(counted: Completeness) -> dict[str, int]:
    """The numbers that the sentence about completeness names."""
    return {**asdict(counted), "listed": counted.listed}


def override(head: ReportHead, statistics: Statistics, wording: Wording) -> list[str]:
    """Who published with gaps and why, and the lists of what was missing (I-13, A-04, A-05)."""
    if not head.override_by:
        return []
    facts = {"name": head.override_by, "reason": head.override_reason}
    lines = [wording.say("note.override", **facts)]
    missing = (
        ("note.unanswered", statistics.unanswered),
        ("note.promises", head.promises),
        ("note.uncaused", head.uncaused),
    )
    for said, names in missing:
        if names:
            separator = "; " if said == "note.uncaused" else ", "
            lines.append(wording.say(said, number=len(names), codes=separator.join(names)))
    return lines


def undone(head: ReportHead, wording: Wording) -> list[str]:
    """The comments on which a meeting decided what their answers do not say."""
    if not head.undone:
        return []
    facts = {"number": len(head.undone), "codes": ", ".join(head.undone)}
    return [wording.say("note.undone", **facts)]


def _closing(head: ReportHead, wording: Wording) -> list[str]:
    lines = [head.complaints.in_(wording.language)]
    if head.executor:
        lines.append(wording.say("executor", executor=head.executor))
    return [line for line in lines if line]


def _signature(head: ReportHead, wording: Wording) -> str:
    parts = (
        head.signer_post.in_(wording.language),
        "________________",
        head.signer_name,
    )
    return "    ".join(part for part in parts if part) if any((parts[0], parts[2])) else ""
