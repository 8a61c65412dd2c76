"""The audit trail on its page, in its file, and what becomes visible when it is broken."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor, system
from consult.kernel.database import db
from consult.machinery import audit, audit_trail
from consult.machinery.audit import AuditEvent
from consult.machinery.audit_trail import Wanted
from consult.web.labels import LABELS, label
from consult.web.organise.audit_words import SUBJECTS, details
from tests.factories.consultations import make_consultation
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

PACKAGE = Path(audit.__file__).resolve().parent.parent / "domain"
ACTION = re.compile(r'"([a-z]+\.(?:[a-z_]+ed|file_made|sent|resent|organisers_set))"')


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation()
        for place in range(3):
            happened("moderation.published", made, place=place)
        happened("plan.published", made)
        return kept(made)


def happened(action: str, consultation: Consultation, **payload: object) -> None:
    audit.record(
        action, consultation, by=system("test"), consultation_id=consultation.id, **payload
    )
    db.session.commit()


def staff(app: Flask, consultation: Consultation, role: str = "auditor") -> Visitor:
    with app.app_context():
        user = make_user([(role, consultation)])
    return sign_in(Visitor(app), user)


def page_of(consultation: Consultation, query: str = "") -> str:
    return f"/en/organise/{consultation.slug}/audit{query}"


def test_events_are_listed_in_words(app: Flask, consultation: Consultation) -> None:
    visitor = staff(app, consultation).open(page_of(consultation))
    assert visitor.text.count("Comment published") == 3
    assert "The service" in visitor.text


def test_events_of_one_subject(app: Flask, consultation: Consultation) -> None:
    visitor = staff(app, consultation).open(page_of(consultation, "?subject=plan"))
    assert "Comment published" not in visitor.text


def test_days_that_are_none_do_not_narrow(app: Flask, consultation: Consultation) -> None:
    visitor = staff(app, consultation)
    visitor.open(page_of(consultation, "?since=tomorrow&until=9999-12-31"))
    assert visitor.text.count("Comment published") == 3
    visitor.open(page_of(consultation, "?until=2001-01-01"))
    assert "No events here" in visitor.text


def test_pages_of_the_trail(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        first = audit_trail.page(consultation.id, Wanted(), size=3)
        second = audit_trail.page(consultation.id, Wanted(), cursor=first.next, size=3)
        back = audit_trail.page(consultation.id, Wanted(), cursor=second.previous, size=3)
    assert first.items[0].action == "plan.published"
    assert [event.payload for event in second.items] == [{"place": 0}]
    assert [event.seq for event in back.items] == [event.seq for event in first.items]


def test_staff_by_name_and_authors_by_pseudonym(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        organiser = make_user([("organiser", consultation)], name="Named Organiser")
        author = make_user(name="Hidden Author")
        for user in (organiser, author):
            audit.record(
                "comment.edited",
                consultation,
                by=Actor(user_id=user.id, name=user.name),
                consultation_id=consultation.id,
            )
        db.session.commit()
        pseudonym = f"Account {str(author.id)[:8]}"
    visitor = staff(app, consultation).open(page_of(consultation))
    assert "Named Organiser" in visitor.text
    assert "Hidden Author" not in visitor.text
    assert pseudonym in visitor.text


def test_whole_chain_is_said_to_be_whole(app: Flask, consultation: Consultation) -> None:
    visitor = staff(app, consultation).open(page_of(consultation)).follow("Check the chain now")
    assert "The log is whole" in visitor.text


def test_broken_chain_names_the_event(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        seq = db.session.scalar(
            select(AuditEvent.seq).where(AuditEvent.consultation_id == consultation.id).limit(1)
        )
        db.session.execute(text("alter table audit_events disable trigger user"))
        db.session.execute(
            text("update audit_events set actor = 'x' where seq = :seq"), {"seq": seq}
        )
        db.session.execute(text("alter table audit_events enable trigger user"))
        db.session.commit()
    visitor = staff(app, consultation).open(page_of(consultation, "?check=1"))
    assert f"The log is broken at event {seq}" in visitor.text


def test_export_holds_every_event_and_no_formula(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        happened("=cmd()", consultation)
    visitor = staff(app, consultation).open(f"/en/organise/{consultation.slug}/audit.csv")
    rows = list(csv.DictReader(StringIO(visitor.response.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["action"] for row in rows] == [
        *["moderation.published"] * 3,
        "plan.published",
        "'=cmd()",
    ]
    assert rows[1]["payload"] == '{"place": 1}'


@pytest.mark.parametrize(("role", "status"), [("organiser", 200), ("moderator", 404)])
def test_who_may_read_the_trail(
    app: Flask, consultation: Consultation, role: str, status: int
) -> None:
    staff(app, consultation, role).open(page_of(consultation), status)


def test_every_action_of_the_code_has_words() -> None:
    found = set()
    for file in PACKAGE.rglob("*.py"):
        if file.name != "audit_words.py" and "exporters" not in file.parts:
            found |= set(ACTION.findall(file.read_text(encoding="utf-8")))
    wanted = {action for action in found if action.partition(".")[0] in SUBJECTS}
    assert "plan.imported" in wanted
    assert wanted - set(LABELS["audit_action"]) == set()


def test_every_state_of_a_consultation_has_words_in_the_trail() -> None:
    moves = {f"consultation.{kind}" for kind in LABELS["consultation_change"]}
    assert moves - set(LABELS["audit_action"]) == set()


def test_details_are_words_in_the_language_of_the_page(app):
    payload = {"rows": 319, "state_before": "open", "state_after": "closed", "sha256": "ab" * 32}
    with app.test_request_context("/ru/"):
        assert details(payload) == ["Строки: 319", label("consultation_state", "closed")]
