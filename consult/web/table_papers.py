"""Papers of a round table as downloads: comment forms, list of measures, attendance sheet."""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from flask import Response

from consult.domain.plans.queries import Part, plan_of, published_of
from consult.domain.reports.exporters import paper_forms
from consult.domain.reports.exporters.paper_forms import Chapter, Measure, Meeting, Speech
from consult.domain.roundtables.events import short_code
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.rules import levels_offered
from consult.kernel.dates import in_zone, long_date
from consult.kernel.localised import LocalisedText
from consult.machinery import letters
from consult.web import throttle
from consult.web.paper_form_words import speech
from consult.web.throttle import Limit

PAPERS: Final = ("forms", "general", "measures", "attendance")
NAMES: Final = {
    "forms": "comment-forms",
    "general": "comment-form",
    "measures": "list-of-measures",
    "attendance": "attendance",
}
MAKING: Final = Limit("papers", 120, 600)


def agenda_sections(table: RoundTable) -> tuple[str, ...]:
    """Return the numbers of the sections on the agenda, in its order."""
    numbers = (item.section_number for item in table.agenda if item.section_number)
    return tuple(dict.fromkeys(numbers))


def parts_of(table: RoundTable, sections: Collection[str] = ()) -> list[Part]:
    """Return these sections of the published plan, those of the agenda unless told, else all."""
    version = published_of(table.consultation_id)
    parts = plan_of(version.id) if version else []
    wanted = sections or agenda_sections(table)
    chosen = [part for part in parts if part.section.number in wanted]
    return chosen or parts


def download(
    table: RoundTable, kind: str, language: str, sections: Collection[str] = ()
) -> Response:
    """Return a paper as a PDF, made now: a whole plan takes less than a second.

    `kind` is one of PAPERS. Raises TooMany, PdfFailed.
    """
    throttle.use(MAKING, throttle.network())
    made = make(table, kind, language, sections)
    answer = Response(made, content_type="application/pdf")
    name = f"{NAMES[kind]}-{table.event_code}-{language}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def make(table: RoundTable, kind: str, language: str, sections: Collection[str] = ()) -> bytes:
    """Set a paper in kk, ru or en."""
    meeting, words = _meeting(table, language), _speech(table, language)
    if kind == "attendance":
        return paper_forms.attendance_sheet(meeting, words)
    if kind == "general":
        return paper_forms.comment_forms(meeting, [], words)
    chapters = [_chapter(table, part, language) for part in parts_of(table, sections)]
    if kind == "measures":
        return paper_forms.list_of_measures(meeting, chapters, words)
    return paper_forms.comment_forms(meeting, chapters, words)


def typed_at() -> str:
    """Return where a short code is typed, as short as paper shows it."""
    address = letters.short_address("event")
    return address.removeprefix(f"{urlsplit(address).scheme}://")


def _speech(table: RoundTable, language: str) -> Speech:
    levels = levels_offered(table.consultation.publication_policy)
    return speech(language, levels, typed_at())


def _meeting(table: RoundTable, language: str) -> Meeting:
    begins = in_zone(table.starts_at, table.zone)
    places = (table.city.in_(language), table.venue.in_(language))
    when = f"{long_date(begins.date(), language)}, {begins:%H:%M}"
    return Meeting(
        title=table.title.in_(language),
        place=" · ".join(part for part in (*places, when) if part),
        consultation=table.consultation.title.in_(language),
        day=begins.date(),
        address=letters.short_address("event_of", code=table.event_code),
        short=short_code(table),
        named=table.attendance == "named",
    )


def _chapter(table: RoundTable, part: Part, language: str) -> Chapter:
    title = f"{part.section.number}. {part.section.title.in_(language)}"
    return Chapter(title, [_measure(table, one.number, one.text) for one in part.measures])


def _measure(table: RoundTable, number: str, wording: LocalisedText) -> Measure:
    values = {"code": table.event_code, "number": number}
    address = letters.short_address("event_measure", **values)
    return Measure(number, wording, address, short_code(table, number))
