"""The account of the service on the server of a test: it owns nothing and has its rights alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from consult.machinery import granting

NAME = "consult_service_of_a_test"


def act_as_service(connection: Connection) -> None:
    """Have the rights of the service until the end of the test's transaction."""
    connection.execute(text(f"create role {NAME}"))
    granting.grant(connection, NAME)
    connection.execute(text(f"set local role {NAME}"))


@contextmanager
def service_account(owner_url: str) -> Iterator[str]:
    """Give the address by which a service with no more rights than it needs reaches a database."""
    name = f"consult_service_{os.getpid()}_{os.urandom(2).hex()}"
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        connection.execute(text(f"create role {name} login password 'word'"))
        granting.grant(connection, name)
    url = make_url(owner_url).set(username=name, password="word")
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"drop owned by {name}"))
        connection.execute(text(f"drop role {name}"))
    engine.dispose()
