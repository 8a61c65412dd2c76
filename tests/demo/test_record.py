"""The record of the worked example: its root, its letters that are alike, its file, its head."""

import pytest
from sqlalchemy import func, select

from consult.domain.moderation.campaign_grouping import group_new
from consult.domain.moderation.campaign_models import CampaignMember
from consult.domain.people.actors import system
from consult.domain.submissions import attachments
from consult.domain.submissions.models import Attachment, Submission
from consult.domain.submissions.record_trees import trees_of
from consult.kernel.database import db
from consult.machinery import heads
from consult.machinery.outbox import Letter

pytestmark = pytest.mark.committed


def test_root_of_2011_is_dated_at_its_closing(loaded, old) -> None:
    first = trees_of(old.id)[0]
    assert (first.number, first.closed_at) == (1, old.closes_at)


def test_comments_of_the_example_are_all_compared(loaded) -> None:
    members = db.session.scalar(select(func.count()).select_from(CampaignMember))
    assert members > 1
    assert group_new(by=system("test")) == 0
    db.session.rollback()


def test_ngo_sends_a_letter_that_others_get_as_a_clean_copy(loaded, opened) -> None:
    (file,) = db.session.scalars(select(Attachment)).all()
    submission = db.session.get_one(Submission, file.submission_id)
    assert (submission.consultation_id, submission.level) == (opened.id, "named")
    assert not file.is_clean
    assert file.cleaned_id is not None
    assert [one.name for one in attachments.staged([file.file_id])] == ["equal_line_2026_kk.docx"]


def test_end_of_the_log_left_for_the_trustees(loaded) -> None:
    (head,) = heads.published()
    assert heads.last_head() == heads.Head(head.seq, head.hash)
    sent = db.session.scalar(select(func.count()).where(Letter.kind == "head"))
    assert sent == 2
