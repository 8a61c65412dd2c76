"""The second step: setting an authenticator, its codes, recovery codes, starting anew."""

from flask import current_app
from sqlalchemy import delete, select, update

from consult.domain.people import authenticators, notices
from consult.domain.people.actors import Actor
from consult.domain.people.credential_models import Authenticator, Passkey, RecoveryCode
from consult.domain.people.credentials import steps_of
from consult.domain.people.models import User
from consult.domain.people.refusals import SecondStepNeeded, WrongCode
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.machinery import audit, sessions


def set_authenticator(user: User, secret: str, code: str, *, by: Actor) -> list[str]:
    """Bind an app to the account once a code of it is right; an earlier app no longer works.

    All sessions end; the caller gives the present browser a new one. Returns new recovery codes
    when none are left, to be shown once. Raises WrongCode.
    """
    step = authenticators.matching_step(secret, authenticators.digits(code), now())
    if step is None:
        raise WrongCode
    _forget_authenticator(user)
    stored = authenticators.locked(secret, _service_key(), user.id)
    db.session.add(Authenticator(user_id=user.id, secret=stored, last_step=step))
    sessions.end_sessions_of(user.id)
    codes = [] if steps_of(user.id).codes_left else _make_codes(user)
    notices.account_changed(user, "second_step_set")
    audit.record("account.second_step_set", user, by=by)
    return codes


def check_code(user: User, code: str) -> None:
    """Use up a code of the account's app; raises WrongCode, also for one used before."""
    row = db.session.scalar(select(Authenticator).where(Authenticator.user_id == user.id))
    secret = _secret_in(row) if row else None
    step = secret and authenticators.matching_step(secret, authenticators.digits(code), now())
    if row is None or not step:
        raise WrongCode
    used = (
        update(Authenticator)
        .where(Authenticator.id == row.id, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.id)
    )
    if db.session.execute(used).first() is None:
        raise WrongCode


def use_recovery_code(user: User, code: str, *, by: Actor) -> None:
    """Use up one recovery code; the owner is told by letter. Raises WrongCode."""
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == authenticators.recovery_hash(user.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    if db.session.execute(used).first() is None:
        raise WrongCode
    notices.account_changed(user, "recovery_code_used")
    audit.record("account.recovery_code_used", user, by=by, left=steps_of(user.id).codes_left)


def renew_recovery_codes(user: User, *, by: Actor) -> list[str]:
    """Return ten new recovery codes to be shown once; earlier ones no longer work."""
    codes = _make_codes(user)
    notices.account_changed(user, "recovery_codes_made")
    audit.record("account.recovery_codes_made", user, by=by)
    return codes


def remove_authenticator(user: User, *, required: bool, by: Actor) -> None:
    """Take the app away; raises SecondStepNeeded when the account needs one and has no passkey."""
    if required and not steps_of(user.id).passkeys:
        raise SecondStepNeeded
    _forget_authenticator(user)
    drop_codes_without_step(user)
    notices.account_changed(user, "second_step_removed")
    audit.record("account.second_step_removed", user, by=by)


def reset_second_step(user: User, *, by: Actor) -> None:
    """Take app, recovery codes and passkeys of somebody who lost them all; all sessions end.

    Administrators may, not for themselves. The owner is told by letter.
    """
    if not (by.is_administrator or by.is_system) or by.user_id == user.id:
        raise Forbidden
    _forget_authenticator(user)
    for table in (RecoveryCode, Passkey):
        db.session.execute(delete(table).where(table.user_id == user.id))
    sessions.end_sessions_of(user.id)
    notices.account_changed(user, "second_step_reset")
    audit.record("account.second_step_reset", user, by=by)


def drop_codes_without_step(user: User) -> None:
    """Forget recovery codes when there is no step left that they could stand in for."""
    if not steps_of(user.id).any:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _make_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = authenticators.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=authenticators.recovery_hash(user.id, code))
        for code in codes
    )
    return codes


def _forget_authenticator(user: User) -> None:
    db.session.execute(delete(Authenticator).where(Authenticator.user_id == user.id))


def _secret_in(row: Authenticator) -> str | None:
    """Open a stored secret; one that an earlier key of the service locked is locked anew."""
    for place, key in enumerate(current_app.config["SETTINGS"].secrets):
        secret = authenticators.opened(row.secret, key, row.user_id)
        if secret is not None:
            if place:
                row.secret = authenticators.locked(secret, _service_key(), row.user_id)
            return secret
    return None


def _service_key() -> str:
    return str(current_app.config["SECRET_KEY"])
