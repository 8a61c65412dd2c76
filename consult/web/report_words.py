"""The words of reports: every sentence an export prints, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from consult.domain.recommendations.theme_names import theme_names
from consult.web.labels import LABELS
from consult.web.paper_words import PAPER_WORDS, counted_words
from consult.web.report_variant_words import VARIANT_WORDS

if TYPE_CHECKING:
    from consult.domain.reports.exporters.wording import Words

_DOCUMENT: Final = {
    "title": _l("Consolidated table of comments and proposals"),
    "report_number": _l("Report No. %(number)s"),
    "period": _l("from %(opened)s to %(closed)s"),
    "page_of": _l("page %(page)s of %(pages)s"),
    "page_in_volume": _l("page %(page)s, volume %(volume)s"),
    "executor": _l("Prepared by: %(executor)s"),
    "statistics": _l("Statistics"),
    "table": _l("Table of comments"),
    "about": _l("About this report"),
    "notes": _l("Notes"),
    "fact.plan": _l("Plan"),
    "fact.version": _l("Version discussed"),
    "fact.next_version": _l("Version after the discussion"),
    "fact.period": _l("Period of discussion"),
    "fact.organisers": _l("Organised by"),
    "fact.edition": _l("Edition"),
    "fact.state": _l("Status"),
    "fact.as_of": _l("Data as of"),
    "fact.submissions": _l("Submissions in this report"),
    "fact.comments": _l("Comments in this report"),
    "fact.checksum": _l("Checksum of the rows (SHA-256)"),
    "fact.roots": _l("Root of the record of receipts"),
    "fact.log_head": _l("Head of the log"),
    "fact.url": _l("Public page"),
    "audience.organiser": _l("for the organisers, not for publication"),
    "audience.ministry": _l("for the responding bodies, not for publication"),
    "audience.public": _l("for the public"),
}
_NOTES: Final = {
    "note.percent": _l("Percentages are not given for numbers below five."),
    "note.multiple": _l(
        "A comment may stand in several rows, so the percentages do not add up to 100."
    ),
    "note.submissions": _l(
        "A submission with points of several kinds is counted in each of their rows."
    ),
    "note.no_comments": _l("No comments were received."),
    "note.silent_measures": _l("Measures without a comment: %(numbers)s."),
    "note.median_close": _l(
        "Half of the answers were approved within %(days)s working days of the closing."
    ),
    "note.median_receipt": _l(
        "Half of the answers were approved within %(days)s working days of receipt."
    ),
    "note.altered": _l(
        "Characters that cannot be printed were replaced in these comments: %(codes)s."
    ),
    "note.split": _l("Long texts go on in the next row in these comments: %(codes)s."),
    "note.more": _l("and %(number)s more"),
    "note.untagged": _l(
        "This file does not meet the archive standard because of a character in a comment."
    ),
    "note.rows": _l("Rows: %(number)s"),
    "note.completeness": _l(
        "Comments received: %(received)s. Listed here: %(listed)s, of which with their text: "
        "%(shown)s, waiting for moderation: %(waiting)s, not published: %(withheld)s, withdrawn: "
        "%(withdrawn)s, duplicates: %(duplicates)s. Spam, counted and not listed: %(spam)s."
    ),
    "note.override": _l(
        "Published by decision of %(name)s although answers or changes were missing. "
        "Reason: %(reason)s"
    ),
    "note.promises": _l("Accepted without a change in the plan (%(number)s): %(codes)s."),
    "note.uncaused": _l("Changes of the plan without a cause (%(number)s): %(codes)s."),
    "note.undone": _l(
        "Decisions of the national round table that the answers do not carry out "
        "(%(number)s): %(codes)s."
    ),
    "note.unanswered": _l("Comments without an approved answer (%(number)s): %(codes)s."),
}
_CELLS: Final = {
    "column.number": _l("No."),
    "column.measure": _l("Measure and wording discussed"),
    "column.author": _l("Author"),
    "column.comment": _l("Comment, proposed wording, reasons"),
    "column.result": _l("Result"),
    "column.reasons": _l("Reasons given by the body"),
    "column.change": _l("What changed"),
    "general_remarks": _l("General remarks on the whole plan"),
    "section_title": _l("Section %(number)s. %(title)s"),
    "measure_number": _l("Measure %(number)s"),
    "measure_title": _l("Measure %(number)s. %(title)s"),
    "whole_section": _l("Section %(number)s as a whole"),
    "whole_plan": _l("The plan as a whole"),
    "proposed_wording": _l("Proposed wording:"),
    "rationale": _l("Rationale:"),
    "late": _l("received after the closing"),
    "received.week": _l("in the week from %(day)s"),
    "span.day": _l("The day of receipt"),
    "span.week": _l("The first day of the week of receipt"),
    "part_accepted": _l("Part accepted:"),
    "passed_to": _l("Passed to:"),
    "ground": _l("Ground: %(ground)s"),
    "duplicate_of": _l("The same point as in %(code)s"),
    "new_measure": _l("Measure in the new version: %(number)s"),
    "covered_by": _l("Covered by measure %(number)s"),
    "continued": _l("%(number)s (continued)"),
    "stub_ground": _l("Ground: %(ground)s."),
    "stub.withheld": _l("The text is not published."),
    "stub.spam": _l("Spam. The text is not published."),
    "stub.received": _l("The text has not been checked yet."),
    "stub.withdrawn": _l("The author withdrew the comment."),
    "stub.published_redacted": _l("The text is not published."),
    "author.name_withheld": _l("Name withheld"),
    "author.anonymous": _l("Anonymous"),
    "author.not_given": _l("No name given"),
    "only_in.kk": _l("[Text in Kazakh]"),
    "only_in.ru": _l("[Text in Russian]"),
    "only_in.en": _l("[Text in English]"),
}
_CODES: Final = {
    "channel.unknown": _l("Not stated"),
    "author_kind.unknown": _l("Not stated"),
    "author_kind.not_shown": _l("Not shown"),
    "region.not_shown": _l("Not shown"),
    "language.unknown": _l("Not stated"),
    "kind.unknown": _l("Not stated"),
    "theme.unknown": _l("No theme given"),
    "group.unknown": _l("No group given"),
    "body.unknown": _l("No answer yet"),
    "outcome.spam": _l("Spam"),
    "outcome.unanswered": _l("Not answered yet"),
}
_SHARED: Final = {
    "field": "measure_field",
    "plan_field": "plan_field",
    "channel": "channel",
    "author_kind": "organisation_kind",
    "language": "language",
    "kind": "kind",
    "outcome": "disposition",
    "rejection": "rejection_ground",
    "withholding": "ground",
    "publication": "publication",
    "state": "report_state",
    "stance": "stance",
    "ruling": "meeting_decision",
    "target": "target",
    "change_kind": "change_kind",
    "change_cause": "change_cause",
    "mechanism": "mechanism",
    "position": "position",
    "act_kind": "act_kind",
    "consultation_change": "consultation_change",
    "table_format": "table_format",
    "meeting_decision": "meeting_decision",
}
"""Groups of codes that reports name as the pages do: group here -> group of labels."""

_STATISTICS: Final = {
    "comments": _l("Comments"),
    "submissions": _l("Submissions"),
    "percent": _l("Percent"),
    "total": _l("Total"),
    "count": _l("Number"),
    "of": _l("Out of"),
    "chart": _l("Chart: %(title)s"),
    "axis.channel": _l("Channel"),
    "axis.author_kind": _l("Kind of author"),
    "axis.region": _l("Region"),
    "axis.language": _l("Language"),
    "axis.target": _l("Section and measure"),
    "axis.kind": _l("Kind of comment"),
    "axis.theme": _l("Theme"),
    "axis.group": _l("Group of people"),
    "axis.outcome": _l("Result"),
    "axis.body": _l("Responding body"),
    "axis.author": _l("Kind of author"),
    "axis.rate": _l("Share"),
    "table.t1": _l("T1. Submissions and comments by channel"),
    "table.t2": _l("T2. Comments by kind of author"),
    "table.t3_region": _l("T3. Comments by region"),
    "table.t3_language": _l("T3. Comments by language"),
    "table.t4": _l("T4. Comments by section and measure"),
    "table.t5": _l("T5. Comments by kind"),
    "table.t6_theme": _l("T6. Comments by theme"),
    "table.t6_group": _l("T6. Comments by group of people concerned"),
    "table.outcomes": _l("Results of consideration"),
    "table.t7": _l("T7. Results by responding body"),
    "table.t8": _l("T8. Results by kind of author"),
    "table.t9": _l("T9. Timeliness of answers"),
    "table.rates": _l("Rates"),
    "group.taken_up": _l("Taken up, fully or in part"),
    "group.noted_or_open": _l("Noted or deferred"),
    "group.not_taken_up": _l("Not taken up"),
    "group.set_aside": _l("Duplicate, withdrawn or spam"),
    "group.unanswered": _l("No answer yet"),
    "rate.in_time": _l("Answered by the due date"),
    "rate.later": _l("Answered later"),
    "rate.unanswered": _l("Not answered yet"),
    "rate.take_up": _l("Taken up, fully or in part"),
    "rate.full_take_up": _l("Accepted in full"),
    "rate.response": _l("Answered"),
    "rate.round_tables": _l("Comments made at round tables"),
    "rate.measures_changed": _l("Measures changed after the discussion"),
    "rate.recommendations": _l("Supported recommendations covered by a measure"),
}


def _sentences() -> dict[str, Any]:
    shared = {
        f"{group}.{code}": sentence
        for group, name in _SHARED.items()
        for code, sentence in LABELS[name].items()
    }
    return shared | _DOCUMENT | _NOTES | _CELLS | _CODES | _STATISTICS | VARIANT_WORDS | PAPER_WORDS


def report_words(language: str) -> Words:
    """Every sentence of a report in kk, ru or en, by code; needs an app context."""
    themes = {f"theme.{code}": name.in_(language) for code, name in theme_names().items()}
    with force_locale(language):
        sentences = {code: str(sentence) for code, sentence in _sentences().items()}
        return _countries(language) | themes | sentences | dict(counted_words())


def _countries(language: str) -> dict[str, str]:
    """The names of States by their codes of ISO 3166."""
    names = Locale.parse(language).territories
    return {f"country.{code}": str(name) for code, name in names.items() if code.isalpha()}
