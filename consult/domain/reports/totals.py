"""Totals of a consultation as they stand now; every breakdown sums to the same number (I-14)."""

import uuid
from typing import Any

from sqlalchemy import Subquery, and_, case, func, literal, select

from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db

GIVEN = ("submitted", "approved")
BREAKDOWNS = (
    "channel",
    "kind",
    "region",
    "language",
    "disposition",
    "measure",
    "state",
    "author_kind",
    "level",
    "late",
    "answer",
    "verification",
    "campaign",
)


def _facts(consultation_id: uuid.UUID) -> Subquery:
    target = case(
        (Comment.measure_version_id.is_not(None), MeasureVersion.number),
        (Comment.section_id.is_not(None), func.concat("S", Section.number)),
        else_=literal("plan"),
    )
    given = and_(Response.comment_id == Comment.id, Response.state.in_(GIVEN))
    stands = and_(CampaignMember.comment_id == Comment.id, CampaignMember.left_at.is_(None))
    live = and_(Campaign.id == CampaignMember.campaign_id, Campaign.dissolved_at.is_(None))
    state = case((Comment.withdrawn_at.is_not(None), "withdrawn"), else_=Comment.publication)
    return (
        select(
            Submission.channel.label("channel"),
            Comment.kind.label("kind"),
            Submission.region_code.label("region"),
            Comment.language.label("language"),
            func.coalesce(Response.disposition, "none").label("disposition"),
            target.label("measure"),
            state.label("state"),
            Submission.author_kind.label("author_kind"),
            Submission.level.label("level"),
            case((Submission.late, "yes"), else_="no").label("late"),
            func.coalesce(Response.state, "none").label("answer"),
            Submission.verification.label("verification"),
            case((Campaign.id.is_not(None), "yes"), else_="no").label("campaign"),
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == Comment.section_id)
        .outerjoin(Response, given)
        .outerjoin(CampaignMember, stands)
        .outerjoin(Campaign, live)
        .where(Comment.consultation_id == consultation_id)
        .subquery()
    )


def totals(consultation_id: uuid.UUID) -> dict[str, Any]:
    """Return {comments, submissions, by_<breakdown>: {code: n}}; two queries at any size.

    `by_disposition` counts answers that were handed in or approved and `none` for the others;
    `by_answer` counts them by state.
    """
    facts = _facts(consultation_id)
    columns = [facts.c[name] for name in BREAKDOWNS]
    place = func.grouping(*columns)
    sets = func.grouping_sets(*columns)
    rows = db.session.execute(select(place, *columns, func.count()).group_by(sets))
    found: dict[str, Any] = {f"by_{name}": {} for name in BREAKDOWNS}
    for mask, *values, count in rows:
        name, value = _named(mask, values)
        found[f"by_{name}"][value] = count
    ordered = {name: dict(sorted(part.items())) for name, part in found.items()}
    comments = sum(ordered["by_kind"].values())
    return {"comments": comments, "submissions": _submissions(consultation_id)} | ordered


def _named(mask: int, values: list[Any]) -> tuple[str, str]:
    """Return which breakdown a row of the grouping sets belongs to: its bit is the one not set."""
    width = len(BREAKDOWNS)
    for place, name in enumerate(BREAKDOWNS):
        if not mask & (1 << (width - 1 - place)):
            return name, str(values[place])
    message = "a row without a breakdown"
    raise AssertionError(message)


def _submissions(consultation_id: uuid.UUID) -> int:
    """Return how many numbers were given; a round table's sheet has one, whoever spoke."""
    numbers = func.count(Submission.number.distinct())
    statement = select(numbers).where(Submission.consultation_id == consultation_id)
    return db.session.scalar(statement) or 0
