"""The address of an account: asking for a new one, and confirming it from there."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from consult.domain.people import notices
from consult.domain.people.actors import Actor
from consult.domain.people.credentials import ADDRESS, address_link
from consult.domain.people.models import OneTimeLink, User
from consult.domain.people.operations.accounts import checked_address
from consult.domain.people.queries import actor_and_user, user_by_email
from consult.domain.people.refusals import AddressTaken, DeadLink
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest, new_secret
from consult.machinery import audit, sessions

LIFETIME = timedelta(minutes=60)


def request_address(user: User, new: str, *, by: Actor) -> None:
    """Send a link to a new address and news of it to the present one; nothing changes yet.

    Whether the new address has an account is told to nobody but its owner. Raises NotAnAddress.
    """
    address = checked_address(new)
    taken = user_by_email(address)
    if taken is not None:
        notices.account_exists(taken)
    else:
        notices.confirm_address(user, address, _link(user, address))
    notices.account_changed(user, "address_asked")
    audit.record("account.address_asked", user, by=by)


def confirm_address(secret: str) -> User:
    """Change the address through its link; both addresses are told, links sent before die.

    All sessions end. Does not sign in. Raises DeadLink or AddressTaken.
    """
    link, user = address_link(secret, lock=True)
    old, new = user.email, link.address
    try:
        with db.session.begin_nested():
            user.email = new
    except IntegrityError as error:
        raise AddressTaken(email=new) from error
    _kill_links(user)
    sessions.end_sessions_of(user.id)
    notices.account_changed(user, "address_changed")
    notices.account_changed(user, "address_changed", to=old)
    found = actor_and_user(user.id)
    if found is None:
        raise DeadLink
    audit.record("account.address_changed", user, by=found[1])
    return user


def _link(user: User, address: str) -> str:
    secret = new_secret()
    link = OneTimeLink(
        token_hash=digest(secret),
        user_id=user.id,
        purpose=ADDRESS,
        address=address,
        expires_at=now() + LIFETIME,
    )
    db.session.add(link)
    db.session.flush()
    return secret


def _kill_links(user: User) -> None:
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
