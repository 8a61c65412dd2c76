"""Reports from the command line: compile, publish, export, list."""

import hashlib
import json

import pytest
from sqlalchemy import text

from consult.domain.people.actors import system
from consult.domain.reports import operations
from consult.domain.reports.refusals import Unbalanced
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.reports import make_answer, make_report


@pytest.fixture
def answered(app):
    """A consultation with an answered and an open comment."""
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        make_answer(make_comment(consultation, publication="published"))
        make_comment(consultation, publication="published")
    return consultation


def run(app, *words):
    return app.test_cli_runner().invoke(args=["report", *words])


def test_compile_prints_number_moment_rows_and_checksum(app, answered):
    result = run(app, "compile", answered.slug, "--format", "json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    assert (facts["number"], facts["state"], facts["rows"]) == (1, "compiled", 2)
    assert len(facts["checksum"]) == 64
    listed = json.loads(run(app, "list", answered.slug, "--format", "json").stdout)
    assert listed == [facts]


def test_compile_that_fails_ends_with_one_and_prints_no_report(app, answered):
    with app.app_context():
        db.session.execute(text("update comment_tallies set count = count + 1"))
        db.session.commit()
    result = run(app, "compile", answered.slug)
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, Unbalanced)


def test_publish_needs_a_reason_and_a_name_for_gaps(app, answered):
    with app.app_context():
        make_report(answered)
    refused = run(app, "publish", answered.slug, "--number", "1")
    assert refused.exit_code == 1
    nameless = run(app, "publish", answered.slug, "--number", "1", "--override-reason", "The day")
    assert nameless.exit_code == 2
    reason = ("--override-reason", "The day", "--override-by", "A. B.")
    done = run(app, "publish", answered.slug, "--number", "1", *reason)
    assert (done.exit_code, done.stdout) == (0, "Report 1 is published.\n")


def test_export_writes_the_file_it_names(app, answered, tmp_path):
    with app.app_context():
        make_report(answered, published=True)
    target = tmp_path / "report.csv"
    words = ("--language", "kk", "--audience", "public", "--format", "csv", "--output", target)
    result = run(app, "export", answered.slug, *map(str, words))
    assert result.exit_code == 0, result.output
    data = target.read_bytes()
    assert f"2 rows, {len(data)} bytes" in result.stdout
    assert hashlib.sha256(data).hexdigest() in result.stdout


def test_export_into_a_folder_that_is_not_there_is_one_clear_line(app, answered, tmp_path):
    with app.app_context():
        make_report(answered)
    target = str(tmp_path / "nowhere" / "report.csv")
    words = ("--language", "ru", "--audience", "organiser", "--format", "csv", "--output", target)
    result = run(app, "export", answered.slug, *words)
    assert result.exit_code == 1
    assert "does not exist" in result.output


def test_export_of_an_unfinished_report_is_refused(app, answered, tmp_path):
    with app.app_context():
        operations.request_report(answered, by=system("test"), queued=False)
        db.session.commit()
    target = str(tmp_path / "report.csv")
    words = ("--language", "ru", "--audience", "public", "--format", "csv", "--output", target)
    assert run(app, "export", answered.slug, "--number", "1", *words).exit_code == 1
    assert run(app, "export", answered.slug, *words).exit_code == 1
    assert list(tmp_path.iterdir()) == []
