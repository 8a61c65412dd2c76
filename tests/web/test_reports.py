"""Walking through reports: compile, publish, read, take files; who may not."""

import pytest
from sqlalchemy import text

from consult import tasks
from consult.domain.people.actors import system
from consult.domain.reports import filing, operations, queries
from consult.domain.reports.refusals import Leaks
from consult.domain.reports.variants import CONSOLIDATED, variants_for
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.web.report_words import report_words
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reports import make_answer, make_report
from tests.visitor import Visitor

PUBLIC_FILES = 3 * sum(len(variant.formats) for variant in variants_for("public"))
"""Every public file: each variant in its formats and in three languages."""


JOBS = text("select args from procrastinate_jobs where task_name = 'make_report_file'")


def run_jobs(app, name):
    """Run the queued jobs of a name as the worker would; returns how many there were.

    Of the family only the whole report is made here, for each file takes its time.
    """
    with app.app_context():
        rows = db.session.execute(
            text("delete from procrastinate_jobs where task_name = :name returning args"),
            {"name": name},
        ).all()
        for (args,) in rows:
            if args.get("variant", CONSOLIDATED) == CONSOLIDATED:
                tasks.REGISTERED[name](**args)
        db.session.commit()
    return len(rows)


@pytest.fixture
def answered(app):
    """A consultation being answered: one rejected, one accepted, one open comment."""
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        hidden = make_submission(consultation, author_name="Абзацев Ю. Я.", level="withheld_public")
        rejected = make_comment(consultation, submission=hidden, publication="published")
        accepted = make_comment(consultation, publication="published", text="Shorten it.")
        make_comment(consultation, publication="published")
        make_answer(rejected, "rejected", ground="legal")
        make_answer(accepted, "accepted")
        consultation.first = make_user([("organiser", consultation)])
        consultation.second = make_user([("organiser", consultation)], name="Bolat Second")
    return consultation


def test_report_from_the_button_to_the_public_page(app, answered):
    slug = answered.slug
    first = sign_in(Visitor(app), answered.first)
    first.open(f"/en/organise/{slug}/reports")
    assert "Body MOJ (en) 1" in first.text
    first.press("Compile a new report")
    assert first.response.headers["Refresh"] == f"3; url={first.path}?again=1"
    assert "Waiting to be compiled" in first.text
    assert run_jobs(app, "compile_report") == 1
    first.open(first.path)
    assert "Refresh" not in first.response.headers
    assert "another organiser has to publish it" in first.text
    second = sign_in(Visitor(app), answered.second)
    second.open(f"/en/organise/{slug}/reports/1").press("Publish the report", status=422)
    assert "Comments without an approved answer: 1" in second.text
    second.fill("Reason for publishing although something is missing", "The day was set.")
    second.press("Publish the report")
    assert "Report 1 is published." in second.text
    reader = Visitor(app).open(f"/en/c/{slug}/report/1")
    assert reader.response.headers["Refresh"] == f"3; url={reader.path}?again=1"
    assert "Published by decision of Bolat Second" in reader.text
    words = reader.text
    assert words.index("What was not taken up, and why") < words.index("What was taken up")
    assert "Абзацев" not in words
    assert run_jobs(app, "make_report_file") == PUBLIC_FILES
    reader.open(f"/en/c/{slug}/report/1")
    assert "Refresh" not in reader.response.headers
    reader.client.get(f"/en/c/{slug}/report/1/ru/csv")
    answer = reader.client.get(f"/en/c/{slug}/report/1/ru/csv")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={slug}-report-1-ru.csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "text/csv"
    assert "Абзацев" not in answer.get_data(as_text=True)
    reader.follow("Read all comments and answers")
    assert reader.heading == "Table of comments"
    reader.follow("Not taken up (1)")
    assert reader.text.count("No. 1 · ") + reader.text.count("No. 2 · ") == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_page_stands_in_every_language(app, answered, language):
    with app.app_context():
        make_report(answered, published=True)
    Visitor(app).open(f"/{language}/c/{answered.slug}/report/1")
    Visitor(app).open(f"/{language}/c/{answered.slug}/report/1/comments")


def test_page_of_a_report_makes_a_constant_number_of_queries(app, answered, queries_made):
    with app.app_context():
        make_report(answered, published=True)
        for _ in range(12):
            make_comment(answered, publication="published")
        make_report(answered, published=True)
    with queries_made() as few:
        Visitor(app).open(f"/en/c/{answered.slug}/report/1")
    with queries_made() as many:
        Visitor(app).open(f"/en/c/{answered.slug}/report/2")
    assert len(many) == len(few) - 1


@pytest.fixture
def queries_made(connection):
    from contextlib import contextmanager

    from sqlalchemy import event

    @contextmanager
    def counted():
        seen = []

        def note(conn, cursor, statement, *rest):
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        yield seen
        event.remove(connection, "before_cursor_execute", note)

    return counted


def test_unpublished_report_is_not_public(app, answered):
    with app.app_context():
        make_report(answered)
    Visitor(app).open(f"/en/c/{answered.slug}/report/1", status=404)
    Visitor(app).open(f"/en/c/{answered.slug}/report/1/comments", status=404)
    Visitor(app).open(f"/en/c/{answered.slug}/report/1/ru/csv", status=404)


def test_superseded_report_stays_and_names_the_newer_one(app, answered):
    with app.app_context():
        make_report(answered, published=True)
        make_report(answered, published=True)
    reader = Visitor(app).open(f"/en/c/{answered.slug}/report/1")
    assert "A newer report has replaced this one." in reader.text
    reader.follow("Read report No. 2")
    assert reader.path == f"/en/c/{answered.slug}/report/2"


def test_file_with_a_name_that_is_withheld_is_never_kept(app, answered):
    with app.app_context():
        report = make_report(answered, published=True)

        def spoilt(language):
            return {**report_words(language), "note.percent": "Абзацев Ю. Я."}

        for form in ("xlsx", "docx", "pdf"):
            with pytest.raises(Leaks):
                operations.make_file(
                    report, "ru", "public", form, words=spoilt, by=system("worker")
                )
            assert queries.file_of(report, "ru", "public", form) is None


@pytest.mark.parametrize("variant", ["consolidated", "master", "synopsis"])
def test_withheld_name_is_heard_before_a_pdf_is_set(app, answered, monkeypatch, variant):
    monkeypatch.setattr(filing, "READ_AGAIN", 0)
    with app.app_context():
        report = make_report(answered, published=True)

        def spoilt(language):
            words = {**report_words(language), "title": "Абзацев Ю. Я."}
            return words | {f"variant.{variant}": "Абзацев Ю. Я."}

        with pytest.raises(Leaks):
            operations.make_file(
                report, "ru", "public", "pdf", words=spoilt, by=system("worker"), variant=variant
            )


def test_ministry_takes_its_edition_and_others_do_not(app, answered):
    with app.app_context():
        make_report(answered, published=True)
        ministry = make_user([("ministry_contributor", answered, make_body("MOJ"))])
        stranger = make_user()
    visitor = sign_in(Visitor(app), ministry)
    visitor.open("/en/respond/reports").press("Make")
    assert run_jobs(app, "make_report_file") == PUBLIC_FILES + 1
    visitor.open("/en/respond/reports")
    address = f"/en/respond/reports/{answered.slug}/1/kk/xlsx"
    assert visitor.client.get(address).status_code == 200
    other = sign_in(Visitor(app), stranger)
    assert other.client.get(address).status_code == 404
    assert other.client.get(f"/en/organise/{answered.slug}/reports/1").status_code == 404
    assert other.client.get("/en/respond/reports").status_code == 403
    assert visitor.client.get(f"/en/organise/{answered.slug}/reports/1/kk/xlsx").status_code == 404


def test_failed_report_says_why_and_starts_again(app, answered):
    with app.app_context():
        report = operations.request_report(answered, by=system("test"), queued=False)
        report.state, report.error = "failed", "report_unbalanced"
        db.session.commit()
    visitor = sign_in(Visitor(app), answered.first)
    visitor.open(f"/en/organise/{answered.slug}/reports/1")
    assert "do not add up" in visitor.text
    visitor.press("Start again")
    assert run_jobs(app, "compile_report") == 1
    assert "Files for organisers" in visitor.open(visitor.path).text


def test_one_variant_is_made_on_demand_and_given_out(app, answered):
    with app.app_context():
        make_report(answered)
    visitor = sign_in(Visitor(app), answered.first)
    visitor.open(f"/en/organise/{answered.slug}/reports/1")
    assert "Five columns in the order of the Open NPA portal." in visitor.text
    address = f"/en/organise/{answered.slug}/reports/1/portal/ru/csv"
    assert visitor.client.get(address).status_code == 404
    with app.app_context():
        report = queries.report_by_number(answered.slug, 1)[1]
        operations.request_file(
            report, "ru", "organiser", "csv", by=system("test"), variant="portal"
        )
        db.session.commit()
        (args,) = db.session.execute(JOBS).scalars()
        tasks.REGISTERED["make_report_file"](**args)
        db.session.commit()
    answer = visitor.client.get(address)
    name = f"{answered.slug}-report-1-portal-ru.csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert visitor.client.get(address.replace("portal", "nothing")).status_code == 404


@pytest.mark.parametrize(
    ("variant", "form", "audience"),
    [("expert", "xlsx", "public"), ("portal", "json", "public"), ("nothing", "pdf", "public")],
)
def test_file_that_the_family_does_not_have_is_not_found(app, answered, variant, form, audience):
    with app.app_context():
        report = make_report(answered, published=True)
        with pytest.raises(NotFound):
            operations.request_file(
                report, "ru", audience, form, by=system("test"), variant=variant
            )


def test_organisers_files_are_made_on_demand(app, answered):
    with app.app_context():
        make_report(answered)
    visitor = sign_in(Visitor(app), answered.first)
    visitor.open(f"/en/organise/{answered.slug}/reports/1").press("Make")
    assert "Being made" in visitor.text
    run_jobs(app, "make_report_file")
    visitor.open(visitor.path)
    answer = visitor.client.get(f"/en/organise/{answered.slug}/reports/1/kk/xlsx")
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(answer.data))
