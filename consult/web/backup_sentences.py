"""Why a backup cannot be made or restored, in sentences."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _


def _broken(**facts: Any) -> str:
    if facts["reason"] == "kind":
        return _("This is another kind of archive. Give the archive of the database here.")
    if facts["reason"] == "part":
        return _(
            "The archive is damaged: %(part)s is not what was written. Nothing was restored; take "
            "another copy.",
            part=facts["part"],
        )
    return _("The archive is cut off or damaged. Nothing was restored; take another copy.")


def _unfit(**facts: Any) -> str:
    if facts["reason"] == "recipient":
        return _("%(name)s is not a recipient: it begins with age1.", name=facts["name"])
    if facts["reason"] == "other_key":
        return _("This key does not open the archive. Give the key for which it was made.")
    return _("The file holds no key: a line that begins with AGE-SECRET-KEY-.")


def _filled(**facts: Any) -> str:
    if facts["what"] == "files":
        return _("The folder of files is not empty. Restore into a new installation.")
    return _("The database is not empty. Restore into a new one.")


BACKUP_SENTENCES: dict[str, Callable[..., str]] = {
    "backup_broken": _broken,
    "backup_key_unfit": _unfit,
    "backup_not_empty": _filled,
    "backup_tools_missing": lambda **f: _(
        "pg_dump and pg_restore of version %(major)s are missing. Install the client programs of "
        "PostgreSQL %(major)s.",
        major=f["major"],
    ),
    "backup_dump_failed": lambda **f: _(
        "%(program)s ended with status %(status)s: %(said)s",
        program=f["program"],
        status=f["status"],
        said=f.get("said", ""),
    ),
}
