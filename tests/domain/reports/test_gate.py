"""Promises without a change and changes without a cause stand against a report (A-04, A-05)."""

from typing import Any

import pytest
from flask import Flask

from consult.domain.changes import operations as changes
from consult.domain.changes import queries
from consult.domain.people.actors import system
from consult.domain.reports import operations
from consult.domain.reports.exporters.cover import override
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.filing import head_of
from consult.domain.reports.queries import contents_of
from consult.domain.reports.refusals import Gaps
from consult.domain.responses.models import Response
from consult.domain.responses.promising import promise
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.web.report_words import report_words
from tests.factories.trace import (
    BY,
    UNKEPT,
    change_named,
    import_list,
    import_version,
    make_discussed,
    publish_draft,
)

ONCE = make_discussed


@pytest.fixture
def discussed(app: Flask) -> Any:
    with app.app_context():
        yield make_discussed()


def gaps_of(consultation: Any) -> Any:
    report = operations.request_report(consultation, by=BY, queued=False)
    db.session.commit()
    operations.compile_report(report)
    return contents_of(report).gaps


def unkept() -> Response:
    joined = db.session.query(Response).join(Comment, Comment.id == Response.comment_id)
    return joined.filter(Comment.code == UNKEPT).one()


def test_gate_before_a_later_version_takes_words_for_it(discussed: Any) -> None:
    gaps = gaps_of(discussed)
    assert (gaps.promises, gaps.changes) == ((), ())


def test_gate_when_every_change_has_its_cause_names_the_one_promise(discussed: Any) -> None:
    import_list(import_version(discussed, 2))
    gaps = gaps_of(discussed)
    assert (gaps.promises, gaps.changes) == ((UNKEPT,), ())


def test_gate_when_causes_are_taken_back(discussed: Any) -> None:
    version = import_version(discussed, 2)
    import_list(version)
    for name in ("V2-15", "V2-18", "V2-19"):
        change = change_named(version, name)
        for cause in change.causes:
            changes.unlink_comment(change, cause.comment.code, by=BY)
    gaps = gaps_of(discussed)
    assert gaps.changes == ("→ 2.11", "3.7 → 3.7, 3.8", "6.4 →")
    assert len(gaps.promises) == 1 + 4 + 5 + 2


def test_gate_when_the_second_version_has_no_causes_at_all(discussed: Any) -> None:
    import_version(discussed, 2)
    gaps = gaps_of(discussed)
    assert (len(gaps.promises), len(gaps.changes)) == (79, 19)


def test_gate_takes_a_promise_until_its_version_is_public(discussed: Any) -> None:
    version = import_version(discussed, 2, publish=False)
    import_list(version)
    response = unkept()
    promise(response, 2, by=BY, expected=response.row_version)
    assert gaps_of(discussed).promises == ()
    publish_draft(discussed, version)
    assert gaps_of(discussed).promises == (UNKEPT,)


def test_publishing_is_refused_for_both_and_the_override_prints_them(discussed: Any) -> None:
    version = import_version(discussed, 2)
    import_list(version)
    change = change_named(version, "V2-15")
    for cause in change.causes:
        changes.unlink_comment(change, cause.comment.code, by=BY)
    report = operations.request_report(discussed, by=BY, queued=False)
    db.session.commit()
    operations.compile_report(report)
    with pytest.raises(Gaps) as refused:
        operations.publish_report(report, by=system("other"))
    assert refused.value.facts == {"unanswered": 0, "promises": 3, "changes": 1}
    operations.publish_report(report, by=system("other"), override_reason="The day was set.")
    assert (report.state, report.override_reason) == ("published", "The day was set.")
    wording = Wording(report_words("en"), "en")
    printed = override(head_of(report, "en"), contents_of(report).statistics, wording)
    assert printed[1:] == [
        "Accepted without a change in the plan (3): UPR-2011/0056-6, UPR-2011/0062-3, "
        "UPR-2011/0085-1.",
        "Changes of the plan without a cause (1): 6.4 →.",
    ]
    assert queries.counts_of(version.id).open == 1
