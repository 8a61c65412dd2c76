"""The words of the dossier, the synopsis and the minutes: headings, sentences, columns."""

from collections.abc import Iterator
from typing import Any, Final

from flask_babel import get_domain
from flask_babel import lazy_gettext as _l

from consult.web.meeting_words import MEETING_COUNTED, MEETING_WORDS
from consult.web.open_data_words import OPEN_DATA_WORDS

_VARIANTS: Final = {
    "variant.synopsis": _l("Synopsis of the consultation"),
    "variant.minutes": _l("Minutes of the round tables"),
    "variant.open_data": _l("Open data"),
    "variant.dossier": _l("Full dossier of the consultation"),
    "variant_for.synopsis": _l(
        "A few pages for readers: what was asked, said, decided and changed."
    ),
    "variant_for.minutes": _l(
        "One paper a round table: its proposals by number, with decision and answer."
    ),
    "variant_for.open_data": _l(
        "Comments, answers, changes and figures for machines, with a data dictionary."
    ),
    "variant_for.dossier": _l("Every part and annex in one paper, to keep on file."),
}
_HEADINGS: Final = {
    "paper.contents": _l("Contents"),
    "paper.volumes": _l("These parts and annexes are in the next volumes:"),
    "part.summary": _l("1. Summary"),
    "part.course": _l("2. How the discussion was held"),
    "part.participants": _l("3. Who took part"),
    "part.said": _l("4. What was said"),
    "part.decided": _l("5. What was decided"),
    "part.changed": _l("6. What changed"),
    "part.disputed": _l("7. What stays disputed"),
    "part.next": _l("8. Next steps, contacts and complaints"),
    "part.method": _l("About the figures"),
    "annex.a": _l("Annex A. Table of comments and answers"),
    "annex.b": _l("Annex B. Participants"),
    "annex.c": _l("Annex C. Minutes of the round tables"),
    "annex.d": _l("Annex D. Joint submissions and attached files"),
    "annex.e": _l("Annex E. Comments that are not published in full"),
    "annex.f": _l("Annex F. Recommendations and the measures that cover them"),
    "annex.g": _l("Annex G. Method, definitions, quality of the data"),
    "annex.h": _l("Annex H. History of this report"),
}
_TOLD: Final = {
    "share": _l("%(part)s of %(base)s"),
    "share_percent": _l("%(part)s of %(base)s (%(percent)s)"),
    "told.purpose": _l("Purpose of the discussion"),
    "told.open_to_change": _l("What was open to change"),
    "told.not_open": _l("What was not open to change"),
    "told.key_figures": _l("Key figures"),
    "told.not_taken_up_head": _l("Main points not taken up, and why"),
    "told.changes_head": _l("Main changes"),
    "told.next_head": _l("Next steps"),
    "told.events": _l("Publication and other events"),
    "told.meetings": _l("Round tables"),
    "told.no_meetings": _l("No comment was made at a round table."),
    "told.limits": _l("Limits of the discussion"),
    "told.sections": _l("Section by section"),
    "told.contacts": _l("Contacts"),
    "told.complaints": _l("How to complain"),
    "told.no_complaints": _l(
        "No route for complaints was stated. Write to the organiser of the discussion."
    ),
    "told.people": _l(
        "Submissions are counted, not people: one person may have sent several submissions."
    ),
    "told.grounds": _l("Grounds of rejection: %(grounds)s."),
    "told.none_refused": _l("No comment was rejected or found to be outside the plan."),
    "told.refusal": _l("%(place)s · %(code)s · %(result)s"),
    "told.no_changes": _l("No change of the plan is recorded in the list of changes."),
    "told.no_next_version": _l("A version after the discussion is not published yet."),
    "told.cause": _l("Cause: %(cause)s."),
    "told.caused_by": _l("Comments behind it: %(codes)s."),
    "told.change_of": _l("Measure %(number)s: %(kind)s"),
    "told.change_from_to": _l("Measure %(before)s, now %(after)s: %(kind)s"),
    "told.change_section": _l("Section %(number)s: %(kind)s"),
    "told.section_silent": _l("Nobody commented on this section."),
    "told.kinds": _l("Main kinds: %(kinds)s."),
    "told.outcomes": _l("Results: %(outcomes)s."),
    "next.report": _l("This report tells the state of %(day)s."),
    "next.answers": _l("Answers to all comments are due by %(day)s."),
    "next.decision": _l("The decision on the plan is expected by %(day)s."),
    "next.adopted": _l("The plan was adopted: %(kind)s No. %(number)s of %(day)s."),
}
_FACTS: Final = {
    "fact.legal_basis": _l("Legal basis"),
    "fact.deciding_body": _l("Decision is made by"),
    "fact.first_closing": _l("Closing as first announced"),
    "fact.calendar_days": _l("Calendar days"),
    "fact.working_days": _l("Working days"),
    "fact.channels": _l("Channels"),
    "fact.languages": _l("Languages"),
    "fact.contact": _l("Contact"),
    "fact.email": _l("E-mail"),
    "fact.address": _l("Address"),
    "fact.rows": _l("Rows"),
    "minutes.title": _l("Minutes of the round table: %(region)s, %(day)s"),
    "minutes.record": _l("Record"),
    "minutes.meeting": _l("Meeting"),
    "minutes.attended": _l("People who came"),
    "minutes.count": _l("Proposals"),
    "minutes.proposals": _l("Proposals and decisions"),
}
_COLUMNS: Final = {
    "column.day": _l("Day"),
    "column.event": _l("Event"),
    "column.reason": _l("Reason"),
    "column.region": _l("Region"),
    "column.comments": _l("Comments"),
    "column.submissions": _l("Submissions"),
    "column.speaker": _l("Speaker"),
    "column.decision": _l("Decision and answer"),
    "column.participant": _l("Organisation or name"),
    "column.kind": _l("Kind"),
    "column.reg_no": _l("Registration number"),
    "column.codes": _l("Comments"),
    "column.files": _l("Files"),
    "column.code": _l("Code of the comment"),
    "column.publication": _l("State"),
    "column.ground": _l("Ground"),
    "column.paragraph": _l("Paragraph"),
    "column.recommendation": _l("Recommendation"),
    "column.position": _l("Position of the State"),
    "column.measures": _l("Measures"),
    "column.state": _l("Status"),
    "column.as_of": _l("Data as of"),
    "column.published": _l("Published"),
    "column.rows": _l("Rows"),
    "column.checksum": _l("Checksum"),
    "column.override": _l("Published with gaps by decision of"),
}
_LISTS: Final = {
    "list.participants": _l("Participants who agreed to be named"),
    "list.joint": _l("Joint submissions of coalitions"),
    "list.attachments": _l("Attached files"),
    "list.withheld": _l("Comments that are not published in full"),
    "list.coverage": _l("Recommendations and measures"),
    "list.covered": _l("Covered by a measure"),
    "list.uncovered": _l("Not covered by a measure"),
    "list.quality": _l("Quality of the data"),
    "list.earlier": _l("Reports before this one"),
    "list.override": _l("Decision to publish with gaps"),
    "empty.participants": _l("Nobody agreed to be named."),
    "empty.joint": _l("There were no joint submissions."),
    "empty.attachments": _l("No files were attached."),
    "empty.withheld": _l("Every comment is published in full."),
    "empty.coverage": _l("There are none."),
    "empty.earlier": _l("This is the first report."),
    "empty.override": _l("There was no such decision."),
}
_METHOD: Final = {
    "method.counted": _l(
        "Every comment received has a number and stands in exactly one row of each table of "
        "counts; unknown values have a row of their own."
    ),
    "method.comment": _l(
        "A submission is one letter, form or sheet; a comment is one point of it on one place of "
        "the plan."
    ),
    "method.percent": _l(
        "A percentage is printed with its number; below five only the number is given."
    ),
    "method.rates": _l(
        "Rates leave out duplicates, withdrawn comments and spam. Taken up means accepted, "
        "accepted in part or covered already."
    ),
    "method.unknown": _l("What an author did not state is counted as not stated."),
    "method.days": _l("Days for answers are working days by the calendar of that year."),
    "method.withheld": _l(
        "A comment that is not published counts in the totals and is listed with its ground."
    ),
    "method.frozen": _l(
        "The report is made from rows frozen at one moment; the checksum on the first page "
        "belongs to these rows."
    ),
    "quality.region": _l("Comments without a region: %(number)s."),
    "quality.author_kind": _l("Comments without a kind of author: %(number)s."),
    "quality.channel": _l("Comments without a channel: %(number)s."),
    "quality.duplicates": _l("Comments with the same point as another: %(number)s."),
}


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a sentence with a number for the catalogues."""
    return singular, plural


_COUNTED: Final = {
    "told.not_taken_up": ngettext(
        "%(num)s comment was not taken up.", "%(num)s comments were not taken up."
    ),
    "told.noted_or_open": ngettext(
        "%(num)s comment was noted or deferred.", "%(num)s comments were noted or deferred."
    ),
    "told.taken_up": ngettext(
        "%(num)s comment was taken up, fully or in part.",
        "%(num)s comments were taken up, fully or in part.",
    ),
    "told.set_aside": ngettext(
        "%(num)s comment was a duplicate, withdrawn or spam.",
        "%(num)s comments were duplicates, withdrawn or spam.",
    ),
    "told.unanswered": ngettext(
        "%(num)s comment has no approved answer yet.",
        "%(num)s comments have no approved answer yet.",
    ),
    "told.more_refused": ngettext(
        "%(num)s more comment was not taken up; the tables tell all.",
        "%(num)s more comments were not taken up; the tables tell all.",
    ),
    "told.changes": ngettext(
        "The list of changes has %(num)s change.", "The list of changes has %(num)s changes."
    ),
    "told.more_changes": ngettext(
        "%(num)s more change is in the comparative table.",
        "%(num)s more changes are in the comparative table.",
    ),
    "told.section": ngettext(
        "%(num)s comment was made on this section.", "%(num)s comments were made on this section."
    ),
    "minutes.unnamed": ngettext(
        "%(num)s proposal is not listed here, because its author chose not to be recognised.",
        "%(num)s proposals are not listed here, because their authors chose not to be recognised.",
    ),
    "list.participants.name_withheld": ngettext(
        "%(num)s participant chose not to be named.",
        "%(num)s participants chose not to be named.",
    ),
    "list.participants.anonymous": ngettext(
        "%(num)s participant wrote anonymously.", "%(num)s participants wrote anonymously."
    ),
    "list.participants.not_given": ngettext(
        "%(num)s participant gave no name.", "%(num)s participants gave no name."
    ),
    "list.unanswered": ngettext(
        "%(num)s comment had no approved answer:", "%(num)s comments had no approved answer:"
    ),
    **MEETING_COUNTED,
}
_NUMBERS: Final = {"one": 1, "few": 2, "many": 5, "other": 5}
"""Category of plural -> a number that has it in every language which knows the category."""

PAPER_WORDS: Final[dict[str, Any]] = {
    **_VARIANTS,
    **_HEADINGS,
    **_TOLD,
    **_FACTS,
    **_COLUMNS,
    **_LISTS,
    **_METHOD,
    **OPEN_DATA_WORDS,
    **MEETING_WORDS,
}


def counted_words() -> Iterator[tuple[str, str]]:
    """Sentences with a number, one form a category of plural, in the language of the moment."""
    catalogue = get_domain().get_translations()
    for code, (singular, plural) in _COUNTED.items():
        for category, number in _NUMBERS.items():
            yield f"{code}.{category}", catalogue.ungettext(singular, plural, number)
