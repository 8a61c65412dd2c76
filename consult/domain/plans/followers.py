"""Who is told that a version of a plan was changed or is about to go; subjects above join in."""

from collections.abc import Callable

from consult.domain.people.actors import Actor
from consult.domain.plans.models import PlanVersion

Follower = Callable[[PlanVersion, Actor], None]
_CHANGED: list[Follower] = []
_LEAVING: list[Follower] = []


def follow(*, changed: Follower, leaving: Follower) -> None:
    """Join in: `changed` after an import, an edit or a publication, `leaving` before removal."""
    if changed not in _CHANGED:
        _CHANGED.append(changed)
        _LEAVING.append(leaving)


def tell_changed(version: PlanVersion, actor: Actor) -> None:
    """Tell all followers, in the same transaction, that a version holds something else now."""
    for follower in _CHANGED:
        follower(version, actor)


def tell_leaving(version: PlanVersion, actor: Actor) -> None:
    """Tell all followers, in the same transaction, that a draft is about to be removed."""
    for follower in _LEAVING:
        follower(version, actor)
