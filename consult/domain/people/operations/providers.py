"""Coming in by a provider: accounts that exist, or were invited at the verified address."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from consult.domain.people import challenges
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.credential_models import ProviderIdentity
from consult.domain.people.credentials import identity_at, is_bound
from consult.domain.people.models import User
from consult.domain.people.operations.invitations import accept_by_provider
from consult.domain.people.operations.passwords import NOBODY
from consult.domain.people.queries import actor_and_user, user_by_email
from consult.domain.people.refusals import ProviderRefused
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import new_secret
from consult.machinery import audit, provider
from consult.machinery.letters import short_address

PURPOSE = "provider"


@dataclass(frozen=True)
class Arrived:
    """Somebody who came back: the account, whether two steps were seen, where to go on."""

    user: User
    who: Actor
    second_step: bool
    language: str
    target: str
    again: bool


def depart(*, language: str, target: str, again: bool) -> tuple[str, str]:
    """Return (state, address of the provider) for a browser; raises ProviderRefused."""
    nonce, verifier = new_secret(), new_secret()
    facts: dict[str, Any] = {
        "nonce": nonce,
        "verifier": verifier,
        "language": language,
        "target": target,
    }
    state = challenges.put(PURPOSE, **facts, again=again, left_at=int(now().timestamp()))
    try:
        url = provider.departure(
            _client(), state=state, nonce=nonce, verifier=verifier, again=again
        )
    except provider.Refused as error:
        raise ProviderRefused(reason=str(error)) from error
    return state, url


def arrive(state: str, code: str) -> Arrived:
    """Return who came back with the state that this browser left with; works once.

    The address counts only when the provider has verified it. An account is bound to the
    provider's subject at its first sign-in; another person who gets the address later is refused.
    Roles are never taken from the provider. Raises ProviderRefused, with an event.
    """
    taken = challenges.take(PURPOSE, state)
    if taken is None:
        raise _refused("state")
    facts = taken.facts
    try:
        person = provider.person(
            _client(), code=code, nonce=facts["nonce"], verifier=facts["verifier"]
        )
    except provider.Refused as error:
        raise _refused(str(error)) from error
    if facts["again"] and person.authenticated_at < facts["left_at"] - provider.LEEWAY:
        raise _refused("not anew")
    user, who = _account(person)
    trusted = set(current_app.config["SETTINGS"].oidc_second_step)
    return Arrived(
        user=user,
        who=who,
        second_step=bool(trusted & person.methods),
        language=facts["language"],
        target=facts["target"],
        again=facts["again"],
    )


def _account(person: provider.Person) -> tuple[User, Actor]:
    issuer = _client().issuer
    known = identity_at(issuer, person.subject)
    if known is not None:
        found = actor_and_user(known.user_id)
        if found is None:
            raise _refused("disabled")
        return found
    if not person.email_verified or not person.email:
        raise _refused("address not verified")
    user = user_by_email(person.email) or accept_by_provider(person.email, name=person.name)
    if user is None or user.disabled_at or is_bound(user.id, issuer):
        raise _refused("no account")
    db.session.add(ProviderIdentity(user_id=user.id, issuer=issuer, subject=person.subject))
    db.session.flush()
    found = actor_and_user(user.id)
    if found is None:
        raise _refused("no account")
    audit.record("account.provider_bound", user, by=found[1])
    return found


def _refused(reason: str) -> ProviderRefused:
    audit.record("login.failed", NOBODY, by=VISITOR, method="provider", reason=reason)
    return ProviderRefused(reason=reason)


def _client() -> provider.Client:
    settings = current_app.config["SETTINGS"]
    return provider.Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        return_to=short_address("account.provider_return", language="en"),
    )
