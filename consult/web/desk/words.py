"""Sentences that the desk's scripts say; they stand in the page and in the catalogues."""

from typing import Any

from flask_babel import lazy_gettext as _l

from consult.web.desk import blueprint

WORDS: dict[str, Any] = {
    "all_there": _l("Everything is on the server."),
    "by_another": _l("Another device wrote this, so it was not changed."),
    "by_device": _l("Written down at %{device}"),
    "by_organiser": _l("Entered by the organiser"),
    "chip_done": _l("All handed in"),
    "chip_waiting": _l("Only here: %{count}"),
    "disk_full": _l(
        "This device is full: what you type now is NOT kept. Free some space or copy your words"
        " elsewhere. They stay in the field as long as this page is open."
    ),
    "done_but": _l("Handed in. These statements need a look: %{count}."),
    "draft_back": _l("This was begun before and not saved. It is here again."),
    "draft_kept": _l("Kept on this device at %{time}."),
    "fetched": _l("Agenda and plan were fetched again."),
    "for_minutes": _l("%{count} min"),
    "free_space": _l("Free space for this desk: %{size} MB."),
    "holds_made": _l("Fetched: %{time}"),
    "holds_plan": _l("Items of the agenda: %{agenda}; measures of the plan: %{measures}"),
    "holds_register": _l("Organisations: %{organisations}; people registered: %{people}"),
    "kept_for_good": _l("The browser promised not to delete these data by itself."),
    "kept_maybe": _l(
        "The browser may delete data when the device is full. Hand in as soon as there is a"
        " network."
    ),
    "late": _l("late"),
    "measure": _l("Measure %{number}"),
    "measure_part": _l("Measure %{number}: %{part}"),
    "needs_look": _l("Need a look: %{count}"),
    "no_name": _l("Enter a name for this device."),
    "no_network": _l(
        "There is no connection to the server. Nothing is lost: everything stays on this device."
        " Try again when there is a network."
    ),
    "no_network_to_begin": _l(
        "There is no connection to the server. Preparing the device needs a network."
    ),
    "no_package_yet": _l("Agenda and plan are not on this device yet. Connect it to a network."),
    "no_pages_yet": _l(
        "The pages of the desk are not on this device yet. Stay on this page with a network for a"
        " moment, or fetch them again."
    ),
    "no_photo": _l("This file is not a picture that can be read. Take the photo again."),
    "no_storage": _l(
        "This browser does not let the desk keep data. Leave its private mode or use another"
        " browser."
    ),
    "no_words": _l("Write down what was said."),
    "no_words_yet": _l("No words yet"),
    "nobody_speaks": _l("Nobody"),
    "not_kept": _l(
        "What you type now could NOT be kept on this device. Copy your words elsewhere. They stay"
        " in the field as long as this page is open."
    ),
    "not_named": _l("No name given"),
    "not_read_back": _l("not read back"),
    "not_secure": _l("The desk works only over a secure connection (https) in a current browser."),
    "numbered": _l("comment %{code}"),
    "only_here": _l("Statements on this device only: %{count}"),
    "open_elsewhere": _l("The desk is open in another tab of this browser. Go on there."),
    "other_passphrase": _l("The two passphrases differ. Type the same one twice."),
    "photo_kept": _l("The photo is kept on this device."),
    "present_count": _l("Present: %{count}"),
    "read_back": _l("read back and confirmed"),
    "saved_here": _l("The statement is kept on this device."),
    "section": _l("Section %{number}"),
    "section_as_whole": _l("Section %{number} as a whole"),
    "send": _l("Send to the server"),
    "send_some": _l("Hand in statements: %{count}"),
    "sending": _l("Handed in %{done} of %{all}"),
    "server_trouble": _l(
        "The server could not take this just now. Nothing is lost: try again in a minute."
    ),
    "session_over": _l("You are not signed in any more. Sign in and come back to this page."),
    "short_passphrase": _l("Choose a passphrase of at least 8 characters."),
    "state_look": _l("Needs a look"),
    "state_sent": _l("On the server"),
    "state_waiting": _l("On this device only"),
    "time_over": _l("The time is over."),
    "unnamed": _l("Without a name"),
    "whole_plan": _l("The whole plan"),
    "wipe_lost": _l(
        "Not handed in yet: %{count}. If you go on, this is lost for good and nobody can restore"
        " it."
    ),
    "wipe_none": _l(
        "Everything is on the server. Wiping deletes the copy on this device; the desk has to be"
        " prepared again before it can be used here."
    ),
    "wipe_some": _l("Not everything is on the server yet. Hand in first."),
    "withheld": _l("Name withheld"),
    "wrong_passphrase": _l("This passphrase does not open the desk. Try again."),
}
"""Name -> sentence; %{name} is filled in by the script."""


def sentences() -> list[tuple[str, str]]:
    """Return (name, sentence in the page's language) for the hidden part of the shell."""
    return [(name, str(words)) for name, words in WORDS.items()]


@blueprint.context_processor
def _for_pages() -> dict[str, Any]:
    return {"desk_words": sentences}
