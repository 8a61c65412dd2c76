"""Keeping what a factory made, so that it can be used after its app context has ended."""

from typing import TypeVar

from consult.kernel.database import Model, db

Thing = TypeVar("Thing", bound=Model)


def kept(thing: Thing) -> Thing:
    """Commit and load the row: its columns, and those of rows kept before, stay readable."""
    session = db.session()
    session.add(thing)
    session.expire_on_commit = False
    session.commit()
    session.expire_on_commit = True
    session.refresh(thing)
    return thing
