"""Importing comments: all or nothing, once, numbers kept, three facts apart."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.consultations.models import NumberCounter
from consult.domain.people.actors import Actor, system
from consult.domain.submissions.grouping import Source
from consult.domain.submissions.importer import read_comments
from consult.domain.submissions.importing import import_comments
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.kernel.errors import WrongState
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation

ROW = {
    "external_id": "W1",
    "reg_no": "",
    "comment_code": "",
    "submitted_at": "2011-03-22T11:20:05+06:00",
    "language": "ru",
    "target_type": "measure",
    "target_number": "1.1",
    "target_field": "",
    "kind": "amendment",
    "text": "Срок слишком поздний.",
    "author_kind": "individual",
    "author_name": "Aigerim Example",
    "organisation_id": "",
    "confidentiality": "named",
    "channel": "e-mail",
    "entered_by": "",
}
BY = Actor(name="Organiser Two")


def a_file(*changes: dict[str, str]):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    for change in changes:
        writer.writerow({**ROW, **change})
    return read_comments(out.getvalue().encode(), "points.csv")


def a_consultation(**changes):
    consultation = make_consultation(prefix="UPR-2011", **changes)
    make_plan(consultation)
    return consultation


def take(consultation, *changes, by=BY, **source):
    return import_comments(
        consultation, a_file(*changes), by=by, source=Source("points.csv", **source)
    )


def test_second_import_of_the_same_file_changes_nothing(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        rows = [
            {"external_id": "A"},
            {"external_id": "", "text": "Без номера"},
            {"external_id": ""},
        ]
        first = take(consultation, *rows)
        assert (len(first.accepted), first.refused, first.unchanged) == (3, (), 0)
        again = take(consultation, *rows)
        assert (again.accepted, again.refused, again.unchanged) == ((), [], 3)
        more = take(consultation, *rows, {"external_id": "B"})
        assert (list(more.accepted), more.unchanged) == (["UPR-2011/0004-1"], 3)


def test_one_bad_row_refuses_the_file(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        outcome = take(
            consultation,
            {"external_id": "A"},
            {"external_id": "B", "target_number": "9.9"},
            {"external_id": "C", "organisation_id": "O99"},
            {"external_id": "A"},
        )
        assert [(one.row, one.field, one.code) for one in outcome.refused] == [
            (3, "target_number", "E_ROW_TARGET"),
            (4, "organisation_id", "E_ROW_ORGANISATION"),
            (5, "external_id", "E_ROW_TWICE"),
        ]
        assert db.session.scalar(select(func.count(Submission.id))) == 0
        unread = take(consultation, {"kind": "praise"})
        assert [(one.field, one.code) for one in unread.refused] == [("kind", "E_ROW_CODE")]


def test_changed_words_under_a_known_id_are_refused(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        take(consultation, {})
        outcome = take(consultation, {"text": "Другое"})
        assert [one.code for one in outcome.refused] == ["E_ROW_CHANGED"]


def test_given_numbers_are_kept_when_free_and_the_counter_follows(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        take(
            consultation,
            {"external_id": "A", "reg_no": "UPR-2011/0005", "comment_code": "UPR-2011/0005-2"},
            {"external_id": "B", "reg_no": "UPR-2011/0005", "comment_code": "UPR-2011/0005-1"},
            {"external_id": "C", "reg_no": "OTHER/0001", "comment_code": "OTHER/0001-1"},
        )
        codes = db.session.scalars(select(Comment.code).order_by(Comment.code)).all()
        assert codes == ["UPR-2011/0005-1", "UPR-2011/0005-2", "UPR-2011/0006-1"]
        assert db.session.scalar(select(NumberCounter.last)) == 6
        taken = {"external_id": "D", "reg_no": "UPR-2011/0005", "channel": "letter"}
        assert list(take(consultation, taken).accepted) == ["UPR-2011/0007-1"]


def test_several_speakers_under_one_number_keep_their_own_names(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        make_organisation("O91")
        meeting = {"reg_no": "UPR-2011/0003", "channel": "round_table"}
        take(
            consultation,
            {**meeting, "external_id": "A", "comment_code": "UPR-2011/0003-1"},
            {
                **meeting,
                "external_id": "B",
                "comment_code": "UPR-2011/0003-2",
                "confidentiality": "withheld_public",
                "author_name": "",
            },
            {
                **meeting,
                "external_id": "C",
                "comment_code": "UPR-2011/0003-3",
                "organisation_id": "O91",
                "author_kind": "organisation",
            },
        )
        rows = db.session.execute(
            select(Comment.code, Submission.part, Submission.number, Submission.level)
            .join(Submission)
            .order_by(Comment.code)
        ).all()
        assert [tuple(row) for row in rows] == [
            ("UPR-2011/0003-1", 1, 3, "named"),
            ("UPR-2011/0003-2", 2, 3, "withheld_public"),
            ("UPR-2011/0003-3", 3, 3, "named"),
        ]


def test_rows_of_one_letter_are_one_submission(app: Flask) -> None:
    with app.app_context():
        consultation = a_consultation()
        take(consultation, {"external_id": "L-1"}, {"external_id": "L-2"}, is_one_letter=True)
        made = db.session.scalars(select(Submission)).one()
        assert (made.channel, made.entered_by_name, made.author_name) == (
            "e-mail",
            "Organiser Two",
            "Aigerim Example",
        )


def test_lateness_is_judged_by_instants_across_zones(app: Flask) -> None:
    from datetime import UTC, datetime

    closing = datetime(2011, 4, 15, 17, 59, 59, tzinfo=UTC)
    opening = datetime(2011, 3, 14, tzinfo=UTC)
    with app.app_context():
        consultation = a_consultation(state="closed", opens_at=opening, closes_at=closing)
        take(
            consultation,
            {"external_id": "A", "submitted_at": "2011-04-15T23:59:59+06:00"},
            {"external_id": "B", "submitted_at": "2011-04-16T00:00:00+06:00"},
            {"external_id": "C", "submitted_at": "2011-04-16T02:00:00+09:00"},
        )
        rows = db.session.execute(
            select(Comment.external_id, Submission.late).join(Submission)
        ).all()
        assert dict(map(tuple, rows)) == {"A": False, "B": True, "C": False}


def test_nothing_is_entered_into_a_finished_consultation(app: Flask) -> None:
    with app.app_context():
        for state in ("scheduled", "report_published", "cancelled"):
            with pytest.raises(WrongState):
                take(a_consultation(state=state), {})


def test_thousand_rows_cost_as_many_statements_as_ten(app: Flask) -> None:
    from sqlalchemy import event

    counts = []
    for size in (10, 1000):
        with app.app_context():
            consultation = a_consultation()
            seen: list[str] = []
            bind = db.session.connection()
            listener = lambda *a, seen=seen: seen.append(a[2])  # noqa: E731
            event.listen(bind, "before_cursor_execute", listener)
            take(consultation, *({"external_id": f"{size}-{n}"} for n in range(size)))
            event.remove(bind, "before_cursor_execute", listener)
            counts.append(len(seen))
    assert counts[1] <= counts[0] + 6, counts


def test_sample_comments_give_the_codes_of_the_sample_index(app: Flask) -> None:
    data = Path(__file__).parents[2] / "data"
    web = (data / "comments_web.csv").read_bytes()
    index = list(csv.DictReader((data / "comment_index.csv").open(encoding="utf-8")))
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation, sections=8, measures=12)
        file = read_comments(web, "comments_web.csv")
        for code in {row.organisation_id for row in file.rows if row.organisation_id}:
            make_organisation(code)
        outcome = import_comments(consultation, file, by=system("test"), source=Source())
        assert (len(outcome.accepted), outcome.refused) == (180, ())
        wanted = {row["comment_code"] for row in index if row["channel"] == "web"}
        assert set(outcome.accepted) == wanted
        kinds = Counter(db.session.scalars(select(Comment.kind)))
        assert kinds["addition"] == 67
