"""Each level on every page and in every file: what stands there is what the one table gives."""

import csv
import io
import json
import zipfile
from types import SimpleNamespace

import pytest

from consult.domain.people.actors import system
from consult.domain.reports.filing import export_file
from consult.domain.submissions.levels import treatment
from consult.domain.submissions.rules import LEVELS
from consult.kernel.dates import in_zone, long_date
from consult.kernel.localised import LocalisedText
from consult.web.report_words import report_words
from tests.factories.answering import make_office
from tests.factories.comments import make_comment, make_submission
from tests.factories.people import make_organisation, sign_in
from tests.factories.reports import make_report
from tests.visitor import Visitor

AUDIENCE = {"organiser": "staff", "ministry": "other_ministry", "public": "public"}
FORMATS = ("csv", "json", "xlsx")


@pytest.fixture
def seen(app):
    """An office with a published comment at each level, whose facts are words of their own."""
    with app.app_context():
        office = make_office()
        comments = {level: a_comment(office, level) for level in LEVELS}
        return SimpleNamespace(office=office, comments=comments)


def mark_of(level):
    return level.replace("_", "").upper()


def words_of(level):
    """The words by which the facts of an author are known again."""
    mark = level.replace("_", "")
    return {
        "name": f"Name{mark}",
        "organisation": f"Fund{mark}",
        "cosigners": f"Friends{mark}",
        "email": f"{mark}@example.kz",
        "number": f"Number/{mark}",
    }


def a_comment(office, level):
    words = words_of(level)
    name = LocalisedText(
        kk=words["organisation"], ru=words["organisation"], en=words["organisation"]
    )
    submission = make_submission(
        office.consultation,
        level=level,
        author_kind="organisation",
        author_name=words["name"],
        organisation_id=make_organisation(name=name).id,
        cosigners=words["cosigners"],
        contact_email=words["email"],
        reg_no=words["number"],
    )
    code = f"{office.consultation.prefix}/{mark_of(level)}"
    return make_comment(
        office.consultation, submission=submission, publication="published", code=code
    )


def expected(viewer, level, facts):
    return {fact: treatment(fact, viewer, level) == "shown" for fact in facts}


def found(level, text, facts):
    return {fact: words_of(level)[fact] in text for fact in facts}


PAGE_FACTS = ("name", "organisation", "cosigners", "email", "number")


@pytest.mark.parametrize("level", LEVELS)
def test_public_pages_show_what_the_table_gives(app, seen, level):
    slug = seen.office.consultation.slug
    for path in (
        f"/en/c/{slug}/measures/1.1",
        f"/en/c/{slug}/comments/{mark_of(level)}",
    ):
        text = Visitor(app).open(path).text
        facts = {**expected("public", level, PAGE_FACTS), "number": False}
        assert found(level, text, PAGE_FACTS) == facts
        day = in_zone(seen.comments[level].received_at, "Asia/Almaty").date()
        by_week = treatment("time", "public", level) == "week"
        assert ("Week from" in text) or not by_week
        assert by_week or long_date(day, "en") in text


@pytest.mark.parametrize("level", LEVELS)
def test_page_of_the_ministry_that_answers_shows_what_the_table_gives(app, seen, level):
    visitor = sign_in(Visitor(app), seen.office.users["writer"])
    text = visitor.open(f"/en/respond/comments/{seen.comments[level].id}").text
    wanted = {**expected("ministry", level, PAGE_FACTS), "number": False, "cosigners": False}
    assert found(level, text, PAGE_FACTS) == wanted


@pytest.mark.parametrize("level", LEVELS)
def test_page_of_organisers_shows_what_the_table_gives(app, seen, level):
    visitor = sign_in(Visitor(app), seen.office.users["organiser"])
    slug = seen.office.consultation.slug
    text = visitor.open(f"/en/organise/{slug}/comments/{seen.comments[level].id}").text
    assert found(level, text, PAGE_FACTS) == {
        **expected("staff", level, PAGE_FACTS),
        "email": False,
    }
    exact = treatment("time", "staff", level) == "exact"
    assert ("UTC+5" in text.partition("Received")[2][:80]) == exact


@pytest.mark.parametrize("words", ["nameanonymous", "fundwithheldministries", "nonsense"])
def test_search_by_a_hidden_name_finds_nothing(app, seen, words):
    organiser = sign_in(Visitor(app), seen.office.users["organiser"])
    ministry = sign_in(Visitor(app), seen.office.users["writer"])
    slug = seen.office.consultation.slug
    pages = [
        organiser.open(f"/en/organise/{slug}/moderation?state=all&words={words}").text,
        ministry.open(f"/en/respond/?c={slug}&words={words}").text,
    ]
    assert [any(one.code in page for one in seen.comments.values()) for page in pages] == [
        False,
        False,
    ]


@pytest.fixture
def files(app, seen, tmp_path):
    """The files of a published report, as text, by audience and format."""
    made = {}
    with app.app_context():
        report = make_report(seen.office.consultation, published=True)
        for audience in AUDIENCE:
            for form in FORMATS:
                target = tmp_path / f"{audience}.{form}"
                export_file(
                    report, target, "en", audience, form, words=report_words, by=system("test")
                )
                made[audience, form] = read(target)
    return made


def read(path):
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if "xml" in name)


def test_every_file_of_every_audience_names_whom_the_table_gives(files):
    facts = ("name", "organisation", "cosigners", "email")
    for (audience, form), text in files.items():
        for level in LEVELS:
            wanted = expected(AUDIENCE[audience], level, facts)
            wanted |= {"cosigners": False, "email": False}
            assert found(level, text, facts) == wanted, (audience, form, level)


@pytest.mark.parametrize("audience", AUDIENCE)
def test_numbers_and_days_stand_in_rows_as_the_table_gives(audience, files):
    viewer = AUDIENCE[audience]
    by_json = json.loads(files[audience, "json"])["rows"]
    listed = csv.DictReader(io.StringIO(files[audience, "csv"]))
    by_csv = [row for row in listed if row["comment_code"] and not row["position"].startswith("#")]
    for rows in (by_json, by_csv):
        assert len(rows) == len(LEVELS)
        for row in rows:
            level = next(one for one in LEVELS if row["comment_code"].endswith(mark_of(one)))
            number = (
                words_of(level)["number"] if treatment("number", viewer, level) == "shown" else ""
            )
            assert row["reg_no"] == number
            time = treatment("time", viewer, level)
            assert bool(row["received_at"]) == (time == "exact")
            assert row["received_within"] == ("week" if time == "week" else "day")
            assert (row["author_kind"] == "ngo") == (treatment("kind", viewer, level) == "shown")
            assert (row["consent"] == level) == (treatment("level", viewer, level) == "shown")
