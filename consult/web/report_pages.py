"""What pages about reports share: statistics in words, rows as cards, files to take away."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.reports import queries
from consult.domain.reports.contents import Contents
from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.cover import completeness_facts
from consult.domain.reports.exporters.grid import Cell
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.tables import Printed, printed, show
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.figures import Rate, rate
from consult.domain.reports.models import Report, ReportFile
from consult.domain.reports.policy import is_stub
from consult.domain.reports.variants import CONSOLIDATED, Variant, variants_for
from consult.domain.reports.vocabulary import GROUPS, Audience
from consult.kernel.errors import NotFound
from consult.kernel.localised import LANGUAGES
from consult.machinery import files
from consult.machinery.files import StoredFile
from consult.web import report_sentences as report_sentences
from consult.web.filters import number, percent
from consult.web.language import current_language
from consult.web.report_words import report_words
from consult.web.session import AGAIN

FORMAT_NAMES = {
    "xlsx": _l("Workbook (XLSX)"),
    "docx": _l("Text document (DOCX)"),
    "pdf": _l("PDF"),
    "csv": _l("Table for machines (CSV)"),
    "json": _l("Data for programs (JSON)"),
    "zip": _l("Archive (ZIP)"),
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

    variant: str
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


@dataclass(frozen=True)
class Member:
    """A variant of a report with its files: a list of languages for each format."""

    variant: Variant
    grid: list[list[Offer]]

    @property
    def waiting(self) -> bool:
        """Whether a file is being made, so that the page should look again."""
        return any(offer.state == "waiting" for line in self.grid for offer in line)

    @property
    def ready(self) -> int:
        """How many files are there."""
        return sum(offer.made is not None for line in self.grid for offer in line)


Family = Sequence[Member]


def family(report: Report, audience: Audience) -> Family:
    """Return the variants of a report that an audience may have, with their files."""
    return families([report], audience)[report.id]


def families(reports: Sequence[Report], audience: Audience) -> Mapping[uuid.UUID, Family]:
    """Return the same for several reports by their ids; two queries."""
    made = queries.files_of(reports, audience)
    states = queries.jobs_of(made.keys(), audience)
    return {
        key: [_member(variant, made[key], states[key]) for variant in variants_for(audience)]
        for key in made
    }


def _member(
    variant: Variant,
    made: Mapping[tuple[str, str, str], ReportFile],
    states: Mapping[tuple[str, str, str], str],
) -> Member:
    def offer(language: str, form: str) -> Offer:
        key = (variant.code, language, form)
        state = "" if key in made else states.get(key, "")
        return Offer(variant.code, language, form, made.get(key), state)

    grid = [[offer(spoken, form) for spoken in LANGUAGES] for form in variant.formats]
    return Member(variant, grid)


def place_of(offer: Offer, place: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a file's address; that of the whole report names no variant."""
    return {**place, **({} if offer.variant == CONSOLIDATED else {"variant": offer.variant})}


def is_waiting(members: Family) -> bool:
    """Whether a file is being made, so that the page should look again."""
    return any(member.waiting for member in members)


def refreshed(body: str, *, again: bool) -> Response:
    """Return a page; `again` makes browsers load it anew in three seconds, without scripts.

    The address that they load tells that nobody asked for it: it keeps no session alive.
    """
    answer = Response(body, content_type="text/html; charset=utf-8")
    if again:
        asked = urlencode({**request.args, AGAIN: 1})
        answer.headers["Refresh"] = f"{SOON}; url={quote(request.path)}?{asked}"
        answer.headers["Cache-Control"] = "no-store"
    return answer


def found_file(
    find: Callable[[str, int], tuple[Any, Report]], audience: str
) -> Callable[..., tuple[Any, Report, ReportFile]]:
    """Return a finder of a finished file by slug, number, variant, language and format."""

    def found(
        slug: str, number: int, spoken: str, form: str, variant: str = CONSOLIDATED
    ) -> tuple[Any, Report, ReportFile]:
        consultation, report = find(slug, number)
        made = queries.file_of(report, spoken, audience, form, variant=variant)
        if made is None or not made.file.path.is_file():
            raise NotFound
        return consultation, report, made

    return found


def download(stored: StoredFile) -> Response:
    """Give a finished file of a report or of minutes, to be saved and never shown as a page."""
    answer = Response(files.chunks(stored), content_type=stored.media_type)
    answer.content_length = stored.size
    answer.headers.set("Content-Disposition", "attachment", filename=stored.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.set_etag(stored.sha256)
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
        reasons=[*master.reasons(row.answer), *master.decisions(row)],
        change=master.change(row.answer),
        stub=is_stub(row),
    )
