"""What keeps a session alive and what does not, and how long it may rest with a new role (REQ 43)."""

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people import operations
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.database import db
from tests.factories.consultations import make_consultation
from tests.factories.people import make_user
from tests.visitor import Visitor
from tests.web.account.stepping import give_password
from tests.web.account.test_passwords_and_links import is_in, token_of
from tests.web.account.test_session_rules import idle


def seen(app: Flask) -> object:
    with app.app_context():
        return db.session.scalar(text("select max(seen_at) from sessions"))


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/en/account", True),
        ("/en/organise/one/round-tables/ABCD/screen", True),
        ("/en/account?again=1", False),
        ("/kk/c/one/round-tables/ABCD/screen?key=1", False),
        ("/en/c/one/round-tables/ABCD/screen/now?key=1", False),
    ],
)
def test_page_that_asks_for_itself_keeps_no_session_alive(
    app: Flask, path: str, is_kept: bool
) -> None:
    with app.app_context():
        user = make_user()
    visitor = give_password(Visitor(app), user)
    idle(app, 300)
    before = seen(app)
    visitor.client.get(path)
    assert (seen(app) > before) == is_kept


def test_new_role_shortens_how_long_a_session_may_rest(app: Flask) -> None:
    with app.app_context():
        users = [make_user(), make_user()]
        consultation = make_consultation()
    tokens = [token_of(give_password(Visitor(app), user)) for user in users]
    with app.app_context():
        by = system("test")
        operations.grant_role(users[0], consultation, "auditor", by=by)
        operations.make_administrator(db.session.get_one(User, users[1].id), by=by)
        db.session.commit()
    idle(app, 29)
    assert [is_in(app, token) for token in tokens] == [True, True]
    idle(app, 31)
    assert [is_in(app, token) for token in tokens] == [False, False]
