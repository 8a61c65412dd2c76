"""The database session, the declarative base and column types."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from consult.kernel.localised import LocalisedText

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Localised(TypeDecorator[LocalisedText]):
    """A LocalisedText stored as JSONB {kk, ru, en}; missing languages are left out."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Turn a LocalisedText or a mapping into what is stored."""
        return LocalisedText.of(value).as_dict()

    def process_result_value(self, value: Any, dialect: Dialect) -> LocalisedText:  # noqa: ARG002
        """Turn what is stored into a LocalisedText."""
        return LocalisedText.of(value)


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored and returned in UTC; a naive value is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Refuse naive values."""
        if isinstance(value, datetime) and value.tzinfo is None:
            message = "a moment without a zone"
            raise ValueError(message)
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the moment in UTC whatever zone the server speaks."""
        return value.astimezone(UTC) if isinstance(value, datetime) else value


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        uuid.UUID: Uuid(as_uuid=True),
        datetime: Instant,
        LocalisedText: Localised,
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


Model = Base
db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={"join_transaction_mode": "create_savepoint"},
)

key = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]


def one_of(column: str, values: Sequence[str]) -> str:
    """Return the condition of a CHECK constraint that a column holds one of the codes."""
    return f"{column} in ({', '.join(repr(value) for value in values)})"


@contextmanager
def apart() -> Iterator[Connection]:
    """Give a connection with a transaction of its own, committed at the end.

    For what must be kept whether or not the request's own change is: counters, sessions.
    """
    engine: Engine | Connection = db.engines[None]
    if isinstance(engine, Connection):
        with engine.begin_nested():
            yield engine
    else:
        with engine.begin() as connection:
            yield connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Give a read-only connection that sees one moment of the database until it is given back.

    For what must be consistent over many rows while others go on writing (REPEATABLE READ).
    """
    engine: Engine | Connection = db.engines[None]
    if isinstance(engine, Connection):
        yield engine
        return
    with engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection
