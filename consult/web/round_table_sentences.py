"""What is said when something about a round table is refused."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.domain.roundtables.rules import EVENT_AFTER, EVENT_BEFORE
from consult.web.filters import long_datetime

ROUND_TABLE_SENTENCES: dict[str, Callable[..., str]] = {
    "counted_elsewhere": lambda **_f: _(
        "Other numbers of this meeting stand already. Compare them and ask the organiser to correct"
        " them; yours stay on this device."
    ),
    "no_such_region": lambda **_f: _(
        "This region did not exist on the day of the meeting. Choose another region or day."
    ),
    "unknown_event_code": lambda **f: _(
        "No round table has the code %(code)s. Check it on the paper or on the screen.",
        code=f["typed"],
    ),
    "event_code_ended": lambda **f: _(
        "This code works from %(begins)s to %(ends)s, around the time of its round table.",
        begins=long_datetime(f["table"].starts_at - EVENT_BEFORE, f["table"].zone),
        ends=long_datetime(f["table"].ends_at + EVENT_AFTER, f["table"].zone),
    ),
    "no_such_measure": lambda **f: _(
        "The plan has no measure %(number)s. Check the number after the dash.",
        number=f["number"],
    ),
    "table_not_begun": lambda **f: _(
        "The meeting has not begun. It can be marked as held from %(moment)s.",
        moment=long_datetime(f["starts_at"], f["zone"]),
    ),
    "registration_closed": lambda **_f: _(
        "Registration for this round table has ended. Write to the contact person if you still "
        "want to come."
    ),
    "already_registered": lambda **_f: _(
        "This e-mail address is on the list of this round table already."
    ),
    "not_announced": lambda **_f: _(
        "The consultation is still a draft, so nobody can open its pages. Announce it before you "
        "invite."
    ),
    "minutes_check_over": lambda **_f: _(
        "The time for corrections is over, so nothing was taken. Write to the organisers."
    ),
    "minutes_too_many_corrections": lambda **f: _(
        "At most %(most)s corrections are taken by one link. Write the rest to the organisers.",
        most=f["most"],
    ),
    "minutes_same_person": lambda **_f: _(
        "You made these minutes, so another organiser has to approve them."
    ),
    "minutes_check_runs": lambda **f: _(
        "Those present can still correct the draft until %(moment)s. Approve it after that, or "
        "when everybody has agreed.",
        moment=long_datetime(f["until"], "Asia/Almaty"),
    ),
    "minutes_corrections_open": lambda **f: ngettext(
        "%(num)s correction waits for a decision. Take it or decline it first.",
        "%(num)s corrections wait for a decision. Take or decline them first.",
        f["count"],
    ),
    "minutes_unmoderated": lambda **f: ngettext(
        "%(num)s statement of the meeting waits for moderation. Check it first.",
        "%(num)s statements of the meeting wait for moderation. Check them first.",
        f["count"],
    ),
    "minutes_names": lambda **_f: _(
        "A name or an address that somebody asked to withhold stands in the words of the minutes. "
        "Take it out."
    ),
    "sheet_refused": lambda **_f: _(
        "A statement of the sheet could not be registered, so nothing was imported. "
        "Read the sheet again."
    ),
    "ends_before_start": lambda **_f: _("The meeting ends before it begins. Enter a later end."),
    "departs_from_decision": lambda **_f: _(
        "The national round table decided on another result. Give the reason for approving this "
        "one on the page of the comment, or send the answer back."
    ),
    "no_decisions_here": lambda **_f: _(
        "Decisions are recorded from the day of a national round table until its minutes are "
        "published."
    ),
    "not_on_agenda": lambda **_f: _(
        "This comment is not on the agenda: its answer is not disputed. Choose another one."
    ),
    "same_result": lambda **_f: _(
        "The answer has this result already. Choose another result, or that the answer stands."
    ),
    "decided_meanwhile": lambda **f: _(
        "Somebody decided on these comments meanwhile: %(codes)s. Nothing was saved. Look at them "
        "and decide again.",
        codes=", ".join(f["codes"]),
    ),
}
