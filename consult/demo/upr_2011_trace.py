"""What came of the discussion of 2011: the second version, the causes of its changes, the act."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult.demo import people
from consult.demo.people import DEMO
from consult.demo.setting_up import Step
from consult.demo.sources import read, workbooks
from consult.domain.changes.importer import read_causes
from consult.domain.changes.imports import import_causes
from consult.domain.consultations import adoption, queries
from consult.domain.consultations.adoption import Act
from consult.domain.consultations.models import Consultation
from consult.domain.plans import confirming
from consult.domain.plans import operations as plans
from consult.domain.plans import queries as plan_queries
from consult.domain.plans.importer import read_plan
from consult.domain.plans.linking import positions_for
from consult.domain.plans.models import PlanVersion
from consult.domain.responses.linking import link_answers
from consult.domain.responses.positions import approve_position, state_position
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText

SLUG = "upr-2011"
ZONE = ZoneInfo("Asia/Almaty")
CAUSES = "plan_v2_changes.json"
SECOND = datetime(2011, 6, 10, 10, 0, tzinfo=ZONE)
ADOPTED_ON = date(2011, 9, 30)
DISSENT = (
    "UPR-2011/0014-1",
    "MIA",
    LocalisedText(
        kk="Министрлік 12 штат бірлігімен келіседі, бірақ олар мекемелердің қолданыстағы штаттан "
        "тыс бөлінуін сұрайды.",
        ru="Министерство согласно с 12 единицами, но просит выделить их сверх действующей "
        "численности учреждений.",
        en="The Ministry agrees to 12 posts and asks that they come on top of the present staff "
        "of the institutions.",
    ),
)
ACT = Act(
    kind="resolution",
    number="000",
    adopted_on=ADOPTED_ON,
    signatory=LocalisedText(
        kk="Премьер-Министр (мысал)", ru="Премьер-Министр (пример)", en="Prime Minister (example)"
    ),
    note=LocalisedText(
        kk="Актінің нөмірі мен күні мысал үшін ойдан алынған.",
        ru="Номер и дата акта вымышлены для примера.",
        en="Number and day of the act are invented for the example.",
    ),
)


def before_the_report() -> list[Step]:
    """Return the steps between the answers and the report."""
    return [
        Step("2011: the second version, with what became of each measure", _second_version),
        Step("2011: the comments behind its changes", _take_causes),
        Step("2011: what a second ministry says", _take_positions),
    ]


def after_the_report() -> list[Step]:
    """Return the step from the report to the act that adopted the plan."""
    return [Step("2011: adopted on 30 September", _adopt)]


def _consultation() -> Consultation:
    return queries.consultation_by_slug(SLUG)


def _version(number: int) -> PlanVersion | None:
    found = plan_queries.versions_of(_consultation().id)
    return next((version for version in found if version.number == number), None)


def _second_version() -> None:
    """Import the edited files and confirm, measure by measure, what each of them continues."""
    consultation = _consultation()
    if _version(2) is not None:
        return
    files = workbooks("plan_v2")
    parsed = read_plan(files, known_recommendations=positions_for(consultation.id))
    version = plans.import_plan(consultation, parsed, files, by=DEMO)
    changes = json.loads(read(CAUSES))["changes"]
    answers = {number: _earlier(change) for change in changes for number in change["v2"]}
    confirming.confirm_matches(version, answers, by=DEMO)
    for change in changes:
        if change["kind"] == "removed":
            reason = LocalisedText.of(change["explanation"])
            confirming.confirm_removal(version, change["v1"], reason, by=DEMO)


def _earlier(change: Mapping[str, Any]) -> list[str]:
    return [change["v1"]] if change["v1"] else []


def _take_causes() -> None:
    consultation, version = _consultation(), _version(2)
    if version is None or version.state != "draft":
        return
    import_causes(version, read_causes(read(CAUSES), CAUSES), filename=CAUSES, by=DEMO)
    plans.publish_version(consultation, version, by=DEMO, at=SECOND)
    link_answers(version, by=DEMO)


def _take_positions() -> None:
    code, body, words = DISSENT
    if _consultation().state != "answering":
        return
    comment = db.session.scalars(select(Comment).where(Comment.code == code)).one()
    position = state_position(
        comment,
        body_id=people.organisation(body).id,
        stance="supplement",
        text=words,
        by=people.acting(people.MIA),
    )
    db.session.flush()
    approve_position(position, by=people.acting(people.MIA_HEAD), expected=position.row_version)


def _adopt() -> None:
    consultation, version = _consultation(), plan_queries.published_of(_consultation().id)
    if version is not None and consultation.state == "report_published":
        adoption.adopt(consultation, version, ACT, by=DEMO)
