"""Why an answer or a position cannot be taken further, as codes."""

from consult.kernel.errors import Conflict, ConsultError, Forbidden, Missing, WrongState


class NotDraftable(WrongState):
    """The answer is approved; it changes only after it was returned."""

    code = "answer_approved"


class SamePerson(Forbidden):
    """Who prepared an answer or a position may neither review nor approve it (I-12)."""

    code = "same_person"


class NotPreparer(Forbidden):
    """Only the person who handed an answer in may take it back."""

    code = "not_preparer"


class BeforeClosing(WrongState):
    """Answers are approved only after the consultation has closed (A-01)."""

    code = "before_closing"


class ChainedDuplicate(Missing):
    """A duplicate must point to a comment that is not itself a duplicate (I-15)."""

    code = "chained_duplicate"


class NothingToAnswerTo(WrongState):
    """A co-responsible body speaks to the answer of the lead, and there is none yet."""

    code = "no_answer_yet"


class AnswerStands(WrongState):
    """A comment whose answer is approved goes to another body only after it was returned."""

    code = "answer_stands"


class NotPromising(WrongState):
    """Only accepted answers promise a change; facts: disposition."""

    code = "not_promising"


class PassedVersion(ConsultError):
    """The version is public already, nothing can be promised for it; facts: number, newest."""

    code = "passed_version"


class DepartsFromDecision(WrongState):
    """A meeting decided on another result; approving needs a reason; facts: disposition."""

    code = "departs_from_decision"


class NoDecisionsHere(WrongState):
    """Decisions are taken at a national meeting that takes place, before its minutes are out."""

    code = "no_decisions_here"


class NotOnAgenda(ConsultError):
    """The comment is not disputed, so the meeting does not decide on it."""

    code = "not_on_agenda"


class SameResult(ConsultError):
    """The answer has the result already that it is to be changed to."""

    code = "same_result"


class DecidedMeanwhile(Conflict):
    """Somebody decided on ticked comments meanwhile; facts: codes."""

    code = "decided_meanwhile"
