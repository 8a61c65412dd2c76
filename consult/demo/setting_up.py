"""What both consultations of the worked example have in common: made, planned, opened, decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.demo import people, sources
from consult.demo.people import DEMO
from consult.domain.consultations import operations, queries
from consult.domain.consultations.models import Consultation
from consult.domain.moderation.operations import Verdict, decide_many
from consult.domain.moderation.redaction import find_passages, originals
from consult.domain.people.actors import Actor
from consult.domain.plans import linking
from consult.domain.plans import operations as plans
from consult.domain.plans import queries as plan_queries
from consult.domain.submissions.models import Comment
from consult.kernel.database import db

ORGANISERS = ("MFA", "MOJ")


@dataclass(frozen=True)
class Step:
    """A part of the loading that is committed by itself, and the line that tells of it."""

    line: str
    work: Callable[[], object]


@dataclass(frozen=True)
class Setting:
    """A consultation before it opens: address, prefix, instants, the files of texts and plan."""

    slug: str
    prefix: str
    texts: str
    plan: str
    register: tuple[str, str]
    opens_at: datetime
    closes_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def create(setting: Setting) -> None:
    """Make the consultation with its texts, its organisers and the roles of everybody."""
    if queries.slug_is_taken(setting.slug):
        return
    texts = sources.facts(setting.texts)
    texts.pop("reasons")
    consultation = operations.create(
        slug=setting.slug,
        prefix=setting.prefix,
        opens_at=setting.opens_at,
        closes_at=setting.closes_at,
        by=DEMO,
        historical=True,
        **texts,
        **setting.facts,
    )
    bodies = [people.organisation(code).id for code in ORGANISERS]
    operations.set_organisers(consultation, bodies, bodies[0], by=DEMO)
    people.grant_roles(consultation)
    linking.set_registers(consultation, [setting.register], by=DEMO)


def publish_plan(setting: Setting) -> None:
    """Import the plan in three languages, say why its sections stand there, and publish it."""
    consultation = queries.consultation_by_slug(setting.slug)
    if plan_queries.published_of(consultation.id) is not None:
        return
    workbooks = sources.workbooks(setting.plan)
    parsed = sources.plan(workbooks, linking.positions_for(consultation.id))
    version = plans.import_plan(consultation, parsed, workbooks, by=DEMO)
    reasons = sources.facts(setting.texts)["reasons"]
    plans.edit_section_reasons(version, reasons, by=DEMO)
    plans.publish_version(consultation, version, by=DEMO, at=setting.opens_at)


def open_up(setting: Setting) -> None:
    """Open the consultation at its own hour in the past; nobody is written to."""
    consultation = queries.consultation_by_slug(setting.slug)
    if consultation.state == "draft":
        operations.open_consultation(consultation, by=DEMO, historical=True)


def waiting(consultation: Consultation) -> Sequence[Comment]:
    """Return the comments on which nobody has decided, in order of receipt."""
    statement = (
        select(Comment)
        .where(
            Comment.consultation_id == consultation.id,
            Comment.publication == "received",
            Comment.withdrawn_at.is_(None),
        )
        .options(joinedload(Comment.submission))
    )
    return db.session.scalars(statement.order_by(Comment.received_at, Comment.id)).all()


def decide(comments: Sequence[Comment], verdict: Verdict, *, by: Actor) -> None:
    """Decide alike on comments of one consultation; none is no decision."""
    if comments:
        expected = {comment.id: comment.row_version for comment in comments}
        decide_many(comments[0].consultation_id, expected, verdict, by=by)


def redact(comment: Comment, passages: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Publish a comment with passages hidden that name a third person."""
    spans = tuple(find_passages(passages, originals(comment)))
    verdict = Verdict("publish_redacted", "third_person_data", spans=spans, at=at)
    decide([comment], verdict, by=by)
