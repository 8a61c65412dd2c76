"""What migrations need beyond tables: append-only triggers, tallies, the job queue's schema."""

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Connection, text

REFUSE_CHANGE = """create or replace function consult_refuse_change() returns trigger
language plpgsql as $$
begin raise exception 'append_only: %', tg_table_name using errcode = '23001'; end $$"""

REFUSE_PUBLISHED = """create or replace function consult_refuse_published() returns trigger
language plpgsql as $$
declare version uuid; begin
  if tg_op <> 'INSERT' then
    version := old.plan_version_id;
    if exists (select 1 from plan_versions where id = version and state <> 'draft') then
      raise exception 'plan_version_published' using errcode = '23001';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    version := new.plan_version_id;
    if exists (select 1 from plan_versions where id = version and state <> 'draft') then
      raise exception 'plan_version_published' using errcode = '23001';
    end if;
    return new;
  end if;
  return old;
end $$"""

REFUSE_PUBLISHED_EXECUTORS = """create or replace function consult_refuse_published_executors()
returns trigger language plpgsql as $$
declare measure uuid; begin
  if tg_op = 'INSERT' then measure := new.measure_version_id;
  else measure := old.measure_version_id; end if;
  if exists (select 1 from measure_versions m join plan_versions v on v.id = m.plan_version_id
             where m.id = measure and v.state <> 'draft') then
    raise exception 'plan_version_published' using errcode = '23001';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$"""

REFUSE_VERSION = """create or replace function consult_refuse_published_version() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'plan_version_published' using errcode = '23001'; end if;
    return old;
  end if;
  if old.state <> 'draft' and (to_jsonb(new) - array['state', 'superseded_at'])
     is distinct from (to_jsonb(old) - array['state', 'superseded_at']) then
    raise exception 'plan_version_published' using errcode = '23001';
  end if;
  if old.state <> 'draft' and new.state = 'draft' then
    raise exception 'plan_version_published' using errcode = '23001';
  end if;
  return new;
end $$"""

REFUSE_REPORT_ROW = """create or replace function consult_refuse_report_row() returns trigger
language plpgsql as $$
declare report uuid; begin
  if tg_op = 'INSERT' then report := new.report_id; else report := old.report_id; end if;
  if exists (select 1 from reports where id = report
             and state in ('compiled', 'published', 'superseded')) then
    raise exception 'report_frozen' using errcode = '23001';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$"""

TARGET = """case
    when {row}.measure_version_id is not null then 'measure:' || {row}.measure_version_id
    when {row}.section_id is not null then 'section:' || {row}.section_id
    else 'plan' end"""
STATE = "case when {row}.withdrawn_at is not null then 'withdrawn' else {row}.publication end"


def _counted(row: str, sign: str) -> str:
    target, state = TARGET.format(row=row), STATE.format(row=row)
    return (  # only our own words stand in these texts
        f"select {row}.consultation_id as consultation_id, {target} as target,"  # noqa: S608
        f" {state} as publication, {sign}1 as n from {row}"
    )


def _tally_function(name: str, sources: str) -> str:
    return f"""create or replace function {name}() returns trigger language plpgsql as $$
begin
  insert into comment_tallies (consultation_id, target, publication, count)
  select consultation_id, target, publication, sum(n) from ({sources}) as changed
  group by consultation_id, target, publication having sum(n) <> 0
  order by consultation_id, target, publication
  on conflict (consultation_id, target, publication)
  do update set count = comment_tallies.count + excluded.count;
  return null;
end $$"""  # noqa: S608


TALLY = {
    "insert": _tally_function("consult_tally_insert", _counted("new_rows", "")),
    "delete": _tally_function("consult_tally_delete", _counted("old_rows", "-")),
    "update": _tally_function(
        "consult_tally_update",
        _counted("new_rows", "") + " union all " + _counted("old_rows", "-"),
    ),
}
REFERENCING = {
    "insert": "referencing new table as new_rows",
    "delete": "referencing old table as old_rows",
    "update": "referencing old table as old_rows new table as new_rows",
}


def append_only(table: str) -> tuple[str, str]:
    """Return the statements that make a table refuse UPDATE, DELETE and TRUNCATE."""
    return (
        f"create trigger {table}_append_only before update or delete on {table} "
        "for each row execute function consult_refuse_change()",
        f"create trigger {table}_no_truncate before truncate on {table} "
        "for each statement execute function consult_refuse_change()",
    )


def tally_triggers() -> tuple[str, ...]:
    """Return the statements that keep comment_tallies in step with comments, whoever writes."""
    functions = tuple(TALLY.values())
    triggers = tuple(
        f"create trigger comments_tally_{event} after {event} on comments "
        f"{REFERENCING[event]} for each statement execute function consult_tally_{event}()"
        for event in TALLY
    )
    return functions + triggers


def is_ours(name: str | None, kind: str, parents: MutableMapping[str, Any]) -> bool:  # noqa: ARG001
    """Leave the job queue's tables and the version table out of comparisons."""
    return not (kind == "table" and str(name).startswith(("procrastinate_", "alembic_")))


def drop_queue(connection: Connection) -> list[str]:
    """Return the statements that remove the job queue's tables, functions and types."""
    found = connection.execute(
        text(
            """select format('drop table if exists %I cascade', tablename) from pg_tables
               where schemaname = current_schema() and tablename like 'procrastinate%'
            union all select format('drop function if exists %s cascade', p.oid::regprocedure)
               from pg_proc p where p.pronamespace = current_schema()::regnamespace
               and p.proname like 'procrastinate%'
            union all select format('drop type if exists %I cascade', typname) from pg_type t
               where t.typnamespace = current_schema()::regnamespace
               and t.typname like 'procrastinate%' and (t.typtype = 'e' or exists (
                   select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))"""
        )
    )
    return list(found.scalars())
