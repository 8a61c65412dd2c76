"""The round tables of the worked example, compared with the facts of their files."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.domain.responses.decided import decisions_of
from consult.domain.roundtables.presence import attendance_of
from consult.domain.roundtables.queries import tables_of
from consult.domain.submissions.statement_models import Statement
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.demo.example_files import rows_of

pytestmark = pytest.mark.committed


def test_round_tables_of_2011_are_those_of_their_files(old, manifest):
    facts = {table.source_ref: facts_of_table(table) for table in tables_of(old.id)}
    files = {row["id"]: row["file"] for row in rows_of("round_tables/round_tables.csv")}
    wanted = {ref: facts_of_file(manifest.get(name)) for ref, name in files.items()}
    assert facts == wanted


def facts_of_table(table):
    held = attendance_of(table.id)
    statement = select(func.count()).select_from(Statement)
    said = db.session.scalar(statement.where(Statement.round_table_id == table.id))
    return (len(held.rows) + len(held.counts), said, table.registration_number)


def facts_of_file(facts):
    if facts is None:
        return (0, 0, None)
    return (facts["attendance_rows"], facts["statements"], int(facts["reg_no"][-4:]))


def test_open_consultation_has_a_round_table_today_and_one_to_come(opened):
    tables = tables_of(opened.id)
    ahead = [table.starts_at - now() for table in tables]
    assert [table.state for table in tables] == ["planned", "planned"]
    assert timedelta() < ahead[0] < timedelta(hours=2)
    assert ahead[1] > timedelta(days=9)
    assert all(table.capacity and table.accessibility and table.agenda for table in tables)


def test_national_round_table_let_six_answers_stand(old):
    (national,) = [table for table in tables_of(old.id) if table.level == "national"]
    decided = [(one.decision.decision, one.decision.carried) for one in decisions_of(national.id)]
    assert decided == [("stands", True)] * 6
