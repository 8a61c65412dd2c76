"""Why a backup cannot be made, opened or restored."""

from consult.kernel.errors import ConsultError


class BackupBroken(ConsultError):
    """The archive is cut, changed or none of ours; facts: reason, and what it names."""

    code = "backup_broken"


class KeyUnfit(ConsultError):
    """A key is malformed, missing or another one; facts: reason, name."""

    code = "backup_key_unfit"


class ToolsMissing(ConsultError):
    """The programs of PostgreSQL for this server's version are not there; facts: major."""

    code = "backup_tools_missing"


class DumpFailed(ConsultError):
    """A program of PostgreSQL failed; facts: program, status."""

    code = "backup_dump_failed"


class NotEmpty(ConsultError):
    """The database or the folder to restore into holds something already; facts: what."""

    code = "backup_not_empty"
