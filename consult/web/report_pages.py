"""What pages about reports share: statistics in words, rows as cards, files to take away."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.reports import filing, queries
from consult.domain.reports.contents import Contents
from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.cover import completeness_facts
from consult.domain.reports.exporters.master import Cell, Master
from consult.domain.reports.exporters.tables import Printed, printed, show
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.figures import Rate, rate
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.policy import is_stub
from consult.domain.reports.vocabulary import FORMATS, GROUPS
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.machinery import files
from consult.web import report_sentences as report_sentences
from consult.web.filters import number, percent
from consult.web.language import current_language
from consult.web.report_words import report_words

FORMAT_NAMES = {
    "xlsx": _l("Workbook (XLSX)"),
    "docx": _l("Text document (DOCX)"),
    "pdf": _l("PDF with statistics and comments"),
    "csv": _l("Table for machines (CSV)"),
    "json": _l("Data for programs (JSON)"),
}
GROUP_TONES = {
    "taken_up": "good",
    "noted_or_open": "waiting",
    "not_taken_up": "bad",
    "set_aside": "quiet",
    "unanswered": "new",
}
TONE_OF = {code: GROUP_TONES[group] for group, codes in GROUPS.items() for code in codes}
SOON = 3


@dataclass(frozen=True)
class Offer:
    """One file of a report: finished, being made, failed, or not asked for yet."""

    language: str
    form: str
    made: ReportFile | None
    state: str


@dataclass(frozen=True)
class RowShown:
    """A viewed row with its cells in words and the tone of its result."""

    row: ReportRow
    place: Cell
    wording: Cell
    author: Cell
    comment: Cell
    result: str
    tone: str
    reasons: Cell
    change: Cell
    stub: bool


def wording_now() -> Wording:
    """Return the words of reports in the page's language."""
    language = current_language()
    return Wording(report_words(language), language)


Grid = list[list[Offer]]


def offers(report: Report, audience: str) -> Grid:
    """Return the files of a report for an audience: a list of languages for each format."""
    return offers_of([report], audience)[report.id]


def offers_of(reports: Sequence[Report], audience: str) -> Mapping[uuid.UUID, Grid]:
    """Return the files of several reports by their ids; two queries."""
    made = queries.files_of({one.id: filing.edition(one) for one in reports}, audience)
    states = queries.jobs_of(made.keys(), audience)
    return {
        key: [
            [_offer(made[key], states[key], spoken, form) for spoken in LANGUAGES]
            for form in FORMATS
        ]
        for key in made
    }


def _offer(
    made: Mapping[tuple[str, str], ReportFile],
    states: Mapping[tuple[str, str], str],
    language: str,
    form: str,
) -> Offer:
    key = (language, form)
    return Offer(language, form, made.get(key), "" if key in made else states.get(key, ""))


def is_waiting(grid: Grid) -> bool:
    """Whether a file of the grid is being made, so that the page should look again."""
    return any(offer.state == "waiting" for line in grid for offer in line)


def refreshed(body: str, *, again: bool) -> Response:
    """Return a page; `again` makes browsers load it anew in three seconds, without scripts."""
    answer = Response(body, content_type="text/html; charset=utf-8")
    if again:
        answer.headers["Refresh"] = str(SOON)
        answer.headers["Cache-Control"] = "no-store"
    return answer


def found_file(
    find: Callable[[str, int], tuple[Any, Report]], audience: str
) -> Callable[..., tuple[Any, Report, ReportFile]]:
    """Return a finder of a finished file by slug, number, language (`spoken`) and format."""

    def found(slug: str, number: int, spoken: str, form: str) -> tuple[Any, Report, ReportFile]:
        consultation, report = find(slug, number)
        made = queries.file_of(report, spoken, audience, form, filing.edition(report))
        if made is None or not made.file.path.is_file():
            raise NotFound
        return consultation, report, made

    return found


def download(made: ReportFile) -> Response:
    """Give a finished file as it is stored, in pieces, to be saved and never shown as a page."""
    answer = Response(files.chunks(made.file), content_type=made.file.media_type)
    answer.content_length = made.file.size
    answer.headers.set("Content-Disposition", "attachment", filename=made.file.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.set_etag(made.file.sha256)
    return answer


def tables_shown(contents: Contents, wording: Wording) -> Sequence[Printed]:
    """Return the statistics T1 to T9 and the rates in words."""
    return list(printed(contents.head, contents.statistics, wording))


def cells_shown(table: Printed, wording: Wording) -> list[list[str]]:
    """Return the lines of a table as texts."""
    return [[show(value, wording) for value in line.cells] for line in table.lines]


def rate_of(contents: Contents, code: str) -> Rate:
    """Return a derived rate by its code."""
    return next(rate for rate in contents.statistics.rates if rate.code == code)


def group_count(contents: Contents, group: str) -> int:
    """Return how many comments have an outcome of a group."""
    rows = contents.statistics.outcomes.rows
    return sum(row.comments for row in rows if row.code in GROUPS[group])


def key_figures(contents: Contents) -> list[dict[str, str]]:
    """Return the five figures of a report: value, label, and the share with its numbers."""
    counted = contents.statistics
    base = rate_of(contents, "take_up").base
    refused = rate("not_taken_up", group_count(contents, "not_taken_up"), base)
    shares = (
        (rate_of(contents, "take_up"), _("taken up, fully or in part")),
        (refused, _("not taken up")),
        (rate_of(contents, "response"), _("answered")),
    )
    whole = [
        {"value": number(counted.comments), "label": _("comments in the report")},
        {"value": number(counted.submissions), "label": _("submissions")},
    ]
    return whole + [
        {"value": number(share.part), "label": label, "note": _share(share)}
        for share, label in shares
    ]


def _share(share: Rate) -> str:
    facts = {"base": number(share.base)}
    if share.percent is None:
        return _("of %(base)s", **facts)
    return _("%(percent)s of %(base)s", percent=percent(share.percent / 100), **facts)


def completeness_sentence(contents: Contents, wording: Wording) -> str:
    """Return where every comment has gone, in one sentence."""
    counted = contents.head.completeness
    return wording.say("note.completeness", **completeness_facts(counted)) if counted else ""


def rows_shown(
    contents: Contents, rows: Sequence[ReportRow], wording: Wording
) -> Sequence[RowShown]:
    """Return viewed rows as their cards print them."""
    master = Master(contents.head, wording)
    return [_row(master, row, wording) for row in rows]


def _row(master: Master, row: ReportRow, wording: Wording) -> RowShown:
    return RowShown(
        row,
        place=master.place(row),
        wording=wording.texts(row.target.wording),
        author=master.author(row),
        comment=master.comment(row),
        result=wording.label("outcome", row.outcome),
        tone=TONE_OF[row.outcome],
        reasons=master.reasons(row.answer),
        change=master.change(row.answer),
        stub=is_stub(row),
    )
