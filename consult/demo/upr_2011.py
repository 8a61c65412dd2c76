"""The consultation of spring 2011 with its whole history, from the draft to the answers."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from consult.demo import (
    people,
    setting_up,
    upr_2011_decisions,
    upr_2011_minutes,
    upr_2011_tables,
    upr_2011_trace,
)
from consult.demo.people import DEMO
from consult.demo.setting_up import Setting, Step
from consult.demo.sources import read
from consult.domain.consultations import operations, queries
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import end_of_day, local_day, start_of_day
from consult.domain.moderation.operations import Verdict
from consult.domain.people.actors import Actor
from consult.domain.plans import queries as plans
from consult.domain.reports import operations as reports
from consult.domain.reports.queries import reports_of
from consult.domain.responses.importer import read_responses
from consult.domain.responses.imports import import_responses
from consult.domain.submissions import record_trees
from consult.domain.submissions.grouping import Source
from consult.domain.submissions.importer import (
    CommentFile,
    Reading,
    read_comments,
    read_letter,
    read_letter_index,
)
from consult.domain.submissions.importing import import_comments
from consult.domain.submissions.models import Comment
from consult.kernel.errors import Missing

SLUG = "upr-2011"
ZONE = "Asia/Almaty"
ANSWERING_FROM = datetime(2011, 4, 18, 9, 0, tzinfo=ZoneInfo(ZONE))
MORNING = time(10, 0)
WEB = "comments_web.csv"
SETTING = Setting(
    slug=SLUG,
    prefix="UPR-2011",
    texts="consultation_2011.json",
    plan="plan_v1",
    register=("UPR", "1"),
    opens_at=start_of_day(date(2011, 3, 14), ZONE),
    closes_at=end_of_day(date(2011, 4, 15), ZONE),
    facts={
        "zone": ZONE,
        "min_working_days": 20,
        "channels": ["web", "e-mail", "letter", "round_table"],
        "late_allowed": True,
        "response_due_on": date(2011, 7, 8),
    },
)
WHY_NOW = (
    "Исполнители готовят остальные ответы. Отчёт публикуется в объявленный срок; "
    "перечень замечаний без ответа приложен."
)
SPAM = ("UPR-2011/0036-1", "UPR-2011/0076-1", "UPR-2011/0079-1", "UPR-2011/0111-1")
HIDDEN = {
    "UPR-2011/0004-1": ("531399000028",),
    "UPR-2011/0026-1": (
        "Черновикова Артёма, 2003 г. р., ученика 0-го класса",
        "Сноскина В. П.",
    ),
    "UPR-2011/0093-1": (
        "Шаблонов Эскиз Макетович",
        "г. Павлодар, ул. Примерная, д. 00",
        "+7 000 000 00 02",
    ),
    "UPR-2011/0115-1": (
        "Образцов Пример Тестович",
        "ул. Вымышленная, д. 0, кв. 00",
        "+7 000 000 00 01",
        "Условнову М.",
    ),
    "UPR-2011/0129-1": ("991399000017",),
}


def steps() -> list[Step]:
    """Return the steps that load the consultation."""
    return [
        Step("2011: the consultation and its roles", lambda: setting_up.create(SETTING)),
        Step(
            "2011: a plan of 52 measures in 3 languages", lambda: setting_up.publish_plan(SETTING)
        ),
        Step("2011: opened on 14 March", lambda: setting_up.open_up(SETTING)),
        Step("2011: 180 comments from the web", _take_web),
        *upr_2011_tables.steps(),
        Step("2011: 39 points of six letters with tables", _take_letters),
        Step("2011: closed on 15 April", _close),
        Step("2011: moderated", _moderate),
        *upr_2011_minutes.steps(),
        Step("2011: handed to the ministries", _start_answering),
        Step("2011: 226 answers", _take_answers),
        *upr_2011_decisions.steps(),
        *upr_2011_trace.before_the_report(),
        Step("2011: the report is asked for", _request_report),
        Step("2011: the report is compiled and published", _publish_report),
        *upr_2011_trace.after_the_report(),
    ]


def _consultation() -> Consultation:
    return queries.consultation_by_slug(SLUG)


def _take_web() -> None:
    consultation = _consultation()
    if consultation.state != "open":
        return
    reading = Reading(closes_at=consultation.closes_at)
    _take(consultation, read_comments(read(WEB), WEB, reading), Source(name=WEB))


def _take_letters() -> None:
    consultation = _consultation()
    if consultation.state != "open":
        return
    version = plans.published_of(consultation.id)
    measures = plans.measures_of(version.id) if version else ()
    index, _findings = read_letter_index(read("letters/index.csv"), "index.csv")
    for name, facts in index.items():
        wordings = {one.number: one.text.exact(facts.language) for one in measures}
        letter = read_letter(read(f"letters/{name}"), name, facts, wordings=wordings)
        _take(consultation, letter, Source(name=name, is_one_letter=True))


def _take(consultation: Consultation, file: CommentFile, source: Source) -> None:
    outcome = import_comments(consultation, file, by=DEMO, source=source)
    if outcome.refused:
        raise Missing(missing=[f"{one.code} {one.row}" for one in outcome.refused])


def _close() -> None:
    """Close at the announced hour, and with it the tree over all receipts."""
    consultation = _consultation()
    if consultation.state == "open":
        operations.close(consultation, by=DEMO)
        record_trees.close_tree(consultation, at=consultation.closes_at)


def _moderate() -> None:
    """Decide on every comment on the morning of the working day after its receipt."""
    consultation = _consultation()
    moderator = people.acting(people.MODERATOR)
    calendar = queries.working_calendar()
    for day, group in groupby(
        setting_up.waiting(consultation), key=lambda comment: local_day(comment.received_at, ZONE)
    ):
        decided_on = calendar.add(day, 1)
        at = datetime.combine(decided_on, MORNING, ZoneInfo(ZONE))
        _decide(list(group), by=moderator, at=at)


def _decide(comments: Sequence[Comment], *, by: Actor, at: datetime) -> None:
    clean = [one for one in comments if one.code not in SPAM and one.code not in HIDDEN]
    setting_up.decide(clean, Verdict("publish", at=at), by=by)
    spam = [one for one in comments if one.code in SPAM]
    setting_up.decide(spam, Verdict("mark_spam", "spam", at=at), by=by)
    for comment in comments:
        if comment.code in HIDDEN:
            setting_up.redact(comment, HIDDEN[comment.code], by=by, at=at)


def _start_answering() -> None:
    consultation = _consultation()
    if consultation.state != "closed":
        return
    operations.start_answering(consultation, by=DEMO)
    for change in queries.changes_of(consultation.id):
        if change.kind == "answering":
            change.at = ANSWERING_FROM


def _take_answers() -> None:
    consultation, name = _consultation(), "responses.csv"
    if consultation.state != "answering":
        return
    file = read_responses(read(name), name, closes_at=consultation.closes_at)
    outcome = import_responses(consultation, file, filename=name, by=DEMO)
    if outcome.stopped:
        raise Missing(missing=[finding.code for finding in outcome.findings if finding.stops])


def _request_report() -> None:
    consultation = _consultation()
    if not reports_of(consultation.id):
        organiser = people.acting(people.ORGANISER)
        reports.request_report(consultation, by=organiser, queued=False)


def _publish_report() -> None:
    """Publish as the organiser decides, although answers are missing (I-13)."""
    (report,) = reports_of(_consultation().id)
    if report.state == "published":
        return
    reports.compile_report(report, by=DEMO)
    reports.publish_report(
        report, by=DEMO, override_reason=WHY_NOW, override_by=people.ORGANISER.name
    )
