"""One moment of the database: what others write meanwhile, two at once, and killed processes."""

import os
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, select, text

from consult.app import create_app
from consult.domain.people.actors import system
from consult.domain.reports import compiling, operations, queries
from consult.domain.reports.document import canonical
from consult.domain.reports.models import Report, ReportRowRecord
from consult.domain.reports.refusals import AlreadyCompiling
from consult.kernel.database import db
from tests.conftest import SECRET, make_settings
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.reports import checksum_of

pytestmark = pytest.mark.committed
BY = system("test")
KILLS = 5
FILL = """
with sent as (
  insert into submissions (id, consultation_id, number, part, reg_no, reference, code_hash, channel,
    received_at, entered_at, entered_by_name, late, language, author_kind, author_name,
    organisation_name, organisation_kind, cosigners, contact_email, verification, region_code, level,
    privacy_notice_version, source_ref, source_sha256)
  select gen_random_uuid(), :consultation, n, 1, 'C/' || n, 'R' || n, '', 'web',
    now() - make_interval(secs => n), now(), '', false, 'ru', 'individual', 'Имя ' || n, '', '', '', '',
    'unverified', 'KZ-75', 'named', '1.0', '', ''
  from generate_series(1, :rows) as n returning id, number, received_at)
insert into comments (id, consultation_id, submission_id, point, code, target_type,
  measure_version_id, target_field, kind, language, text, proposed_wording, rationale, received_at,
  shown_at, publication, ground, redactions, hints, search_text, external_id, row_version)
select gen_random_uuid(), :consultation, id, 1, 'C/' || number || '-1', 'measure', :measure, '',
  'addition', 'ru', 'Текст ' || number, '', '', received_at,
    received_at, 'published', '', '[]', '[]', '', '', 1
from sent
"""


@pytest.fixture
def real(own_database, tmp_path):
    """An app whose commits are real, in a database of its own."""
    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def filled(rows):
    consultation = make_consultation("answering")
    make_plan(consultation)
    facts = {"consultation": consultation.id, "measure": measure_of(consultation).id}
    db.session.execute(text(FILL), {**facts, "rows": rows})
    db.session.commit()
    return consultation


def asked(consultation):
    report = operations.request_report(consultation, by=BY, queued=False)
    db.session.commit()
    return report


def kept_rows(report):
    statement = select(ReportRowRecord.position).where(ReportRowRecord.report_id == report.id)
    return len(db.session.scalars(statement).all())


def test_what_others_write_meanwhile_is_not_in_the_report(real, own_database, monkeypatch):
    consultation = filled(2500)
    report = asked(consultation)
    other = create_engine(own_database)
    seen = []

    def meddled(row):
        if not seen:
            with other.begin() as connection:
                connection.execute(text("update comments set text = 'changed'"))
                connection.execute(
                    text("update comments set publication = 'spam' where random() < .5")
                )
        if len(seen) == 1500:
            with other.connect() as connection:
                progress = connection.execute(select(Report.state, Report.done, Report.rows)).one()
                assert tuple(progress) == ("compiling", 1000, 2500)
        seen.append(row)
        return canonical(row)

    monkeypatch.setattr(compiling, "canonical", meddled)
    operations.compile_report(report)
    db.session.commit()
    other.dispose()
    rows = list(queries.rows_of(report)())
    assert (len(rows), report.rows) == (2500, 2500)
    assert {row.points.text == f"Текст {row.reg_no.removeprefix('C/')}" for row in rows} == {True}
    assert [row.reg_no for row in rows] == [f"C/{number}" for number in range(2500, 0, -1)]


def test_two_at_once_do_not_compile_the_same_report(real, own_database):
    report = asked(filled(3))
    other = create_engine(own_database)
    with other.begin() as connection:
        lock = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
        connection.execute(lock, {"name": f"report:{report.id}"})
        with pytest.raises(AlreadyCompiling):
            operations.compile_report(report)
    db.session.rollback()
    other.dispose()
    operations.compile_report(report)
    assert report.state == "compiled"


def test_killed_compilation_leaves_nothing_and_runs_again(real, own_database, tmp_path):
    consultation = filled(4000)
    report = asked(consultation)
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "CONSULT_SECRET_KEY": SECRET,
        "CONSULT_INSTANCE": str(tmp_path / "child"),
        "PYTHONWARNINGS": "ignore",
    }
    chance = random.Random(7)
    states = []
    for _ in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.domain.reports.compile_child", str(report.id)],
            env=environment,
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 1.2))
        child.kill()
        child.wait()
        child.stdout.close()
        db.session.rollback()
        db.session.refresh(report)
        states.append(report.state)
        finished = report.state == "compiled"
        assert kept_rows(report) == (4000 if finished else 0)
    assert set(states) <= {"queued", "compiling", "compiled"}
    assert states[0] != "compiled"
    _let_go(report)
    operations.compile_report(report)
    db.session.commit()
    assert (report.state, report.rows) == ("compiled", 4000)
    assert report.checksum == checksum_of(report)


def _let_go(report):
    """Wait until the server has noticed that the last child is gone."""
    waiting = text(
        "select count(*) from pg_locks where locktype = 'advisory' and database = "
        "(select oid from pg_database where datname = current_database())"
    )
    for _ in range(100):
        if not db.session.scalar(waiting):
            return
        db.session.rollback()
        time.sleep(0.1)
