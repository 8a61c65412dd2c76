"""The worked example: loaded once, compared with the expected facts of every source file."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult import demo
from consult.demo import upr_2011
from consult.domain.changes import queries as changes
from consult.domain.consultations import checklist
from consult.domain.consultations.queries import changes_of, is_open
from consult.domain.moderation import queries as moderation
from consult.domain.moderation.models import ModerationDecision
from consult.domain.moderation.redaction import public_texts
from consult.domain.people.passwords import matches
from consult.domain.people.queries import user_by_email
from consult.domain.plans import queries as plans
from consult.domain.reports.queries import contents_of, reports_of
from consult.domain.reports.totals import totals
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.clock import now
from consult.kernel.database import Model, db
from consult.machinery import audit
from consult.machinery.outbox import Letter

pytestmark = pytest.mark.committed
DATA = Path(__file__).parents[1] / "data"
LANGUAGES = ("kk", "ru", "en")
NOT_READING = (
    "/account/", "/comment", "/leave", "/receipt", "/organise/", "/respond/", "/files/",
)  # fmt: skip


def counted(rows, column, empty="none"):
    return dict(sorted(Counter(row[column] or empty for row in rows).items()))


def test_load_when_it_ends_says_each_step(loaded):
    lines = loaded.extensions["demo_lines"]
    assert lines[0] == "Organisations and accounts"
    assert len(lines) == len(demo._steps())
    assert demo.is_loaded()


def test_totals_of_2011_equal_the_index(old, index, manifest):
    found = totals(old.id)
    expected = manifest["comment_index.csv"]
    assert (found["comments"], found["submissions"]) == (323, 150)
    assert found["by_channel"] == expected["by_channel"] == counted(index, "channel")
    assert found["by_kind"] == expected["by_kind"] == counted(index, "kind")
    assert found["by_language"] == expected["by_language"] == counted(index, "language")
    assert found["by_region"] == counted(index, "region_code", "unknown")
    assert found["by_disposition"] == counted(index, "disposition")
    assert found["by_late"] == {"no": 313, "yes": expected["late"]}


def test_every_comment_of_2011_is_what_the_index_says(old, index):
    statement = (
        select(Comment)
        .where(Comment.consultation_id == old.id)
        .options(
            joinedload(Comment.submission).joinedload(Submission.organisation),
            joinedload(Comment.measure_version),
            joinedload(Comment.section),
        )
    )
    comments = db.session.scalars(statement).all()
    levels = {comment.code: comment.submission.level for comment in comments}
    assert {comment.code: facts_of(comment) for comment in comments} == {
        row["comment_code"]: facts_of_row(row, levels[row["comment_code"]]) for row in index
    }


def facts_of(comment):
    sent = comment.submission
    measure, section = comment.measure_version, comment.section
    kind = "measure" if measure else "section" if section else "plan"
    number = measure.number if measure else section.number if section else ""
    code = sent.organisation.code if sent.organisation else ""
    facts = (sent.reg_no, sent.channel, kind, number, comment.kind, comment.language)
    return (*facts, code, moment_of(comment.received_at, sent.level), sent.late)


def moment_of(moment, level):
    """Of the two strictest levels the day alone is kept."""
    strict = level in {"withheld_ministries", "anonymous"}
    return moment.astimezone(ZoneInfo("Asia/Almaty")).date() if strict else moment


def facts_of_row(row, level):
    names = ("reg_no", "channel", "target_type", "target_number", "kind", "language")
    facts = tuple(row[name] for name in names)
    received_at = datetime.fromisoformat(row["received_at"])
    code = "" if level in {"withheld_ministries", "anonymous"} else row["organisation_id"]
    return (
        *facts,
        code.replace("withheld", ""),
        moment_of(received_at, level),
        row["late"] == "yes",
    )


def test_plan_of_2011_has_the_measures_of_its_files(old, manifest):
    version = plans.version_of(old.id, 1)
    measures = plans.measures_of(version.id)
    expected = manifest["plan_v1_ru.xlsx"]
    assert [measure.number for measure in measures] == expected["numbers"]
    assert version.section_count == expected["sections"]
    assert version.published_at == old.opens_at
    assert all(set(measure.text.languages) == set(LANGUAGES) for measure in measures)
    assert {section.number for section in plans.sections_of(version.id) if section.reasons} == set(
        "12345678"
    )


def test_adopted_version_of_2011_has_the_changes_of_its_list(old, manifest):
    adopted = plans.published_of(old.id)
    numbers = [measure.number for measure in plans.measures_of(adopted.id)]
    expected = manifest["plan_v2_ru.xlsx"]["numbers"]
    assert (adopted.number, adopted.state, numbers) == (2, "adopted", expected)
    listed = json.loads((DATA / "plan_v2_changes.json").read_bytes())["changes"]
    counts = changes.counts_of(adopted.id)
    kinds = Counter(one["kind"] for one in listed)
    assert (counts.total, counts.open, counts.kinds) == (len(listed), 0, kinds)


def test_moderation_of_2011_hides_and_shows_what_it_must(old, manifest):
    web = manifest["comments_web.csv"]
    statement = select(Comment).where(Comment.consultation_id == old.id)
    comments = {comment.code: comment for comment in db.session.scalars(statement)}
    by_state = {
        state: sorted(code for code, one in comments.items() if one.publication == state)
        for state in ("spam", "published_redacted", "received")
    }
    redacted = web["third_person_data_must_be_redacted"] + web["twelve_digit_numbers"]
    assert by_state == {
        "spam": sorted(web["spam"]),
        "published_redacted": sorted(redacted),
        "received": [],
    }
    assert comments[web["criticism_must_be_published"][0]].publication == "published"
    assert [code for code, one in comments.items() if one.withdrawn_at] == web["withdrawn"]
    shown = " ".join(
        text
        for one in comments.values()
        if one.publication != "spam"
        for text in public_texts(one).values()
    )
    assert [words for words in web["strings_that_must_not_be_public"] if words in shown] == []


def test_history_of_2011_stands_in_2011(old):
    assert [(change.kind, change.at.year) for change in changes_of(old.id)][:3] == [
        ("opened", 2011),
        ("closed", 2011),
        ("answering", 2011),
    ]
    times = select(func.min(ModerationDecision.at), func.max(ModerationDecision.at)).join(
        Comment, Comment.id == ModerationDecision.comment_id
    )
    first, last = db.session.execute(times.where(Comment.consultation_id == old.id)).one()
    assert (first.date().isoformat(), last.date().isoformat()) == ("2011-03-15", "2011-04-20")
    assert old.closed_at == old.closes_at


def test_report_of_2011_is_published_by_a_named_decision(old):
    (report,) = reports_of(old.id)
    assert (old.state, report.state, report.number) == ("decision_made", "published", 1)
    assert report.rows == 323 - len(upr_2011.SPAM)
    assert report.override_by == "Папкина Б. Б."
    gaps = contents_of(report).gaps
    assert gaps.leaks == ()
    assert len(gaps.unanswered) > 0


def test_nobody_is_written_to_about_2011_but_its_staff(old):
    kinds = select(Letter.kind).where(Letter.consultation_id == old.id).distinct()
    assert db.session.scalars(kinds).all() == ["role_granted"]


def test_second_consultation_is_open_and_every_desk_has_work(opened):
    assert is_open(opened)
    assert timedelta(days=20) <= opened.closes_at - now() < timedelta(days=21)
    counts = moderation.counts(opened.id)
    assert {state for state, count in counts.items() if count == 0} == set()
    assert counts["received"] > 5
    assert counts["withdrawn"] == 1
    items = checklist.checklist(opened, historical=True)
    assert [item.code for item in items if item.outcome != "done"] == []
    version = plans.published_of(opened.id)
    assert (version.section_count, version.measure_count) == (4, 16)
    assert [one for one in version.findings if one["level"] != "information"] == []


def test_everybody_named_can_sign_in(loaded):
    for email, _what in demo.LOGINS:
        assert matches(user_by_email(email).password_hash, demo.PASSWORD), email


def test_second_load_changes_nothing(loaded):
    before = sizes()
    assert list(demo.load()) == ["The worked example is there already."]
    for step in demo._steps():
        step.work()
    db.session.commit()
    assert sizes() == before


def sizes():
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
    }


def test_log_of_the_load_is_unbroken(loaded):
    events, _head, broken = audit.verify()
    assert broken is None
    assert events == db.session.scalar(select(func.count()).select_from(audit.AuditEvent))


@pytest.mark.walk
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_show_nothing_private(loaded, manifest, language):
    web = manifest["comments_web.csv"]
    private = [
        *web["strings_that_must_not_be_public"],
        *web["names_that_must_not_be_public"],
        "Скобкин Д. Д.",
        "+7 000 000 00 26",
        "991399000026",
        "Очередина",
        "Тиховский",
    ]
    pages = crawled(loaded, language)
    for slug, measures in ((demo.OLD, 52), (demo.OPEN, 16)):
        found = [path for path in pages if f"/{slug}/measures/" in path and "?" not in path]
        assert len(found) == measures
    leaks = [(path, words) for path, page in pages.items() for words in private if words in page]
    assert leaks == []


def crawled(app, language):
    """Return the HTML and words of every page of the two consultations that a reader can reach."""
    client, pages = app.test_client(), {}
    waiting = [f"/{language}/", *(f"/{language}/c/{slug}" for slug in (demo.OLD, demo.OPEN))]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        html = answer.get_data(as_text=True)
        soup = BeautifulSoup(html, "lxml")
        pages[path] = html + soup.get_text()
        links = {link["href"].partition("#")[0] for link in soup.find_all("a", href=True)}
        waiting += [link for link in links if is_reading(link, language)]
    return pages


def is_reading(link, language):
    path, _mark, query = link.partition("?")
    readable = path.startswith(f"/{language}/") and not any(part in path for part in NOT_READING)
    is_page = not path.endswith(("csv", "xlsx", "docx", "pdf", "json"))
    return readable and is_page and (not query or query.startswith("page="))


def test_redactions_are_of_comments_that_exist(index):
    codes = {row["comment_code"] for row in index}
    assert set(upr_2011.SPAM) | set(upr_2011.HIDDEN) <= codes
