"""The plan of 2011 with both versions, its changes, comments and answers. In an app context."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from consult.domain.changes import queries
from consult.domain.changes.importer import read_causes
from consult.domain.changes.imports import import_causes
from consult.domain.changes.models import Change
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import operations as plans
from consult.domain.plans.confirming import confirm_all_proposed
from consult.domain.plans.importer import ParsedPlan, SourceFile, read_plan
from consult.domain.plans.models import MeasureRemoval, MeasureVersion, PlanVersion
from consult.domain.plans.rules import STATE_BODIES
from consult.domain.responses.importer import ResponseFile, read_responses
from consult.domain.responses.imports import import_responses
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import in_three, make_body, make_consultation
from tests.factories.kept import kept

DATA = Path(__file__).parents[1] / "data"
LIST = DATA / "plan_v2_changes.json"
BY = system("test")
OPENS_AT = datetime(2011, 3, 14, tzinfo=UTC)
CLOSES_AT = datetime(2011, 4, 15, 18, tzinfo=UTC)
PREFIX = "UPR-2011"
UNKEPT = "UPR-2011/0085-1"


@cache
def sources(number: int) -> tuple[SourceFile, ...]:
    """The three workbooks of a version."""
    names = [f"plan_v{number}_{language}.xlsx" for language in ("ru", "kk", "en")]
    return tuple(SourceFile(name, (DATA / name).read_bytes()) for name in names)


@cache
def parsed(number: int) -> ParsedPlan:
    """A version as its workbooks word it."""
    return read_plan(list(sources(number)))


def import_version(consultation: Any, number: int, *, publish: bool = True) -> PlanVersion:
    """Import a version; when it is to be published, all that is proposed is confirmed."""
    held = db.session.get_one(Consultation, consultation.id)
    version = plans.import_plan(held, parsed(number), list(sources(number)), by=BY)
    return publish_draft(consultation, version) if publish else kept(version)


def second_version(*, publish: bool = True) -> PlanVersion:
    """The second version of the plan of 2011, public unless told; made once, as make_discussed."""
    made = make_discussed()
    of_it = (PlanVersion.consultation_id == made.id, PlanVersion.number == 2)
    found = db.session.scalar(select(PlanVersion).where(*of_it))
    return kept(found) if found else import_version(made, 2, publish=publish)


def publish_draft(consultation: Any, version: PlanVersion) -> PlanVersion:
    """Confirm all that is proposed and publish the version."""
    held = db.session.get_one(Consultation, consultation.id)
    confirm(version)
    plans.publish_version(held, version, by=BY)
    return kept(version)


def confirm(version: PlanVersion) -> None:
    """Confirm what became of every measure, as a person who looked at the list."""
    confirm_all_proposed(version, by=BY)
    for removal in db.session.scalars(
        select(MeasureRemoval).where(MeasureRemoval.plan_version_id == version.id)
    ):
        removal.confirmed, removal.reason = True, in_three("No measurable effect")
    db.session.flush()


def codes_of_answers(*, changed: bool = True) -> list[str]:
    """The codes of the comments whose answers promise a change, as the samples have them."""
    return [row["comment_code"] for row in _rows("responses.csv")
            if row["disposition"] in {"accepted", "partly"}
            and (changed or not row["change_id"])]  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def make_discussed() -> Consultation:
    """The consultation of 2011, being answered, with its first version and promised changes.

    Of its comments only those whose answers promise a change are there, with these answers. Made
    once: a module whose ONCE is this function finds it made in each of its tests.
    """
    found = db.session.scalar(select(Consultation).where(Consultation.prefix == PREFIX))
    return kept(found) if found else _discussed()


def _discussed() -> Consultation:
    made = make_consultation("answering", prefix=PREFIX, opens_at=OPENS_AT, closes_at=CLOSES_AT)
    for code, kind in STATE_BODIES.items():
        make_body(code, kind)
    import_version(made, 1)
    add_comments(made, codes_of_answers())
    add_answers(made)
    return kept(made)


def add_comments(consultation: Consultation, codes: Iterable[str]) -> None:
    """Add published comments under their codes of 2011 on the measures they were written on."""
    wanted = set(codes)
    statement = (
        select(MeasureVersion)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation.id, PlanVersion.number == 1)
    )
    measures = {row.number: row for row in db.session.scalars(statement)}
    for row in _rows("comment_index.csv"):
        if row["comment_code"] in wanted:
            measure = measures.get(row["target_number"])
            make_comment(
                consultation,
                measure,
                target="measure" if measure else "plan",
                code=row["comment_code"],
                publication="published",
            )


def add_answers(consultation: Any) -> None:
    """Add the answers of 2011 to the comments that are there."""
    there = set(
        db.session.scalars(select(Comment.code).where(Comment.consultation_id == consultation.id))
    )
    data = (DATA / "responses.csv").read_bytes()
    read = read_responses(data, "responses.csv")
    rows = tuple(row for row in read.rows if row.comment_code in there)
    held = db.session.get_one(Consultation, consultation.id)
    outcome = import_responses(held, ResponseFile(rows, ()), filename="responses.csv", by=BY)
    assert outcome.accepted == len(rows), outcome.findings
    db.session.commit()


def import_list(version: PlanVersion) -> None:
    """Bring in the prepared causes of the second version."""
    import_causes(version, read_causes(LIST.read_bytes(), LIST.name), filename=LIST.name, by=BY)
    db.session.commit()


def change_named(version: PlanVersion, name: str) -> Change:
    """The change that the prepared list calls V2-01 and so on."""
    return next(row for row in queries.changes_of(version.id) if row.external_id == name)
