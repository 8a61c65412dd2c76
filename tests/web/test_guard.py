"""Nothing is open by default: a route without a permission stops the start (REQ 50)."""

import uuid
from types import SimpleNamespace

import pytest
from flask import Flask

from consult.access import POLICY, Permission, permits
from consult.domain.people.actors import VISITOR, Actor
from consult.web.guard import needs, refuse_open_routes


def app_with(view: object) -> Flask:
    """An app with one route of somebody who thought of no permission, or did."""
    app = Flask("small")
    app.add_url_rule("/new", "new", view)  # type: ignore[arg-type]
    return app


def test_route_without_a_permission_stops_the_start() -> None:
    with pytest.raises(RuntimeError, match="route new has no permission"):
        refuse_open_routes(app_with(lambda: "everything"))


def test_route_with_a_permission_may_start() -> None:
    refuse_open_routes(app_with(needs(Permission.ADMINISTER)(lambda: "everything")))


def test_permission_without_a_policy_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    thing = SimpleNamespace(id=uuid.uuid4())
    actors = (VISITOR, Actor(user_id=uuid.uuid4(), is_administrator=True))
    assert permits(actors[1], Permission.ADMINISTER, thing)
    monkeypatch.delitem(POLICY, Permission.ADMINISTER)
    assert [permits(who, Permission.ADMINISTER, thing) for who in actors] == [False, False]


@pytest.mark.parametrize("permission", sorted(set(Permission) - {"anyone", "read", "comment"}))
def test_visitor_gets_nothing_that_is_not_public(permission: Permission) -> None:
    thing = SimpleNamespace(id=uuid.uuid4(), state="open", body_ids=[uuid.uuid4()])
    assert not permits(VISITOR, permission, thing)
