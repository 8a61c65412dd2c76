"""Pages with lists cost the same number of queries whether they hold one thing or three."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.people.credential_models import Passkey
from consult.domain.roundtables.attendance import AttendeeRow, record_attendees
from consult.domain.roundtables.inviting import invite
from consult.domain.roundtables.materials import add_material
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.registering import Wish, register
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import outbox
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import (
    in_three,
    make_body,
    make_consultation,
    make_plan,
    measure_of,
)
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.reading import count
from tests.factories.recommendations import carry_out, make_recommendation
from tests.factories.reports import make_answer, make_report
from tests.factories.roundtables import BY, make_table
from tests.visitor import Visitor

PAGES = {
    ("visitor", "/en/"): 6,
    ("visitor", "/en/?words=Action"): 7,
    ("visitor", "/en/c/{slug}"): 9,
    ("visitor", "/en/c/{slug}/plan"): 10,
    ("visitor", "/en/c/{slug}/measures/1.1"): 12,
    ("visitor", "/en/c/{slug}/coverage"): 6,
    ("visitor", "/en/c/{slug}/record"): 8,
    ("visitor", "/en/c/{slug}/regions"): 5,
    ("organiser", "/en/organise/{slug}/regions"): 9,
    ("visitor", "/en/recommendations"): 2,
    ("visitor", "/en/recommendations/UPR/1"): 5,
    ("visitor", "/en/recommendations/UPR/1/95.1"): 6,
    ("visitor", "/en/c/{slug}/versions"): 3,
    ("visitor", "/en/c/{slug}/general"): 9,
    ("visitor", "/en/c/{slug}/report/{newest}"): 6,
    ("visitor", "/en/c/{slug}/report/{newest}/comments"): 3,
    ("visitor", "/en/c/{slug}/round-tables"): 8,
    ("visitor", "/en/c/{slug}/round-tables/{ref}"): 9,
    ("visitor", "/en/c/{slug}/round-tables.ics"): 6,
    ("account", "/en/account/comments"): 7,
    ("account", "/en/account/sessions"): 6,
    ("account", "/en/account/security"): 6,
    ("organiser", "/en/organise/"): 19,
    ("organiser", "/en/organise/organisations"): 6,
    ("organiser", "/en/organise/recommendations"): 6,
    ("organiser", "/en/organise/recommendations/UPR/1"): 7,
    ("organiser", "/en/organise/recommendations/UPR/1/95.1"): 6,
    ("organiser", "/en/organise/{slug}/registers"): 11,
    ("organiser", "/en/organise/{slug}"): 10,
    ("organiser", "/en/organise/{slug}/people"): 12,
    ("organiser", "/en/organise/{slug}/moderation?state=all"): 12,
    ("organiser", "/en/organise/{slug}/campaigns"): 9,
    ("organiser", "/en/organise/{slug}/campaigns/{campaign}"): 10,
    ("organiser", "/en/organise/{slug}/surge"): 9,
    ("organiser", "/en/organise/{slug}/round-tables"): 12,
    ("organiser", "/en/organise/{slug}/round-tables/{ref}"): 14,
    ("organiser", "/en/organise/{slug}/round-tables/{ref}/invitations"): 10,
    ("organiser", "/en/organise/{slug}/round-tables/{ref}/registrations"): 11,
    ("organiser", "/en/organise/{slug}/round-tables/{ref}/attendance"): 10,
    ("organiser", "/en/organise/{slug}/letters"): 8,
    ("organiser", "/en/organise/{slug}/audit"): 9,
    ("organiser", "/en/organise/{slug}/reports"): 8,
    ("organiser", "/en/organise/{slug}/plan"): 6,
    ("organiser", "/en/organise/{slug}/plan/1/margin"): 8,
    ("contributor", "/en/respond/?c={slug}"): 12,
    ("contributor", "/en/respond/{slug}/groups"): 8,
    ("contributor", "/en/respond/{slug}/reasons"): 6,
    ("organiser", "/en/organise/{slug}/answers?show=all"): 12,
    ("organiser", "/en/organise/{slug}/groups"): 8,
    ("contributor", "/en/respond/reports"): 8,
    ("administrator", "/en/organise/administration"): 6,
}


class Lists:
    """A consultation whose lists grow by one thing at a time."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.consultation = make_consultation("answering")
            make_plan(self.consultation, sections=3, measures=3)
            moj = make_body("MOJ")
            self.account = make_user()
            self.organiser = make_user([("organiser", self.consultation)])
            self.contributor = make_user([("ministry_contributor", self.consultation, moj)])
            self.administrator = make_user(is_administrator=True)
            self.newest = 0
            self._recommend()
        with app.app_context():
            self.ref = self._meeting(2)

    def grow(self) -> None:
        """Add one thing to every list."""
        with self.app.app_context():
            self._meeting(3)
        with self.app.app_context():
            self._comments()
            self._recommend()
            more: Any = make_consultation("open")
            make_plan(more)
            make_organisation()
            self._passkey()
            make_user([("moderator", self.consultation)])
            make_user([("organiser", more)])
            outbox.post(
                outbox.Written("Subject", "Body"),
                to="somebody@example.kz",
                kind="test",
                language="en",
                cause=f"test:{more.id}",
                consultation_id=self.consultation.id,
            )
            db.session.commit()
            self.newest = make_report(self.consultation, published=True).number

    def _meeting(self, days: int) -> str:
        """One more meeting this week; one more person and organisation at the first one."""
        start = now() + timedelta(days=days)
        facts = {"starts_at": start, "ends_at": start + timedelta(hours=2), "state": "planned"}
        table = make_table(self.consultation, **facts)
        reference = table.reference
        self.table_id = getattr(self, "table_id", table.id)
        first = whole_table(self.table_id)
        ngo = make_organisation(contact_email="ngo@example.kz")
        invite(first, [ngo.id], by=BY)
        register(first, Wish("Айгүл", f"{reference}@example.kz"), by=BY)
        came = AttendeeRow(reference, "Айгүл", organisation_id=ngo.id, may_be_named=True)
        record_attendees(first, [came], by=BY)
        add_material(
            first, b"text", title=in_three("Text"), ending="txt", media_type="text/plain", by=BY
        )
        db.session.commit()
        return reference

    def _passkey(self) -> None:
        """One more passkey of the account."""
        raw = uuid4().bytes
        db.session.add(
            Passkey(user_id=self.account.id, credential_id=raw, public_key=b"x", name="Phone")
        )

    def _recommend(self) -> None:
        """One more recommendation of the same register, and one that repeats the first."""
        self.recommended = getattr(self, "recommended", 0) + 1
        one = make_recommendation(f"95.{self.recommended}")
        carry_out(measure_of(self.consultation), one)
        if self.recommended > 1:
            carry_out(measure_of(self.consultation, "1.2"), self.first)
            make_recommendation(f"1.{self.recommended}", cycle="2", predecessor_id=self.first.id)
        else:
            self.first = one

    def _comments(self) -> None:
        held: Consultation = self.consultation
        sent = make_submission(held, user_id=self.account.id)
        for facts in ({}, {"target": "plan"}):
            comment = make_comment(held, submission=sent, publication="published", **facts)
            make_answer(comment)
        self._campaign(make_comment(held), make_comment(held))

    def _campaign(self, *comments: Comment) -> None:
        """One more campaign, and one more member of the first one."""
        found = Campaign(consultation_id=self.consultation.id, representative_id=comments[0].id)
        found.never = False
        db.session.add(found)
        db.session.flush()
        self.campaign_id = getattr(self, "campaign_id", found.id)
        for comment, campaign_id in zip(comments, (found.id, self.campaign_id), strict=True):
            db.session.add(CampaignMember(comment_id=comment.id, campaign_id=campaign_id))
        db.session.commit()


def counts(app: Flask, lists: Lists) -> dict[tuple[str, str], int]:
    """Return what every page costs now."""
    browsers = {"visitor": Visitor(app)}
    for role in ("account", "organiser", "contributor", "administrator"):
        browsers[role] = sign_in(Visitor(app), getattr(lists, role))
    values = {
        "slug": lists.consultation.slug,
        "newest": lists.newest,
        "ref": lists.ref,
        "campaign": lists.campaign_id,
    }
    return {(role, path): count(browsers[role], path.format(**values)) for role, path in PAGES}


@pytest.fixture
def lists(app: Flask) -> Lists:
    return Lists(app)


def test_lists_cost_the_same_with_one_thing_and_with_three(app: Flask, lists: Lists) -> None:
    lists.grow()
    one = counts(app, lists)
    lists.grow()
    lists.grow()
    three = counts(app, lists)
    assert one == PAGES
    assert three == PAGES
