"""Campaigns are found after receipt: like letters together, others not; people decide."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.campaign_grouping import group_new
from consult.domain.moderation.campaign_models import Campaign, CampaignMember, CommentSignature
from consult.domain.moderation.campaign_queries import campaigns_among, sizes_of, totals_of
from consult.domain.moderation.campaigns import dissolve, put_back, represent, restore, take_out
from consult.domain.people.actors import system
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from tests.benchmarks.campaigns import accuracy, mixed
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.letters import FAMILIES, letters, send

WORKER = system("worker")
LETTER = FAMILIES["prison"][1].format(region="Семей", name="Нина Цой")
ALIKE = LETTER.replace("считаю", "нахожу")


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation("open")
        make_plan(made)
        return made


def group_all(size: int = 100) -> None:
    while group_new(by=WORKER, size=size):
        db.session.flush()


def placed() -> dict[uuid.UUID, uuid.UUID]:
    """The campaign of each comment that stands in one."""
    rows = db.session.execute(
        select(CampaignMember.comment_id, CampaignMember.campaign_id).where(
            CampaignMember.left_at.is_(None)
        )
    )
    return {row.comment_id: row.campaign_id for row in rows}


def alike(consultation: Consultation, *texts: str, **facts: object) -> list[Comment]:
    """Comments with these texts, each of an author of its own, grouped."""
    made = [make_comment(consultation, text=text, rationale="", **facts) for text in texts]
    group_all()
    return made


def one_campaign() -> Campaign:
    return kept(db.session.scalars(select(Campaign)).one())


@pytest.mark.parametrize("size", [40, 1_000])
def test_three_wordings_among_others_are_found(
    app: Flask, consultation: Consultation, size: int
) -> None:
    with app.app_context():
        labels = send(consultation, mixed(90, 300))
        group_all(size)
        assert accuracy(placed(), labels) == [1.0, 1.0]
        assert Counter(placed().values()).most_common() == [
            (campaign, 30) for campaign, _count in Counter(placed().values()).most_common()
        ]


def test_words_too_few_or_too_different_make_no_campaign(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        alike(consultation, "We support this measure.", "We support this measure.")
        alike(consultation, LETTER, LETTER[: len(LETTER) // 2], LETTER + " " + LETTER[::-1])
        assert placed() == {}


def test_points_of_one_author_make_no_campaign(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        sent = make_submission(consultation)
        alike(consultation, LETTER, LETTER, submission=sent)
        assert placed() == {}
        other = alike(consultation, ALIKE)[0]
        assert len(placed()) == 3
        assert campaigns_among([other.id]) == {other.id: (one_campaign().id, 3)}


def test_likeness_to_two_campaigns_joins_them(app: Flask, consultation: Consultation) -> None:
    words = LETTER.split()
    chain = [" ".join([*words[:-n], *words[:n]]) for n in (1, 6, 11, 16, 21)]
    with app.app_context():
        first = alike(consultation, chain[0], chain[1])
        second = alike(consultation, chain[3], chain[4])
        before = Counter(placed().values())
        alike(consultation, chain[2])
        assert sorted(before.values()) == [2, 2]
        assert list(Counter(placed().values()).values()) == [5]
        assert one_campaign().representative_id in {one.id for one in [*first, *second]}


def test_what_was_taken_out_stays_out_until_put_back(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        first, second, third = alike(consultation, LETTER, ALIKE, LETTER)
        campaign = one_campaign()
        take_out(campaign, [first.id], by=WORKER)
        assert one_campaign().representative_id == second.id
        fourth = alike(consultation, LETTER)[0]
        assert set(placed()) == {second.id, third.id, fourth.id}
        put_back(one_campaign(), [first.id], by=WORKER)
        assert set(placed()) == {first.id, second.id, third.id, fourth.id}
        with pytest.raises(NotFound):
            put_back(one_campaign(), [first.id], by=WORKER)


def test_dissolved_campaign_takes_no_more_and_is_restored(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        first, second = alike(consultation, LETTER, ALIKE)
        dissolve(one_campaign(), never=False, by=WORKER)
        assert campaigns_among([first.id, second.id]) == {}
        later = alike(consultation, LETTER, ALIKE)
        assert len(set(placed().values())) == 2
        assert totals_of(consultation).in_campaigns == 2
        assert campaigns_among([later[0].id]).keys() == {later[0].id}
        gone = db.session.scalars(select(Campaign).where(Campaign.dissolved_at.is_not(None))).one()
        restore(gone, by=WORKER)
        assert totals_of(consultation).in_campaigns == 4


def test_never_keeps_later_letters_out_of_sight(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        alike(consultation, LETTER, ALIKE)
        dissolve(one_campaign(), never=True, by=WORKER)
        later = alike(consultation, LETTER, ALIKE)
        assert campaigns_among([one.id for one in later]) == {}
        assert totals_of(consultation).campaigns == 0
        restore(one_campaign(), by=WORKER)
        assert sizes_of([one_campaign().id])[one_campaign().id].comments == 4


def test_edited_words_are_compared_anew(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        first, second, third = alike(consultation, LETTER, ALIKE, LETTER)
        edited = db.session.get_one(Comment, first.id)
        edited.text, edited.edited_at = LETTER[::-1], now() + timedelta(seconds=1)
        db.session.flush()
        group_all()
        assert set(placed()) == {second.id, third.id}
        assert one_campaign().representative_id in {second.id, third.id}
        assert group_new(by=WORKER) == 0
        assert len(db.session.scalars(select(CommentSignature)).all()) == 3


def test_counts_with_and_without_campaigns_and_by_verification(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        send(consultation, list(letters(6))[:6], verified=3)
        make_comment(consultation)
        group_all()
        totals, sizes = totals_of(consultation), sizes_of([one_campaign().id])
        found = sizes[one_campaign().id]
        assert (totals.comments, totals.in_campaigns, totals.campaigns) == (7, 6, 1)
        assert totals.texts == 2
        assert (found.comments, found.waiting, found.all_senders) == (6, 6, 6)
        assert (found.of("email_confirmed"), found.of("unverified")) == (2, 4)


def test_another_text_stands_for_the_campaign(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        first, second = alike(consultation, LETTER, ALIKE)
        represent(one_campaign(), second.id, by=WORKER)
        assert one_campaign().representative_id == second.id
        stranger = make_comment(consultation)
        with pytest.raises(NotFound):
            represent(one_campaign(), stranger.id, by=WORKER)
        assert first.id != second.id
