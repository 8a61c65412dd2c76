"""Changing how a name may be used afterwards: by the author alone (REQ 116)."""

from collections.abc import Sequence

from sqlalchemy import select, update

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import claims, queries, record, registering, sealing, ties
from consult.domain.submissions.admission import hold, refuse
from consult.domain.submissions.attachments import hide_files, hides
from consult.domain.submissions.editing import is_author
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.domain.submissions.moments import kept_instant, listed_instant
from consult.domain.submissions.points import About, flaws_of_about
from consult.domain.submissions.reading import SHOWN
from consult.domain.submissions.receipts import LETTERS
from consult.domain.submissions.registering import OPEN_LEVELS
from consult.domain.submissions.rules import (
    LEVELS,
    SEALED_LEVEL,
    UNLINKED_LEVELS,
    levels_offered,
)
from consult.domain.submissions.trustees import can_seal
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, WrongState
from consult.kernel.references import fold_code
from consult.machinery import audit
from consult.machinery.files import StoredFile

IDENTITY = ("author_kind", "author_name", "organisation_name", "cosigners", "contact_email")


class LevelStays(WrongState):
    """The level that was chosen is the one that holds already."""

    code = "level_stays"
    status = 422


class TooLateToHide(WrongState):
    """A point is published: from now on the author can only show more."""

    code = "too_late_to_hide"
    status = 422


class CodeNeeded(Forbidden):
    """Only the receipt code opens who sent this; an account or a link does not."""

    code = "code_needed"
    status = 422


def levels_open_to(submission: Submission) -> tuple[str, ...]:
    """Return the levels that the author of a submission (with its points) may choose now."""
    consultation = submission.consultation
    offered = levels_offered(consultation.publication_policy, can_seal=can_seal(consultation.id))
    return tuple(
        level
        for level in offered
        if level != submission.level
        and (is_more_open(level, submission.level) or not _is_public(submission))
    )


def is_more_open(level: str, than: str) -> bool:
    """Whether a level shows more of the author than another one."""
    return LEVELS.index(level) < LEVELS.index(than)


def change_level(
    submission: Submission,
    level: str,
    *,
    by: Actor,
    token: str = "",
    code: str = "",
    identity: About | None = None,
) -> Submission:
    """Change how the author of a submission may be recognised; only the author does that.

    Showing more is possible at any time, hiding more until one of the points is published. Who sent
    a sealed submission is put back by the receipt code; an anonymous author gives an `identity`.
    What the log holds of the time before stays there. Raises Forbidden, LevelStays, TooLateToHide,
    CodeNeeded, WrongCode, Flawed.
    """
    held = queries.submission_by_id(submission.id, lock=True)
    _refuse_stranger(held, by, token, code)
    former = held.level
    if level == former:
        raise LevelStays(level=level)
    more_open = is_more_open(level, former) if level in LEVELS else False
    if not more_open and _is_public(held):
        raise TooLateToHide(level=former)
    _give_identity(held, level, code, identity)
    consultation = hold(held.consultation_id)
    offered = levels_offered(consultation.publication_policy, can_seal=can_seal(consultation.id))
    refuse(list(flaws_of_about(_about_of(held, level), offered)))
    held.level = level
    if not more_open:
        _hide(held, former, code)
    if hides(level):
        unlinked = level in UNLINKED_LEVELS
        hide_files([held.id], by=VISITOR if unlinked else by, day_only=unlinked)
    db.session.flush()
    if more_open:
        claims.note_claim(held, by=by)
    record.issue_again([held.id])
    audit.record(
        "consent.changed",
        held,
        by=VISITOR if level in UNLINKED_LEVELS else by,
        consultation_id=held.consultation_id,
        day_only=level in UNLINKED_LEVELS,
        former=former,
        level=level,
    )
    return queries.submission_by_id(held.id)


def _refuse_stranger(submission: Submission, by: Actor, token: str, code: str) -> None:
    """Only the author: by the link, by the receipt code, or by the account that sent it."""
    bare = fold_code(code)[:LETTERS]
    if not any(is_author(submission, by=by, proof=proof) for proof in (token, bare)):
        raise Forbidden


def _is_public(submission: Submission) -> bool:
    return any(one.published_at or one.publication in SHOWN for one in submission.comments)


def _give_identity(submission: Submission, level: str, code: str, identity: About | None) -> None:
    """Put the identity into the row again where the new level needs one."""
    if submission.level == SEALED_LEVEL and level != "anonymous":
        if not code:
            raise CodeNeeded
        sealing.give_back(submission, code)
    elif submission.level == "anonymous" and identity is not None:
        for name in IDENTITY:
            setattr(submission, name, getattr(identity, name))


def _about_of(submission: Submission, level: str) -> About:
    return About(
        level=level,
        organisation_id=submission.organisation_id,
        region_code=submission.region_code,
        language=submission.language,
        **{name: getattr(submission, name) for name in IDENTITY},
    )


def _hide(submission: Submission, former: str, code: str) -> None:
    """Take out of the rows what the stricter level does not keep."""
    consultation = submission.consultation
    level, zone = submission.level, consultation.zone
    received_at = submission.received_at
    if level == SEALED_LEVEL:
        sealing.seal(submission, code)
    if former == SEALED_LEVEL:
        sealing.destroy(submission, by=VISITOR, cause="level_changed")
    submission.received_at = kept_instant(level, received_at, zone)
    names = registering.names_hinted([level])
    for comment in submission.comments:
        comment.received_at = submission.received_at
        comment.shown_at = listed_instant(level, received_at, zone)
        if former in OPEN_LEVELS:
            _rename(comment, registering.code_for(consultation, level, submission.number, 0), names)
    if level in UNLINKED_LEVELS:
        _forget(submission)


def _rename(comment: Comment, code: str, names: Sequence[str]) -> None:
    comment.code = code
    for name, value in registering.words(comment, code, names).items():
        setattr(comment, name, value)


def _forget(submission: Submission) -> None:
    """Empty what names the author; the moments that are left say the day."""
    hidden = registering.without_identity(_about_of(submission, submission.level))
    for name in (*IDENTITY[1:], "organisation_id", "user_id"):
        setattr(submission, name, getattr(hidden, name))
    if submission.level == "anonymous":
        submission.verification = hidden.verification
    submission.claimed = ""
    db.session.flush()
    ties.let_go([submission.id])
    ties.forget_hours([submission.id], submission.consultation.zone)
    registering.forget_times([submission.id])
    files = select(Attachment.file_id).where(Attachment.submission_id == submission.id)
    day = submission.received_at
    db.session.execute(update(StoredFile).where(StoredFile.id.in_(files)).values(created_at=day))
