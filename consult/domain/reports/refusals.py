"""What may be refused about reports, each with a code and the facts for its sentence."""

from consult.kernel.errors import Conflict, ConsultError, Forbidden, WrongState


class TooEarly(WrongState):
    """A report is compiled after the closing only; facts: state."""

    code = "report_too_early"


class AlreadyCompiling(Conflict):
    """Another worker compiles this report at this moment."""

    code = "report_running"


class NotCompiled(WrongState):
    """The report is not finished, so there is nothing to publish or to export; facts: state."""

    code = "report_not_compiled"


class Unbalanced(ConsultError):
    """What was received is not what the report holds; facts: target, kept, listed."""

    code = "report_unbalanced"
    status = 500


class Gaps(ConsultError):
    """Answers, changes or causes are missing and nobody takes it upon himself (I-13, A-04, A-05).

    Facts: unanswered and promises (numbers of comments), changes (without a cause).
    """

    code = "report_gaps"


class Leaks(ConsultError):
    """What may not be public stands in the public edition (REQ 86); facts: codes of comments."""

    code = "report_leaks"


class SamePublisher(Forbidden):
    """Who had the report compiled may not publish it (two persons)."""

    code = "report_same_person"


class Damaged(ConsultError):
    """The rows are not those that were frozen; facts: number."""

    code = "report_damaged"
    status = 500


class RecordDamaged(ConsultError):
    """Comments are not as they were received, so nothing is made of them; facts: codes."""

    code = "record_damaged"
    status = 500


class SameApprover(Forbidden):
    """Who made the minutes may not approve them (two persons)."""

    code = "minutes_same_person"


class CheckRuns(WrongState):
    """Those present may still correct the draft; facts: until."""

    code = "minutes_check_runs"


class CorrectionsOpen(WrongState):
    """Corrections wait for a decision; facts: count."""

    code = "minutes_corrections_open"


class Unmoderated(WrongState):
    """Statements of the meeting wait for moderation; facts: count."""

    code = "minutes_unmoderated"


class NamesInMinutes(ConsultError):
    """A name or an address that is withheld stands in the words of the minutes (REQ 86)."""

    code = "minutes_names"
