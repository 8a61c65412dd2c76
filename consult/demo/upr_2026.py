"""The consultation that is open now: it opened ten days ago and closes in twenty days."""

import csv
import hmac
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from consult.demo import people, setting_up, trustees, upr_2026_letter, upr_2026_tables
from consult.demo.people import DEMO
from consult.demo.setting_up import Setting, Step
from consult.demo.sources import read
from consult.domain.consultations import queries
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import end_of_day, local_day, start_of_day
from consult.domain.moderation.operations import Verdict
from consult.domain.people.actors import VISITOR
from consult.domain.submissions.editing import withdraw_comment
from consult.domain.submissions.grouping import Source
from consult.domain.submissions.importer import CommentFile, CommentRow
from consult.domain.submissions.importing import import_comments
from consult.domain.submissions.models import Comment
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import secrets_from
from consult.kernel.clock import now
from consult.kernel.errors import Missing

SLUG = "upr-2026"
ZONE = "Asia/Almaty"
OPENED = timedelta(days=10)
CLOSES = timedelta(days=20)
ANSWERS = timedelta(weeks=8)
DECISION = timedelta(weeks=12)
WORKING_DAYS = 15
CHECKED_AFTER = timedelta(hours=20)
COMMENTS = "comments_2026.csv"
Row = Mapping[str, str]


def steps() -> list[Step]:
    """Return the steps that load the consultation."""
    setting = _setting()
    return [
        Step("Open now: the consultation and its roles", lambda: setting_up.create(setting)),
        Step(
            f"Open now: two trustees; their private keys lie in the instance's {trustees.FOLDER}",
            lambda: trustees.add_trustees(_consultation()),
        ),
        Step("Open now: a plan of 16 measures", lambda: setting_up.publish_plan(setting)),
        Step("Open now: opened ten days ago", lambda: setting_up.open_up(setting)),
        Step("Open now: 24 comments", _take_comments),
        Step("Open now: a trustee asks for a name", lambda: trustees.ask(_consultation())),
        Step("Open now: an account writes, a visitor takes back", _write_today),
        Step("Open now: some are moderated", _moderate),
        *upr_2026_tables.steps(),
    ]


def _setting() -> Setting:
    today = local_day(now(), ZONE)
    closes_on = today + CLOSES
    return Setting(
        slug=SLUG,
        prefix="UPR-2026",
        texts="consultation_2026.json",
        plan="plan_2026",
        register=("UPR", "4"),
        opens_at=start_of_day(today - OPENED, ZONE),
        closes_at=end_of_day(closes_on, ZONE),
        facts={
            "zone": ZONE,
            "min_working_days": WORKING_DAYS,
            "channels": ["web", "e-mail", "letter", "round_table"],
            "response_due_on": closes_on + ANSWERS,
            "decision_on": closes_on + DECISION,
        },
    )


def _consultation() -> Consultation:
    return queries.consultation_by_slug(SLUG)


def _rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(read(COMMENTS).decode("utf-8"))))


def _take_comments() -> None:
    consultation = _consultation()
    opened = local_day(consultation.opens_at or now(), ZONE)
    rows = [_comment_row(place, row, opened) for place, row in enumerate(_rows(), start=2)]
    file = CommentFile(tuple(rows), (), sha256(read(COMMENTS)).hexdigest())
    outcome = import_comments(consultation, file, by=DEMO, source=Source(name=COMMENTS))
    if outcome.refused:
        raise Missing(missing=[f"{one.code} {one.row}" for one in outcome.refused])


def _comment_row(place: int, row: Row, opened: date) -> CommentRow:
    day = opened + timedelta(days=int(row["day"]))
    moment = datetime.combine(day, time.fromisoformat(row["time"]), ZoneInfo(ZONE))
    copied: dict[str, Any] = {name: row[name] for name in _COPIED}
    return CommentRow(
        row=place,
        received_at=moment.astimezone(UTC),
        external_id=row["id"],
        privacy_notice_version="1.0",
        **copied,
    )


_COPIED = (
    "language",
    "target_type",
    "target_number",
    "target_field",
    "kind",
    "text",
    "proposed_wording",
    "rationale",
    "author_kind",
    "author_name",
    "organisation_id",
    "region_code",
    "confidentiality",
    "channel",
    "contact_email",
)


def _write_today() -> None:
    """Let an NGO send two points from its account, and a visitor send one and take it back."""
    consultation = _consultation()
    upr_2026_letter.send(consultation)
    secret = _secret()
    sending = Sending(key="demo-visitor", secret=secret)
    receipt = submit_comments(consultation, VISITOR_POINTS, _VISITOR, by=VISITOR, sending=sending)
    if receipt.is_new:
        (comment,) = receipt.submission.comments
        withdraw_comment(comment.id, by=VISITOR, token=secrets_from(secret).token)


def _secret() -> str:
    """Return what the visitor's browser holds: the same at each load of this installation."""
    own = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(own, b"visitor of the example", sha256).hexdigest()


VISITOR_POINTS = (
    Point(
        Target("measure", "3.1"),
        "information",
        "ru",
        "В нашем районе приём ведут раз в неделю, очередь занимают с ночи.",
    ),
)
_VISITOR = About(
    author_kind="individual",
    level="withheld_public",
    author_name="Очередина Т. Т.",
    region_code="KZ-59",
    privacy_notice_version="1.0",
)


def _moderate() -> None:
    """Decide as the list of comments says; what has no decision there waits in the queue."""
    fates = {row["id"]: row for row in _rows()}
    moderator = people.acting(people.MODERATOR)
    for comment in _imported(_consultation()):
        row = fates[comment.external_id]
        at = comment.received_at + CHECKED_AFTER
        if row["fate"] == "redacted":
            setting_up.redact(comment, row["hide"].split("|"), by=moderator, at=at)
        elif row["fate"] in _ACTIONS:
            verdict = Verdict(_ACTIONS[row["fate"]], row["ground"], at=at)
            setting_up.decide([comment], verdict, by=moderator)


_ACTIONS = {"published": "publish", "withheld": "withhold", "spam": "mark_spam"}


def _imported(consultation: Consultation) -> Sequence[Comment]:
    return [one for one in setting_up.waiting(consultation) if one.external_id]
