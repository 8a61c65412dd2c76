"""Changes between versions are gathered, their causes stated, comments tied to them."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm.exc import StaleDataError

from consult.domain.changes import rules
from consult.domain.changes.models import Change, ChangeCause
from consult.domain.changes.refusals import UnknownComments
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

NO_WORDS = LocalisedText()
OFFICIAL = ("kk", "ru")
HELD = ("cause", "explanation", "row_version")


def state_cause(
    change: Change,
    cause: str,
    *,
    comments: Sequence[str] = (),
    explanation: LocalisedText = NO_WORDS,
    by: Actor,
    expected: int,
) -> Change:
    """Say why a change was made: comments (their codes), own_initiative or agreed (I-11, A-05).

    The comments may stand on any measure of the consultation. An explanation in both official
    languages of the consultation is needed for the other causes. Raises Missing with the codes of
    what is lacking, UnknownComments, Conflict when somebody changed it meanwhile, Forbidden.
    """
    _hold(change, by, expected)
    lacks = rules.lacking(cause, comments, explanation, languages=official(change))
    if lacks:
        raise Missing(missing=lacks)
    found = find_comments(change, comments) if cause == "comments" else []
    set_causes(change, found, by)
    change.cause, change.explanation = cause, explanation
    return _decided(change, by, "change.cause_stated", cause=cause, comments=len(found))


def link_comment(change: Change, code: str, *, by: Actor) -> Change:
    """Say that a comment caused a change, beside those named before.

    Raises UnknownComments, Forbidden.
    """
    _hold(change, by)
    (comment,) = find_comments(change, [code])
    if comment.id not in _linked(change):
        db.session.add(ChangeCause(change_id=change.id, comment_id=comment.id, by_name=by.name))
    change.cause = "comments"
    return _decided(change, by, "change.comment_linked", comment=comment.code)


def unlink_comment(change: Change, code: str, *, by: Actor) -> Change:
    """Take a comment back from a change; without its last comment the change has no cause.

    Raises UnknownComments, Forbidden.
    """
    _hold(change, by)
    (comment,) = find_comments(change, [code])
    left = _linked(change) - {comment.id}
    db.session.execute(
        delete(ChangeCause).where(
            ChangeCause.change_id == change.id, ChangeCause.comment_id == comment.id
        )
    )
    if not left and change.cause == "comments":
        change.cause = ""
    return _decided(change, by, "change.comment_unlinked", comment=comment.code)


def official(change: Change) -> list[str]:
    """Return the official languages that the consultation of a change declares."""
    consultation = db.session.get_one(Consultation, change.consultation_id)
    return [code for code in OFFICIAL if code in consultation.languages]


def find_comments(change: Change, codes: Sequence[str]) -> list[Comment]:
    """Return the comments of the consultation with these codes; raises UnknownComments.

    Spam is no comment: it causes nothing.
    """
    wanted = list(dict.fromkeys(codes))
    statement = select(Comment).where(
        Comment.consultation_id == change.consultation_id,
        Comment.code.in_(wanted),
        Comment.publication != "spam",
    )
    found = {comment.code: comment for comment in db.session.scalars(statement)}
    if strange := [code for code in wanted if code not in found]:
        raise UnknownComments(codes=strange)
    return [found[code] for code in wanted]


def set_causes(change: Change, comments: Sequence[Comment], by: Actor) -> None:
    """Let exactly these comments stand as causes; who tied those named before stays."""
    wanted = {comment.id for comment in comments}
    known = _linked(change)
    gone = ChangeCause.comment_id.in_(known - wanted)
    db.session.execute(delete(ChangeCause).where(ChangeCause.change_id == change.id, gone))
    db.session.add_all(
        ChangeCause(change_id=change.id, comment_id=identity, by_name=by.name)
        for identity in wanted - known
    )


def _linked(change: Change) -> set[object]:
    statement = select(ChangeCause.comment_id).where(ChangeCause.change_id == change.id)
    return set(db.session.scalars(statement))


def _hold(change: Change, by: Actor, expected: int | None = None) -> None:
    """Lock the row; raises Forbidden, or Conflict when it is not the one that was seen."""
    if not by.is_system and not by.has(change.consultation_id, "organiser"):
        raise Forbidden
    db.session.refresh(change, HELD, with_for_update=True)
    if expected is not None and change.row_version != expected:
        raise Conflict(theirs=change)


def _decided(change: Change, by: Actor, action: str, **facts: object) -> Change:
    change.decided_by, change.decided_at = by.name, now()
    try:
        db.session.flush()
    except StaleDataError as error:
        raise Conflict(theirs=None) from error
    audit.record(
        action,
        change,
        by=by,
        consultation_id=change.consultation_id,
        number=change.number,
        **facts,
    )
    return change
