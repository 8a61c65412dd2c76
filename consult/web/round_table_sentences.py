"""What is said when something about a round table is refused."""

from collections.abc import Callable

from flask_babel import gettext as _

ROUND_TABLE_SENTENCES: dict[str, Callable[..., str]] = {
    "no_such_region": lambda **_f: _(
        "This region did not exist on the day of the meeting. Choose another region or day."
    ),
    "ends_before_start": lambda **_f: _("The meeting ends before it begins. Enter a later end."),
}
