"""Two accounts of the database: one owns it and migrates, one serves and owns nothing (REQ 121)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Row, create_engine, text

from consult.kernel.database import db
from consult.machinery import postgres

REFUSING = ("consult_refuse_change", "refuse_change_of_record")
"""Functions of triggers that refuse every change they are called for."""
READ_ONLY = ("alembic_version",)

THINGS = text(
    """select c.relname as name, c.relkind = 'S' as is_sequence,
      coalesce(bool_or(t.tgtype::int & 16 <> 0), false) as stays,
      coalesce(bool_or(t.tgtype::int & 8 <> 0), false) as is_kept
    from pg_class c left join (pg_trigger t join pg_proc p on p.oid = t.tgfoid
      and p.proname = any(:refusing)) on t.tgrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'S')
    group by c.oid order by c.relname"""
)
"""Tables and sequences; whether a guard refuses every UPDATE (stays), every DELETE (is kept)."""
MIGHT = text(
    """select r.rolsuper or r.rolcreaterole
      or pg_has_role('pg_execute_server_program', 'member')
      or pg_has_role('pg_write_server_files', 'member')
      or has_parameter_privilege('session_replication_role', 'set')
      or pg_has_role(d.datdba, 'member')
      or exists (select from pg_class c where c.relnamespace = current_schema()::regnamespace
        and c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'member'))
    from pg_roles r, pg_database d
    where r.rolname = current_user and d.datname = current_database()"""
)
CHANGES = text(
    """select has_table_privilege(:name, 'truncate, trigger')
      or :stays and has_any_column_privilege(:name, 'update')
      or :is_kept and has_table_privilege(:name, 'delete')"""
)


class SameAccount(Exception):
    """The owner's address and the service's lead to the same account."""


@dataclass(frozen=True)
class Excess:
    """What the service's account may do and need not."""

    is_owner: bool
    """It owns the tables, may become their owner, or may switch off triggers."""
    tables: tuple[str, ...]
    """Tables it may empty, give triggers to, or change although a guard refuses every change."""


@contextmanager
def owner(url: str) -> Iterator[Connection]:
    """Give a connection of the account that owns the tables; the caller commits."""
    engine = create_engine(url, connect_args={"options": postgres.OPTIONS})
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def give(owner_url: str) -> str:
    """Give the account of the service what it needs and nothing else; returns its name.

    Raises SameAccount, before anything is changed.
    """
    role = str(db.session.scalar(text("select current_user")))
    db.session.rollback()
    with owner(owner_url) as connection, connection.begin():
        grant(connection, role)
    return role


def grant(connection: Connection, role: str) -> None:
    """Take all rights on our tables from a role and give it those of the service.

    Rows may be read and added; UPDATE and DELETE are given where no guard of the table refuses
    them whatever the row, and on single columns where the model says that only these change.
    """
    if connection.scalar(text("select current_user")) == role:
        raise SameAccount
    quote = connection.dialect.identifier_preparer.quote
    schema, to = quote(str(connection.scalar(text("select current_schema()")))), quote(role)
    for kind in ("tables", "sequences"):
        connection.exec_driver_sql(f"revoke all on all {kind} in schema {schema} from {to}")
    connection.exec_driver_sql(f"grant usage on schema {schema} to {to}")
    for thing in _things(connection):
        rights = ", ".join(_rights(thing))
        connection.exec_driver_sql(f"grant {rights} on {quote(thing.name)} to {to}")


def excess() -> Excess:
    """Return what the account in use may do beyond what the service needs."""
    connection = db.session.connection()
    found = [
        thing.name
        for thing in _things(connection)
        if not thing.is_sequence and connection.scalar(CHANGES, thing._asdict())
    ]
    return Excess(bool(connection.scalar(MIGHT)), tuple(found))


def _things(connection: Connection) -> Sequence[Row[tuple[str, bool, bool, bool]]]:
    return connection.execute(THINGS, {"refusing": list(REFUSING)}).all()


def _rights(thing: Row[tuple[str, bool, bool, bool]]) -> list[str]:
    if thing.is_sequence:
        return ["usage", "select"]
    if thing.name in READ_ONLY:
        return ["select"]
    rights = ["select", "insert"]
    if not thing.stays:
        rights.append(f"update{_columns(thing.name)}")
    return rights if thing.is_kept else [*rights, "delete"]


def _columns(name: str) -> str:
    """Return the columns that alone change once a row is there, in brackets; nothing for all."""
    table = db.metadata.tables.get(name)
    only = table.info.get("changing", ()) if table is not None else ()
    return f" ({', '.join(only)})" if only else ""
