"""Minutes from the record: what they list, who approves them, what no edition of them holds."""

import subprocess
import zipfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import event

from consult.domain.people.actors import Actor, system
from consult.domain.reports import minutes_release as release
from consult.domain.reports.meeting_reading import meeting_of
from consult.domain.reports.refusals import (
    CheckRuns,
    CorrectionsOpen,
    NamesInMinutes,
    SameApprover,
    Unmoderated,
)
from consult.domain.roundtables import minutes as writing
from consult.domain.roundtables.attendance import (
    AttendeeRow,
    CategoryCount,
    record_attendees,
    record_counts,
)
from consult.domain.roundtables.minutes_queries import (
    Present,
    checkers_of,
    files_of,
    minutes_of,
)
from consult.domain.roundtables.queries import whole_table
from consult.domain.submissions.models import Comment
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, WrongState
from consult.web.report_words import report_words
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.people import make_user
from tests.factories.roundtables import make_table, said
from tests.jobs import run_jobs

BY = system("command")
HIDDEN = "Сокрытов Тайный Тайнович"
WORDS = {"chair": "Председателев П. П.", "secretary": "Секретарева С. С."}
PUBLISHED = {"publication": "published"}


@pytest.fixture
def maker(app):
    with app.app_context():
        yield Actor(user_id=make_user().id, name="Maker")


@pytest.fixture
def second(maker):
    return Actor(user_id=make_user().id, name="Second")


@pytest.fixture
def table(maker):
    consultation = make_consultation("open")
    make_plan(consultation)
    return whole_table(make_table(consultation).id)


def speak(table, *statements, source="desk", **comment):
    """Take statements and bring their comments to a state; returns the codes."""
    taken = take_statements(table, statements, by=BY, origin=Origin(source))
    codes = [one.code for one in taken]
    for row in db.session.query(Comment).filter(Comment.code.in_(codes)):
        for name, value in {**PUBLISHED, **comment}.items():
            setattr(row, name, value)
    db.session.flush()
    return codes


def hidden_speaker(text="Скажу, но без имени.", **changes):
    about = {"level": "withheld_public", "author_name": HIDDEN}
    return said("2.1", text, about=about, **changes)


@contextmanager
def counted_queries():
    statements = []
    connection = db.session.connection()

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def checked_minutes(table, maker, people=()):
    writing.draft_minutes(table, by=maker)
    writing.write_minutes(table, WORDS, by=maker)
    writing.send_for_checking(table, people, by=maker)
    return minutes_of(table.id)


def over(minutes):
    minutes.check_until = now() - timedelta(minutes=1)
    db.session.flush()
    return minutes


def test_minutes_list_every_statement_once_by_agenda(table, maker):
    first = speak(table, said("1.1", "Один"), said("2.1", "Два"), hidden_speaker())
    room = speak(table, said("1.2", "На листке"), source="room")
    spam = speak(table, said("1.1", "Купите"), publication="spam")
    gone = speak(table, said("1.1", "Личное"), publication="withheld", ground="personal_data")
    waits = speak(table, said("1.2", "Позже"), publication="received")
    meeting = meeting_of(table, writing.draft_minutes(table, by=maker))
    listed = [one.code for one in meeting.proposals]
    assert sorted(listed) == sorted([*first, *room, *spam, *gone, *waits])
    assert [one.number for one in meeting.proposals] == list(range(1, 8))
    assert meeting.counted == {"shown": 4, "spam": 1, "withheld": 1, "waiting": 1}
    assert [part.item.section_number for part in meeting.course] == ["1", "2"]
    assert [one.code for one in meeting.written] == room
    assert [bool(one.row) for one in meeting.proposals if one.state != "shown"] == [False] * 3


def test_reading_costs_the_same_for_one_statement_and_for_ten(table, maker):
    speak(table, said("1.1", "Один"))
    minutes = writing.draft_minutes(table, by=maker)
    with counted_queries() as few:
        meeting_of(table, minutes)
    speak(table, *(said("2.1", f"Слово {number}") for number in range(9)))
    with counted_queries() as many:
        assert len(meeting_of(table, minutes).proposals) == 10
    assert len(many) == len(few) > 0


def test_time_of_a_withheld_speaker_is_not_told(table, maker):
    early = now() - timedelta(hours=21)
    speak(table, hidden_speaker(said_at=early), said("2.2", "Позже"))
    meeting = meeting_of(table, writing.draft_minutes(table, by=maker))
    named, hidden = meeting.course[1].proposals
    assert (named.at is None, hidden.at, hidden.row.author.name) == (False, None, "")


def test_those_who_may_not_be_named_are_counted(table, maker):
    speak(table, hidden_speaker())
    rows = [
        AttendeeRow("1", "Названная А. А.", organisation_name="ОО «Лист»", may_be_named=True),
        AttendeeRow("2", HIDDEN, may_be_named=True),
        AttendeeRow("3", "Безымянный Б. Б."),
    ]
    record_attendees(table, rows, by=BY)
    people = meeting_of(table, writing.draft_minutes(table, by=maker)).people
    assert [one.name for one in people.named] == ["Названная А. А."]
    assert (people.total, people.others) == (3, 2)


def test_numbers_only_are_listed_by_category(table, maker):
    record_counts(table, [CategoryCount("ngo", 12), CategoryCount("academia", 3)], by=BY)
    people = meeting_of(table, writing.draft_minutes(table, by=maker)).people
    assert (people.named, people.total, people.counts) == (
        (),
        15,
        (("ngo", 12), ("academia", 3)),
    )


def test_a_second_person_approves(table, maker, second):
    minutes = over(checked_minutes(table, maker))
    with pytest.raises(SameApprover):
        release.approve_minutes(table, minutes, by=maker)
    release.approve_minutes(table, minutes, by=second)
    assert (minutes.state, minutes.approved_by) == ("approved", "Second")


def test_before_the_last_day_everybody_must_agree(table, maker, second):
    minutes = checked_minutes(table, maker, [Present("a@present.example", "А", "ru")])
    with pytest.raises(CheckRuns):
        release.approve_minutes(table, minutes, by=second)
    (checker,) = checkers_of(minutes.id)
    writing.agree(table, checker)
    assert release.approve_minutes(table, minutes, by=second).state == "approved"


def test_without_anybody_to_ask_the_period_runs(table, maker, second):
    with pytest.raises(CheckRuns):
        release.approve_minutes(table, checked_minutes(table, maker), by=second)


def test_open_correction_stops_the_approval_and_a_taken_one_is_noted(table, maker, second):
    (code,) = speak(table, said("1.1", "Один"))
    minutes = checked_minutes(table, maker, [Present("a@present.example", "А", "ru")])
    (checker,) = checkers_of(minutes.id)
    made = writing.correct(table, checker, "Я сказал иначе", language="ru", comment_code=code)
    over(minutes)
    with pytest.raises(CorrectionsOpen):
        release.approve_minutes(table, minutes, by=second)
    writing.decide_correction(table, made, "taken", answer="Имелся в виду срок.", by=maker)
    release.approve_minutes(table, minutes, by=second)
    (proposal,) = meeting_of(table, minutes).proposals
    assert proposal.notes == ("Имелся в виду срок.",)


def test_statement_waiting_for_moderation_stops_the_approval(table, maker, second):
    speak(table, said("1.1", "Один"), publication="received")
    minutes = over(checked_minutes(table, maker))
    with pytest.raises(Unmoderated) as refused:
        release.approve_minutes(table, minutes, by=second)
    assert refused.value.facts == {"count": 1}


def test_withheld_name_in_the_words_stops_the_approval(table, maker, second):
    speak(table, hidden_speaker())
    minutes = over(checked_minutes(table, maker))
    writing.write_minutes(table, {"course": in_three(f"Выступил {HIDDEN}.")}, by=maker)
    with pytest.raises(NamesInMinutes):
        release.approve_minutes(table, minutes, by=second)


def test_chair_and_secretary_are_needed(table, maker, second):
    minutes = over(checked_minutes(table, maker))
    writing.write_minutes(table, {"chair": ""}, by=maker)
    with pytest.raises(Missing):
        release.approve_minutes(table, minutes, by=second)


def test_unapproved_minutes_are_not_published(table, maker, second):
    with pytest.raises(WrongState):
        release.publish_minutes(table, checked_minutes(table, maker), by=second)
    assert table.state == "minutes_draft"


@pytest.fixture
def published(table, second):
    speak(table, said("1.1", "Добавить срок исполнения."), hidden_speaker())
    minutes = release.publish_minutes_of(table, by=BY, second=second, **WORDS)
    db.session.commit()
    return minutes


def test_publishing_moves_the_meeting_and_makes_six_files(app, table, published):
    ran = run_jobs(app)
    assert (table.state, published.state) == ("minutes_published", "published")
    assert ran.count("make_minutes_file") == 6
    made = files_of(published.id)
    assert sorted(made) == [(one, form) for one in ("en", "kk", "ru") for form in ("docx", "pdf")]


def text_of_pdf(path):
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def write(table, folder, language, form):
    target = folder / f"minutes-{language}.{form}"
    minutes = minutes_of(table.id)
    release.write_minutes(table, minutes, target, language, form, words=report_words)
    return target


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pdf_tells_the_meeting_in_its_language(table, published, tmp_path, language):
    text = " ".join(text_of_pdf(write(table, tmp_path, language, "pdf")).split())
    for words in (
        f"Round table in Karaganda ({language})",
        f"Section 1 ({language})",
        "Добавить срок исполнения.",
        "Скажу, но без имени.",
        WORDS["chair"],
    ):
        assert words in text
    assert "Тайнович" not in text


def test_docx_opens_in_libreoffice_and_says_the_same(table, published, tmp_path):
    target = write(table, tmp_path, "ru", "docx")
    with zipfile.ZipFile(target) as archive:
        assert "Тайнович" not in archive.read("word/document.xml").decode()
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([*command, profile, str(target)], check=True, capture_output=True, timeout=120)
    text = " ".join(text_of_pdf(tmp_path / "minutes-ru.pdf").split())
    for words in ("Round table in Karaganda (ru)", "Добавить срок исполнения.", WORDS["secretary"]):
        assert words in text


def test_file_with_a_withheld_name_is_not_made(table, published, tmp_path):
    published.course = in_three(f"Выступил {HIDDEN}.")
    db.session.flush()
    with pytest.raises(NamesInMinutes):
        write(table, tmp_path, "ru", "pdf")
    assert list(tmp_path.iterdir()) == []
