"""The pages of campaigns: counts, what differs, taking out, dissolving, deciding on all."""

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.campaign_grouping import group_new
from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.people.actors import system
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.letters import FAMILIES
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

LETTER = FAMILIES["river"][1].format(region="Семей", name="Нина Цой")


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation("open")
        make_plan(made)
        for number, name in enumerate(("Нина Цой", "Марат Ким", "Дина Бек")):
            verified = "email_confirmed" if number else "unverified"
            sent = make_submission(made, verification=verified)
            text = LETTER.replace("Нина Цой", name)
            make_comment(made, submission=sent, text=text, rationale="", language="ru")
        make_comment(made, text="Quite another thing that nobody else has said here at all.")
        group_new(by=system("worker"))
        return kept(made)


@pytest.fixture
def organiser(visitor: Visitor, consultation: Consultation) -> Visitor:
    with visitor.app.app_context():
        user = make_user([("organiser", consultation)])
    return sign_in(visitor, user)


def campaign_of(consultation: Consultation) -> Campaign:
    return kept(
        db.session.scalars(
            select(Campaign).where(Campaign.consultation_id == consultation.id)
        ).one()
    )


def address(organiser: Visitor, consultation: Consultation) -> str:
    with organiser.app.app_context():
        one = campaign_of(consultation).id
    return f"/en/organise/{consultation.slug}/campaigns/{one}"


def members(app: Flask, *, out: bool = False) -> list[str]:
    with app.app_context():
        rows = db.session.scalars(
            select(Comment.code)
            .join(CampaignMember, CampaignMember.comment_id == Comment.id)
            .where(CampaignMember.left_at.is_not(None) == out)
        )
        return sorted(rows)


def test_list_counts_with_and_without_campaigns(
    organiser: Visitor, consultation: Consultation
) -> None:
    page = organiser.open(f"/en/organise/{consultation.slug}/campaigns")
    figures = [one.text for one in page.soup.find_all(class_="app-figures__value")]
    assert figures == ["4", "3", "2"]
    assert "E-mail confirmed: 2" in page.text
    assert "Not verified: 1" in page.text


def test_queue_names_the_campaign_and_the_verification(
    organiser: Visitor, consultation: Consultation
) -> None:
    page = organiser.open(f"/en/organise/{consultation.slug}/moderation")
    assert page.text.count("One of 3 alike") == 3
    page = organiser.open(f"/en/organise/{consultation.slug}/moderation?sender=email_confirmed")
    assert page.text.count("One of 3 alike") == 2


def test_page_shows_the_differing_words_and_narrows_to_senders(
    organiser: Visitor, consultation: Consultation
) -> None:
    where = address(organiser, consultation)
    page = organiser.open(where)
    added = [one.text for one in page.soup.find_all("ins")]
    assert len(added) == 2
    assert any("Марат Ким" in one for one in added)
    assert any("Дина Бек" in one for one in added)
    narrow = organiser.open(f"{where}?from=unverified")
    assert len(narrow.soup.find_all("ins")) == 0


def test_taken_out_is_put_back(organiser: Visitor, consultation: Consultation) -> None:
    where = address(organiser, consultation)
    with organiser.app.app_context():
        chosen = str(campaign_of(consultation).representative_id)
    organiser.open(where).press("Take out of the campaign", chosen=chosen)
    assert (len(members(organiser.app)), len(members(organiser.app, out=True))) == (2, 1)
    organiser.open(where).press("Put back into the campaign", chosen=chosen)
    assert (len(members(organiser.app)), len(members(organiser.app, out=True))) == (3, 0)


def test_dissolved_leaves_the_list_and_is_restored(
    organiser: Visitor, consultation: Consultation
) -> None:
    where = address(organiser, consultation)
    organiser.open(where).press("Dissolve and never group")
    page = organiser.open(f"/en/organise/{consultation.slug}/campaigns")
    assert "No campaigns" in page.text
    page = organiser.open(f"/en/organise/{consultation.slug}/campaigns?show=dissolved")
    assert LETTER[:40] in page.text
    organiser.open(where).press("Undo dissolving")
    page = organiser.open(f"/en/organise/{consultation.slug}/moderation")
    assert page.text.count("One of 3 alike") == 3


def test_decision_on_all_leaves_out_hints_at_personal_data(
    organiser: Visitor, consultation: Consultation
) -> None:
    where = address(organiser, consultation)
    with organiser.app.app_context():
        first = db.session.get_one(Comment, campaign_of(consultation).representative_id)
        first.hints = [{"kind": "phone", "field": "text", "start": 0, "end": 3}]
        db.session.commit()
    organiser.open(where).press("Publish")
    with organiser.app.app_context():
        states = db.session.scalars(select(Comment.publication).order_by(Comment.publication)).all()
    assert states == ["published", "published", "received", "received"]


def test_decision_that_needs_a_reason_says_so(
    organiser: Visitor, consultation: Consultation
) -> None:
    page = organiser.open(address(organiser, consultation)).press("Do not publish", status=422)
    assert "There is a problem" in page.text
    assert len(members(organiser.app)) == 3
