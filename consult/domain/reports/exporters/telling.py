"""The text of papers: sentences out of frozen figures, what was not taken up first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.blocks import Block, Facts, Figures, Heading, Points, Text
from consult.domain.reports.exporters.counting import counted_para
from consult.domain.reports.exporters.digest import Digest, SectionDigest, in_order
from consult.domain.reports.exporters.grid import Cell
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.tables import Printed, printed
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.reports.figures import Rate
from consult.domain.reports.parts import ChangeLine
from consult.domain.reports.vocabulary import GROUPS

DRAWN = ("t4", "outcomes", "t7")
"""Tables that have a chart also where they are small."""
NAMED = 12
"""How many codes of comments a sentence names before it only counts the others."""


def para(wording: Wording, key: str, **facts: object) -> Text:
    """One sentence as a paragraph."""
    return Text([wording.para(key, **facts)])


def figures(job: Job) -> dict[str, Printed]:
    """The printed tables T1 to T9 and the rates by their codes."""
    return {table.code: table for table in printed(job.head, job.statistics, job.wording)}


def small(table: Printed) -> Figures:
    """A table without lines of nothing; T4 has its sections only, and few have a chart."""
    lines = table.lines
    if table.code == "t4":
        lines = tuple(line for place, line in enumerate(lines) if line.strong or place == 0)
    elif table.code not in ("t7", "t8", "t9", "rates"):
        lines = tuple(line for line in lines if line.strong or line.cells[-2])
    bars = tuple(bar for bar in table.chart.bars if sum(bar.parts))
    chart = replace(table.chart, bars=bars)
    return Figures(replace(table, lines=lines, chart=chart), drawn=table.code in DRAWN)


def share(wording: Wording, rate: Rate) -> str:
    """A share with both its numbers, and its percentage where one is computed."""
    facts = {"part": rate.part, "base": rate.base}
    if rate.percent is None:
        return wording.say("share", **facts)
    return wording.say("share_percent", **facts, percent=wording.percent(rate.percent))


def key_figures(job: Job) -> Facts:
    """The five figures of the summary; a rate that this report lacks is left out."""
    wording, statistics = job.wording, job.statistics
    pairs = [
        (wording.say("fact.submissions"), str(statistics.submissions)),
        (wording.say("fact.comments"), str(statistics.comments)),
    ]
    wanted = ("response", "take_up", "measures_changed", "recommendations")
    rates = {rate.code: rate for rate in statistics.rates}
    found = [rates[code] for code in wanted if code in rates]
    pairs += [(wording.say(f"rate.{rate.code}"), share(wording, rate)) for rate in found]
    return Facts(tuple(pairs))


def listed(codes: Sequence[str], wording: Wording) -> str:
    """Codes as one text; after the first ones only their number."""
    more = len(codes) - NAMED
    ends = [wording.say("note.more", number=more)] if more > 0 else []
    return ", ".join([*codes[:NAMED], *ends])


def counts(pairs: Iterable[tuple[str, int]], group: str, wording: Wording) -> str:
    """Codes with their numbers as one text."""
    return "; ".join(f"{wording.label(group, code)} – {count}" for code, count in pairs)


def results(job: Job, told: Digest) -> Iterator[Block]:
    """How many points were not taken up, then how many were."""
    wording = job.wording
    for group in ("not_taken_up", "noted_or_open", "taken_up", "set_aside", "unanswered"):
        number = sum(told.outcomes[code] for code in GROUPS[group])
        if number:
            yield Text([counted_para(wording, f"told.{group}", number)])
    grounds = [pair for pair in told.grounds.most_common() if pair[0]]
    if grounds:
        yield para(wording, "told.grounds", grounds=counts(grounds, "rejection", wording))


def not_taken_up(job: Job, told: Digest, most: int) -> Iterator[Block]:
    """The first points not taken up with their reasons, and how many more the tables tell."""
    wording = job.wording
    rows = told.not_taken[:most]
    if not told.not_taken and not told.left_out:
        yield para(wording, "told.none_refused")
        return
    if rows:
        yield Points(tuple(_refusal(job, row) for row in rows))
    left = len(told.not_taken) - len(rows) + told.left_out
    if left:
        yield Text([counted_para(wording, "told.more_refused", left)])


def _refusal(job: Job, row: ReportRow) -> Cell:
    wording, master = job.wording, job.master()
    place = " ".join(part.text for part in master.place(row)[:1])
    head = wording.say(
        "told.refusal", place=place, code=row.comment_code, result=master.result(row)[0].text
    )
    reasons = master.reasons(row.answer) if row.answer else []
    return [Para(head, wording.language, strong=True), *reasons]


def changes(job: Job, most: int) -> Iterator[Block]:
    """The changes that the most comments caused, with their causes."""
    wording, lines = job.wording, list(job.lines("changes"))
    if not lines:
        later = job.head.next_version
        yield para(wording, "told.no_changes" if later else "told.no_next_version")
        return
    yield Text([counted_para(wording, "told.changes", len(lines))])
    largest = sorted(lines, key=lambda line: (-len(line.codes), line.number))[:most]
    yield Points(tuple(_change(line, wording) for line in largest))
    if left := len(lines) - len(largest):
        yield Text([counted_para(wording, "told.more_changes", left)])


def _change(line: ChangeLine, wording: Wording) -> Cell:
    cell = [Para(change_name(line, wording), wording.language, strong=True)]
    cell.append(
        wording.para("told.cause", cause=wording.label("change_cause", line.cause or "none"))
    )
    if line.codes:
        codes = listed(line.codes, wording)
        cell.append(wording.para("told.caused_by", codes=codes))
    return cell + wording.texts(line.explanation)


def change_name(line: ChangeLine, wording: Wording) -> str:
    """The kind of a change and the numbers of the measures it is about."""
    kind = wording.label("change_kind", line.kind)
    before, after = ", ".join(line.before), ", ".join(line.after)
    if before and after and before != after:
        return wording.say("told.change_from_to", kind=kind, before=before, after=after)
    if before or after:
        return wording.say("told.change_of", kind=kind, number=after or before)
    return wording.say("told.change_section", kind=kind, number=line.section_number)


def sections(job: Job, told: Digest) -> Iterator[Block]:
    """A short text on every section of the plan, also on those nobody commented."""
    for section in told.sections:
        if section.number or section.comments:
            yield Heading(_title(section, job), 3)
            yield Text(list(_section(section, job.wording)))


def _title(section: SectionDigest, job: Job) -> str:
    wording = job.wording
    if not section.number:
        return wording.say("general_remarks")
    return job.master().section(section.number, section.title.in_(wording.language))


def _section(section: SectionDigest, wording: Wording) -> Iterator[Para]:
    if not section.comments:
        yield wording.para("told.section_silent")
    else:
        yield counted_para(wording, "told.section", section.comments)
        kinds = counts(section.kinds.most_common(3), "kind", wording)
        yield wording.para("told.kinds", kinds=kinds)
        outcomes = counts(in_order(section.outcomes), "outcome", wording)
        yield wording.para("told.outcomes", outcomes=outcomes)
    if section.silent:
        yield wording.para("note.silent_measures", numbers=", ".join(section.silent))
