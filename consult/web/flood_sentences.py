"""What is said while there is little room."""

from collections.abc import Callable

from flask_babel import gettext as _

FLOOD_SENTENCES: dict[str, Callable[..., str]] = {
    "no_room_for_files": lambda **_f: _(
        "Files cannot be taken just now: the service has little room left. Send your comment"
        " without files, or try again later."
    ),
    "no_room": lambda **_f: _(
        "Sending is closed for a short time: the service has no room left. Your text is kept here."
        " The organisers will move the closing to a later day."
    ),
}
