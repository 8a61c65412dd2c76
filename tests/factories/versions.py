"""A consultation whose plan has two versions read from the sample workbooks."""

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import confirming, operations
from consult.domain.plans.importer import ParsedPlan, SourceFile, read_plan
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import make_consultation
from tests.factories.kept import kept

DATA = Path(__file__).parents[1] / "data"
BY = system("command")
SHARED = "TWO-VERSIONS"
REASON = LocalisedText(kk="Өлшенетін әсері жоқ", ru="Нет влияния", en="No measurable effect")


@cache
def workbooks(version: int) -> tuple[SourceFile, ...]:
    """The files of a version in three languages."""
    names = [f"plan_v{version}_{language}.xlsx" for language in ("ru", "kk", "en")]
    return tuple(SourceFile(name, (DATA / name).read_bytes()) for name in names)


@cache
def parsed(version: int) -> ParsedPlan:
    """A version as read from its files."""
    return read_plan(workbooks(version))


def shared_with_two_versions() -> Consultation:
    """A consultation with both versions public; made once when a module has it as its ONCE."""
    statement = select(Consultation).where(Consultation.prefix == SHARED)
    found = db.session.scalar(statement)
    return kept(found) if found else with_two_versions(prefix=SHARED)[0]


def with_two_versions(
    state: str = "answering", *, published: bool = True, **changes: Any
) -> tuple[Consultation, PlanVersion, PlanVersion]:
    """The first version published before the closing; the second published now, or a draft."""
    made = make_consultation(state, **changes)
    consultation = db.session.get(Consultation, made.id)
    assert consultation is not None
    first = operations.import_plan(consultation, parsed(1), workbooks(1), by=BY)
    operations.publish_version(consultation, first, by=BY, at=consultation.opens_at)
    second = operations.import_plan(consultation, parsed(2), workbooks(2), by=BY)
    if published:
        confirming.confirm_all_proposed(second, by=BY)
        confirming.confirm_removal(second, "6.4", REASON, by=BY)
        operations.publish_version(consultation, second, by=BY)
    db.session.commit()
    return kept(consultation), kept(first), kept(second)
