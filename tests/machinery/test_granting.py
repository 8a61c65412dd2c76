"""The account of the service has the rights it needs; PostgreSQL itself refuses the rest (REQ 121)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from consult.domain.people.actors import system
from consult.kernel.database import db
from consult.machinery import audit, granting
from tests.factories.accounts import NAME as SERVICE
from tests.factories.accounts import act_as_service
from tests.factories.consultations import make_consultation

DENIED = "42501"
"""The error code of a privilege that is missing."""
STAYS = {
    "audit_events",
    "comment_versions",
    "meeting_decision_revisions",
    "moderation_decisions",
    "published_heads",
    "receipts",
    "recommendation_positions",
    "record_trees",
    "response_revisions",
}
"""Tables whose guard refuses DELETE whatever the row; all but receipts refuse UPDATE so too."""


@pytest.fixture
def service(app: Flask, connection: Connection) -> Iterator[None]:
    """Act as the account of the service until the end of the test; the log has one event."""
    with app.app_context():
        audit.record("test.happened", make_consultation("open"), by=system("test"))
        db.session.commit()
        act_as_service(connection)
        yield


def refusal(connection: Connection, statement: str) -> str:
    """What PostgreSQL says of a statement: the code of the error."""
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(text(statement))
    return str(caught.value.orig.sqlstate)  # type: ignore[union-attr]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_events set actor = 'nobody'",
        "update audit_events set actor = 'nobody' where false",
        "delete from audit_events",
        "truncate audit_events",
        "alter table audit_events disable trigger all",
        "alter table audit_events disable trigger audit_events_append_only",
        "drop trigger audit_events_append_only on audit_events",
        "create or replace function consult_refuse_change() returns trigger language plpgsql "
        "as $$ begin return old; end $$",
        "create rule nothing as on insert to audit_events do instead nothing",
        "create trigger bend before insert on audit_events for each row "
        "execute function suppress_redundant_updates_trigger()",
        "alter table audit_events rename to elsewhere",
        "drop table audit_events",
        "set session_replication_role = replica",
        "update published_heads set hash = ''",
        "delete from receipts",
        "update receipts set payload = '{}'",
        "update receipts set leaf = ''",
        "delete from comment_versions",
        "update moderation_decisions set at = now()",
        "update alembic_version set version_num = '0001'",
        "truncate comments",
        "create table mine (id int)",
    ],
)
def test_database_refuses_the_service_what_only_the_owner_may(
    connection: Connection, statement: str
) -> None:
    assert refusal(connection, statement) == DENIED


@pytest.mark.usefixtures("service")
def test_service_gives_itself_no_right(connection: Connection) -> None:
    connection.execute(text("grant all on audit_events to current_user"))
    assert granting.excess().tables == ()


@pytest.mark.usefixtures("service")
def test_rights_follow_the_guards_of_the_tables(connection: Connection) -> None:
    """Rows may be read and added everywhere; what stays may be neither changed nor deleted."""
    rows = connection.execute(
        text(
            """select c.relname as name, has_table_privilege(c.oid, 'select') as select,
              has_table_privilege(c.oid, 'insert') as insert,
              has_table_privilege(c.oid, 'update') as update,
              has_table_privilege(c.oid, 'delete') as delete,
              has_table_privilege(c.oid, 'truncate') or has_table_privilege(c.oid, 'trigger')
                or has_table_privilege(c.oid, 'references') as more
            from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"""
        )
    ).all()
    found = {row.name: row for row in rows}
    assert set(found) > {*db.metadata.tables, "procrastinate_jobs"}
    assert [name for name, row in found.items() if not row.select or row.more] == []
    assert {name for name, row in found.items() if not row.insert} == {"alembic_version"}
    assert {name for name, row in found.items() if not row.update} == STAYS | {"alembic_version"}
    assert {name for name, row in found.items() if not row.delete} == STAYS | {"alembic_version"}


@pytest.mark.usefixtures("service")
def test_receipts_change_in_what_their_guard_lets_pass(connection: Connection) -> None:
    columns = connection.execute(
        text(
            """select attname from pg_attribute where attrelid = 'receipts'::regclass
            and attnum > 0 and has_column_privilege('receipts', attname, 'update')"""
        )
    )
    assert set(columns.scalars()) == {"salt", "key_id", "signature", "tree_id", "position"}


def test_every_guard_that_always_refuses_is_known(connection: Connection) -> None:
    """A function that only raises is one of those the rights are computed from."""
    found = connection.execute(
        text(
            """select distinct p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            where not t.tgisinternal and p.prosrc !~* '\\mreturn\\M'"""
        )
    )
    assert set(found.scalars()) == set(granting.REFUSING)


@pytest.mark.usefixtures("service")
def test_service_has_nothing_in_excess(connection: Connection) -> None:
    assert granting.excess() == granting.Excess(is_owner=False, tables=())
    connection.execute(text("reset role"))
    connection.execute(text(f"grant update (actor) on audit_events to {SERVICE}"))
    connection.execute(text(f"grant truncate on comments to {SERVICE}"))
    connection.execute(text(f"set local role {SERVICE}"))
    assert granting.excess() == granting.Excess(False, ("audit_events", "comments"))


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "more",
    [
        "alter role {0} createrole",
        "alter role {0} superuser",
        "grant set on parameter session_replication_role to {0}",
        "grant pg_execute_server_program to {0}",
        "alter table comments owner to {0}",
        "create role between; grant between to {0}; alter table comments owner to between",
    ],
)
def test_way_to_the_rights_of_the_owner_is_seen(connection: Connection, more: str) -> None:
    connection.execute(text("reset role"))
    for statement in more.format(SERVICE).split(";"):
        connection.execute(text(statement))
    connection.execute(text(f"set local role {SERVICE}"))
    assert granting.excess().is_owner


@pytest.mark.usefixtures("service")
def test_rights_given_again_take_back_what_is_too_much(connection: Connection) -> None:
    connection.execute(text("reset role"))
    connection.execute(text(f"grant all on audit_events, comments to {SERVICE}"))
    granting.grant(connection, SERVICE)
    connection.execute(text(f"set local role {SERVICE}"))
    assert granting.excess().tables == ()


def test_owner_is_not_made_the_service(connection: Connection) -> None:
    name = connection.scalar(text("select current_user"))
    with pytest.raises(granting.SameAccount):
        granting.grant(connection, str(name))
    assert connection.scalar(text("select has_table_privilege('audit_events', 'update')"))
