"""What is frozen beside the rows: changes, positions, groups, recommendations, meetings, people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from consult.domain.changes import operations as changes
from consult.domain.changes.queries import changes_of
from consult.domain.people.actors import system
from consult.domain.plans.models import MeasureVersion
from consult.domain.reports import operations, queries
from consult.domain.reports.document import Group, canonical
from consult.domain.reports.models import ReportPart
from consult.domain.reports.parts import MeetingLine, canonical_line, line_from_json
from consult.domain.reports.policy import view_line, view_row
from consult.domain.reports.refusals import Damaged
from consult.domain.responses.models import ResponsePosition
from consult.domain.submissions.models import CommentGroup
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.web.report_words import report_words
from tests.factories.comments import make_submission
from tests.factories.consultations import in_three, make_body, measure_of
from tests.factories.kept import kept
from tests.factories.recommendations import carry_out, make_cycle, make_recommendation
from tests.factories.reports import answering, make_answer, make_report, published
from tests.factories.roundtables import make_table
from tests.factories.versions import with_two_versions

BY = system("command")


@pytest.fixture
def at(app):
    with app.app_context():
        yield app


def lines(report, part):
    return list(queries.lists_of(report)(part))


def row_of(report, comment):
    return next(row for row in queries.rows_of(report)() if row.comment_code == comment.code)


def discussed_measure(version, number):
    return db.session.scalars(
        select(MeasureVersion).where(
            MeasureVersion.plan_version_id == version.id, MeasureVersion.number == number
        )
    ).one()


def test_changes_are_frozen_with_their_texts_and_causes(at, tmp_path):
    consultation, first, second = with_two_versions()
    found = changes_of(second.id)
    edited = next(one for one in found if one.kind == "edited" and "text" in one.fields)
    number = next(row.measure_version.number for row in edited.measures if row.side == "before")
    comment = published(consultation, discussed_measure(first, number))
    make_answer(comment, "accepted")
    changes.state_cause(
        edited, "comments", comments=[comment.code], by=BY, expected=edited.row_version
    )
    db.session.commit()
    report = make_report(consultation)
    kept_lines = lines(report, "changes")
    assert [line.number for line in kept_lines] == [*range(1, len(found) + 1)]
    line = kept_lines[[one.id for one in found].index(edited.id)]
    assert (line.kind, line.cause, line.codes) == ("edited", "comments", (comment.code,))
    field = next(one for one in line.fields if one.field == "text")
    assert field.before.ru == discussed_measure(first, number).text.ru
    assert field.before.ru != field.after.ru
    after = next(row.measure_version for row in edited.measures if row.side == "after")
    assert field.after.kk == after.text.kk
    assert [(ref.number, ref.measures) for ref in row_of(report, comment).changes] == [
        (line.number, (after.number,))
    ]
    _tables_agree(report, tmp_path, len(found))


def _tables_agree(report, tmp_path, count):
    """The comparative table numbers the changes alike in both languages (K-01)."""
    numbers = {}
    for language in ("ru", "kk"):
        target = tmp_path / f"{language}.xlsx"
        operations.write_file(
            report, target, language, "public", "xlsx", words=report_words, variant="comparative"
        )
        book = openpyxl.load_workbook(target)
        cells = book[book.sheetnames[1]].iter_rows(min_row=2, max_col=2, values_only=True)
        numbers[language] = list(cells)
    assert numbers["ru"] == numbers["kk"]
    assert [number for number, _place in numbers["ru"]] == [str(n + 1) for n in range(count)]


def test_positions_of_other_bodies_stand_in_the_row(at):
    consultation = answering()
    comment = published(consultation)
    make_answer(comment)
    body = make_body("MIA")
    for state, said in (("approved", "We do not agree."), ("draft", "")):
        values = {"approved_at": now(), "approved_by": "head"} if state == "approved" else {}
        kept(
            ResponsePosition(
                comment_id=(comment if state == "approved" else published(consultation)).id,
                consultation_id=consultation.id,
                organisation_id=body.id,
                stance="dissent",
                text=in_three(said),
                state=state,
                prepared_by="writer",
                **values,
            )
        )
    report = make_report(consultation)
    assert [len(row.positions) for row in queries.rows_of(report)()] == [1, 0]
    position = row_of(report, comment).positions[0]
    assert (position.body_code, position.stance) == ("MIA", "dissent")
    assert position.words == in_three("We do not agree.")


def test_group_is_named_to_those_who_answer_only(at):
    consultation = answering()
    group = kept(CommentGroup(consultation_id=consultation.id, name="One letter", made_by="me"))
    comments = [published(consultation, group_id=group.id) for _ in range(3)]
    row = row_of(make_report(consultation), comments[0])
    assert row.group == Group("One letter", 3)
    assert view_row(row, "ministry").group == Group("One letter", 3)
    assert view_row(row, "public").group == Group("", 3)


def test_recommendations_count_comments_on_their_measures(at):
    consultation, cycle = answering(), make_cycle()
    named = [make_recommendation(key, cycle=cycle) for key in ("95.10", "95.2")]
    carry_out(measure_of(consultation), named[0])
    make_answer(published(consultation), "rejected", ground="legal")
    published(consultation)
    report = make_report(consultation)
    found = lines(report, "recommendations")
    assert [line.paragraph for line in found] == ["95.2", "95.10"]
    line = found[-1]
    assert (line.measures, line.comments, line.answered) == (("1.1",), 2, 1)
    assert line.outcomes == (("rejected", 1), ("unanswered", 1))


def test_round_table_is_one_line_and_names_no_one_who_may_not_be_known(at):
    consultation = answering()
    held = datetime(2011, 3, 16, 10, 0, tzinfo=UTC)
    facts = {"channel": "round_table", "source_ref": "sheet.xlsx", "region_code": "KZ-35"}
    for level, moment in (
        ("named", held),
        ("anonymous", held),
        ("named", held + timedelta(days=1)),
    ):
        submission = make_submission(consultation, level=level, received_at=moment, **facts)
        published(consultation, submission=submission, received_at=moment)
    report = make_report(consultation)
    found = lines(report, "meetings")
    assert [(line.count, line.region_code, line.name) for line in found] == [
        (2, "KZ-35", "sheet.xlsx"),
        (1, "KZ-35", "sheet.xlsx"),
    ]
    public = view_line(found[0], "public")
    assert (public.count, len(public.statements), public.name) == (2, 1, "")


def test_round_table_is_named_by_its_own_facts(at):
    consultation = answering()
    table = make_table(consultation, attended=41)
    for hours, level in ((5, "named"), (7, "anonymous")):
        moment = table.starts_at + timedelta(hours=hours)
        facts = {"channel": "round_table", "round_table_id": table.id, "region_code": "unknown"}
        submission = make_submission(consultation, level=level, received_at=moment, **facts)
        published(consultation, submission=submission, received_at=moment)
    report = make_report(consultation)
    (found,) = lines(report, "meetings")
    assert (found.title.ru, found.region_code, found.attended, found.count) == (
        "Round table in Karaganda (ru)",
        "KZ-35",
        41,
        2,
    )
    rows = list(queries.rows_of(report)())
    assert all(row.meeting.en.startswith("Round table in Karaganda (en), ") for row in rows)
    assert sorted(bool(view_row(row, "public").meeting) for row in rows) == [False, True]


def test_line_of_an_earlier_report_keeps_its_bytes():
    line = MeetingLine("sheet.xlsx", date(2011, 3, 16), "KZ-35", count=2)
    assert canonical_line("meetings", line).endswith(b'"statements":[]}\n')
    named = replace(line, reference="ABCDEFGH")
    assert b'"reference":"ABCDEFGH"' in canonical_line("meetings", named)
    assert line_from_json("meetings", orjson.loads(orjson.dumps(named))) == named


def test_participants_are_summed_by_author_and_level(at):
    consultation = answering()
    for name, level in (("Анна", "named"), ("Анна", "named"), ("Борис", "anonymous")):
        submission = make_submission(consultation, author_name=name, level=level)
        published(consultation, submission=submission)
    found = lines(make_report(consultation), "participants")
    assert sorted((one.name, one.submissions, one.comments) for one in found) == [
        ("Анна", 2, 2),
        ("Борис", 1, 1),
    ]
    shown = {view_line(one, "public").name for one in found}
    assert shown == {"Анна", ""}


def test_frozen_lists_refuse_every_change(at):
    report = make_report(answering())
    assert lines(report, "unrelated_measures") != []
    with pytest.raises(IntegrityError, match="report_frozen"):
        db.session.execute(text("update report_parts set position = position + 100"))


def test_changed_line_is_found_when_rows_are_read(at):
    report = make_report(answering())
    db.session.execute(text("alter table report_parts disable trigger report_parts_frozen"))
    db.session.execute(text("update report_parts set data = jsonb_set(data, '{number}', '\"9\"')"))
    with pytest.raises(Damaged):
        list(queries.rows_of(report)())


def test_compiling_again_keeps_the_lists(at):
    consultation = answering()
    report = make_report(consultation)
    count = select(ReportPart.position).where(ReportPart.report_id == report.id)
    before = len(db.session.scalars(count).all())
    operations.compile_report(report)
    assert len(db.session.scalars(count).all()) == before


def test_row_of_an_earlier_report_keeps_its_bytes(at):
    consultation = answering()
    published(consultation, measure_of(consultation))
    row = next(iter(queries.rows_of(make_report(consultation))()))
    bare = replace(
        row, recommendations=(), changes=(), positions=(), group=None, verification="", claimed=""
    )
    assert canonical(bare).endswith(b'"groups":[]}')
    assert LocalisedText() == bare.meeting
