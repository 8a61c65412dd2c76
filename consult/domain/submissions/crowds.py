"""Which kinds and regions of withheld authors are shared by enough of them to be shown."""

import uuid
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select, true, tuple_

from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion
from consult.domain.submissions.k_rule import ALL, NO_CROWDS, Crowds, K, crowds_of
from consult.domain.submissions.levels import Viewer, kind_of, treatment
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.reading import SHOWN
from consult.domain.submissions.rules import LEVELS
from consult.kernel.database import db

Facts = Callable[[Comment], frozenset[str]]


def crowded_facts(comments: Sequence[Comment], viewer: Viewer) -> Facts:
    """Return what may be shown of the author of each comment besides what the table gives.

    The comments need submission (with its organisation) and measure loaded. One query, none when
    nobody here is withheld from the viewer. The public and ministries count what is published,
    moderators all but spam. Of who spoke at a meeting nothing is added: the meeting is named.
    """
    asked = [one for one in comments if _needs_crowd(viewer, one.submission.level)]
    found = _crowds(asked, viewer) if asked else NO_CROWDS

    def facts(comment: Comment) -> frozenset[str]:
        sent = comment.submission
        if sent.round_table_id:
            return frozenset()
        return found.facts(_place(comment), sent.level, kind_of(sent), sent.region_code)

    return facts


def common_kinds() -> frozenset[str]:
    """Return the kinds that at least K registered organisations have."""
    statement = (
        select(Organisation.kind)
        .where(Organisation.merged_into_id.is_(None))
        .group_by(Organisation.kind)
        .having(func.count() >= K)
    )
    return frozenset(db.session.scalars(statement))


def _needs_crowd(viewer: Viewer, level: str) -> bool:
    return "crowd" in (treatment("kind", viewer, level), treatment("region", viewer, level))


def _place(comment: Comment) -> Hashable:
    """What withheld authors are counted on: a measure in all its versions, a section, the plan."""
    if comment.measure_version is not None:
        return comment.measure_version.measure_id
    return comment.section_id or comment.consultation_id


def _crowds(comments: Sequence[Comment], viewer: Viewer) -> Crowds:
    place = func.coalesce(MeasureVersion.measure_id, Comment.section_id, Comment.consultation_id)
    counted = [level for level in LEVELS if _needs_crowd(viewer, level)]
    authors = (
        select(
            place.label("place"),
            Submission.level.label("level"),
            _alone(_kind()).label("kind"),
            _alone(Submission.region_code).label("region"),
            _author().label("author"),
        )
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .where(
            Comment.consultation_id == comments[0].consultation_id,
            Submission.level.in_(counted),
            _on({_place(comment) for comment in comments}),
            _read_by(viewer),
        )
        .subquery()
    )
    by = [(authors.c.place, value) for value in (authors.c.kind, authors.c.region)]
    sets = [tuple_(*one) for one in by] + [tuple_(*one, authors.c.level) for one in by]
    rows = db.session.execute(
        select(
            authors.c.place,
            authors.c.level,
            func.grouping(authors.c.kind),
            authors.c.kind,
            authors.c.region,
            func.count(authors.c.author.distinct()),
        ).group_by(func.grouping_sets(*sets))
    )
    kinds: dict[Hashable, dict[str, int]] = {}
    regions: dict[Hashable, dict[str, int]] = {}
    for on, level, is_region, of_kind, in_region, count in rows:
        sizes, value = (regions, in_region) if is_region else (kinds, of_kind)
        sizes.setdefault((on, level or ALL), {})[value] = count
    return crowds_of(kinds, regions)


def _on(places: set[Any]) -> ColumnElement[bool]:
    ids: list[uuid.UUID] = list(places)
    on_plan = and_(Comment.measure_version_id.is_(None), Comment.section_id.is_(None))
    return or_(
        MeasureVersion.measure_id.in_(ids),
        Comment.section_id.in_(ids),
        and_(on_plan, Comment.consultation_id.in_(ids)),
    )


def _read_by(viewer: Viewer) -> ColumnElement[bool]:
    if viewer == "staff":
        return Comment.publication != "spam"
    if viewer in ("trustee", "administrator", "author"):
        return true()
    return and_(Comment.publication.in_(SHOWN), Comment.withdrawn_at.is_(None))


def _alone(value: ColumnElement[str] | Any) -> ColumnElement[str]:
    """Return a fact of an author who wrote alone; a meeting's speaker is in no crowd."""
    return case((Submission.round_table_id.is_not(None), ""), else_=value)


def _kind() -> ColumnElement[str]:
    """Return levels.kind_of as SQL."""
    said = case(
        (Submission.author_kind == "individual", "individual"),
        (Submission.author_kind == "joint", "coalition"),
        else_="other",
    )
    return func.coalesce(Organisation.kind, func.nullif(Submission.organisation_kind, ""), said)


def _author() -> ColumnElement[str]:
    """Return what tells authors apart: the body, the account, the name, else the submission."""
    return func.coalesce(
        cast(Submission.organisation_id, String),
        cast(Submission.user_id, String),
        func.nullif(func.lower(Submission.organisation_name), ""),
        func.nullif(func.lower(Submission.author_name), ""),
        cast(Submission.id, String),
    )
