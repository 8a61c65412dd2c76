"""The words of the minutes of one round table, as pages and files print them."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

_HEADINGS: Final = {
    "meeting.title.regional": _l("Minutes of the round table"),
    "meeting.title.national": _l("Minutes of the national round table"),
    "meeting.draft": _l("Draft. These minutes are not approved yet."),
    "meeting.agenda": _l("AGENDA"),
    "meeting.present": _l("PRESENT"),
    "meeting.opening": _l("Opening of the meeting"),
    "meeting.course_words": _l("Course of the meeting"),
    "meeting.heard": _l("HEARD: %(about)s"),
    "meeting.spoke": _l("SPOKE:"),
    "meeting.decided": _l("DECIDED"),
    "meeting.written": _l("Comments written in the room"),
    "meeting.proposals": _l("Proposals"),
    "meeting.by_comment": _l("Decisions by comment"),
    "meeting.notes": _l("Notes after the check by those present"),
}
_FACTS: Final = {
    "meeting.fact.consultation": _l("Public consultation"),
    "meeting.fact.time": _l("Day and time"),
    "meeting.fact.place": _l("Place"),
    "meeting.fact.format": _l("Format"),
    "meeting.fact.organisers": _l("Organised by"),
    "meeting.fact.partners": _l("Partners"),
    "meeting.fact.languages": _l("Languages of the meeting"),
    "meeting.fact.interpretation": _l("Interpretation"),
    "meeting.fact.accessibility": _l("Accessibility"),
    "meeting.fact.chair": _l("Chair"),
    "meeting.fact.secretary": _l("Secretary"),
    "meeting.fact.proposals": _l("Proposals"),
    "meeting.column.number": _l("No., time"),
    "meeting.column.speaker": _l("Speaker"),
    "meeting.column.proposal": _l("Proposal"),
    "meeting.column.code": _l("Comment"),
    "meeting.column.result": _l("Result"),
    "meeting.column.decision": _l("Decision"),
    "meeting.state.shown": _l("Of which published"),
    "meeting.state.waiting": _l("Of which waiting for moderation"),
    "meeting.state.withheld": _l("Of which not published, with the ground"),
    "meeting.state.withdrawn": _l("Of which withdrawn by the author"),
    "meeting.state.spam": _l("Of which spam"),
}
_SENTENCES: Final = {
    "meeting.invited": _l("Invited: %(number)s."),
    "meeting.registered": _l("Registered: %(number)s."),
    "meeting.came": _l("Present: %(number)s."),
    "meeting.announced": _l("Announced by the organisers: %(number)s."),
    "meeting.nobody_counted": _l("The number of those present was not recorded."),
    "meeting.silent": _l("Nobody made a proposal on this item."),
    "meeting.silent_all": _l("No proposals were recorded at this meeting."),
    "meeting.code": _l("Comment %(code)s"),
    "meeting.note": _l("Note after the check: %(note)s"),
    "meeting.stub.waiting": _l("This proposal has not been checked by moderation yet."),
    "meeting.stub.withheld": _l("The text of this proposal is not published."),
    "meeting.stub.spam": _l("The text of this proposal is not published: it is spam."),
    "meeting.stub.withdrawn": _l("The author withdrew this proposal."),
    "meeting.no_decisions": _l("No decisions were recorded."),
    "meeting.answers": _l(
        "Every proposal is a comment of the consultation. The responsible body answers it, and the "
        "answer stands on the public page of the comment under the code named here."
    ),
    "meeting.corrections": _l("Corrections taken: %(taken)s. Corrections declined: %(declined)s."),
}


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a sentence with a number for the catalogues."""
    return singular, plural


MEETING_COUNTED: Final = {
    "meeting.others": ngettext(
        "and %(num)s more person who is not named here",
        "and %(num)s more people who are not named here",
    ),
    "meeting.asked": ngettext(
        "The draft was sent to %(num)s person present for checking.",
        "The draft was sent to %(num)s people present for checking.",
    ),
}
MEETING_WORDS: Final[dict[str, Any]] = {**_SENTENCES, **_HEADINGS, **_FACTS}
