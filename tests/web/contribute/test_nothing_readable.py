"""What the database holds of somebody who writes: nothing that is readable without the browser."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.submissions.models import Draft, Submission
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.trustees import make_trustee
from tests.visitor import Visitor
from tests.web.contribute.test_sending import write_point

NAME, MAIL, FUND = "Zhibek Canaryova", "canary@hidden.example", "Canaries of the steppe"
TABLES = text("select tablename from pg_tables where schemaname = 'public'")
LEVELS = {
    "withheld_ministries": "Name withheld from ministries too",
    "anonymous": "Anonymous",
}


@pytest.fixture
def slug(app: Flask, tmp_path: Any) -> str:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        for name in ("First", "Second"):
            make_trustee(consultation, tmp_path, name)
        db.session.commit()
        return str(consultation.slug)


def whole_database() -> str:
    """Every row of every table as text."""
    found = []
    for table in db.session.scalars(TABLES).all():
        rows = db.session.execute(text(f'select to_jsonb(t) from "{table}" t')).scalars()  # noqa: S608
        found.extend(f"{table} {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return "\n".join(found)


def lines_with(word: str) -> list[str]:
    return [line[:60] for line in whole_database().splitlines() if word in line]


def tell(visitor: Visitor, level: str) -> Visitor:
    visitor.follow("Go on").choose("For an organisation").fill("Name of the organisation", FUND)
    visitor.fill("Your name", NAME).fill("Your e-mail", MAIL).choose(level)
    return visitor.choose("I have read the privacy notice").press("Continue")


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_typed_about_oneself_is_readable_while_writing_and_after(
    app: Flask, visitor: Visitor, slug: str, level: str
) -> None:
    write_point(visitor, slug)
    tell(visitor, LEVELS[level])
    with app.app_context():
        assert [lines_with(word) for word in (NAME, MAIL, FUND)] == [[], [], []]
        assert db.session.scalars(select(Draft.data)).one().keys() == {"locked"}
    visitor.press("Send")
    with app.app_context():
        assert db.session.scalars(select(Submission.level)).one() == level
        assert [lines_with(word) for word in (NAME, MAIL, FUND)] == [[], [], []]


@pytest.mark.parametrize("level", ["Name and organisation published", *LEVELS.values()])
def test_about_is_locked_for_accounts_too(app: Flask, slug: str, level: str) -> None:
    with app.app_context():
        user = make_user(name="Account of somebody")
    visitor = sign_in(Visitor(app), user)
    write_point(visitor, slug, text="Begun here")
    tell(visitor, level)
    with app.app_context():
        assert [lines_with(word) for word in (NAME, FUND)] == [[], []]


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_links_an_account_to_what_it_sent(app: Flask, slug: str, level: str) -> None:
    with app.app_context():
        user = make_user(name="Account of somebody")
        before = len(lines_with(str(user.id)))
    visitor = sign_in(Visitor(app), user)
    write_point(visitor, slug)
    tell(visitor, LEVELS[level]).press("Send")
    with app.app_context():
        found = {line.split()[0] for line in lines_with(str(user.id))}
        assert found == {"users", "sessions"}
        assert before == 1
        sent = db.session.scalars(select(Submission)).one()
        linked = [line for line in lines_with(str(sent.id)) if "user" in line]
        assert linked == []


def test_drafts_of_strict_levels_are_found_by_no_other_device(app: Flask, slug: str) -> None:
    with app.app_context():
        user = make_user()
    desk, phone = sign_in(Visitor(app), user), sign_in(Visitor(app), user)
    write_point(desk, slug, text="Begun at the desk")
    assert "Begun at the desk" in phone.open(f"/en/c/{slug}/comment/points").text
    tell(desk, "Anonymous")
    assert "No point yet" in phone.open(f"/en/c/{slug}/comment/points").text
    desk.open(f"/en/c/{slug}/comment/points")
    assert "Begun at the desk" in desk.text


def test_draft_taken_over_elsewhere_asks_about_the_author_again(app: Flask, slug: str) -> None:
    with app.app_context():
        user = make_user(name="Account of somebody")
    desk, phone = sign_in(Visitor(app), user), sign_in(Visitor(app), user)
    write_point(desk, slug, text="Begun at the desk")
    tell(desk, "Name and organisation published")
    phone.open(f"/en/c/{slug}/comment/about-you")
    assert phone.control("Your name")["value"] == "Account of somebody"
    assert NAME not in phone.text
    assert phone.open(f"/en/c/{slug}/comment/check").heading == "Your points"
    tell(phone, "Name and organisation published").press("Send")
    assert phone.heading == "Your comments are registered"
    assert "Begun at the desk" in phone.text


def test_session_rows_hold_nothing_but_the_account(app: Flask, visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    with app.app_context():
        rows = db.session.execute(text("select data from sessions")).scalars().all()
    assert [set(row) for row in rows] == [{"locked"}]


def test_expired_session_keeps_what_was_typed(app: Flask, visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1")
    visitor.choose("Objection").fill("Your comment", "Typed for hours").choose("English")
    with app.app_context():
        db.session.execute(text("update sessions set ended_at = now()"))
        db.session.commit()
    visitor.press("Save this point", 422)
    assert visitor.control("Your comment").get_text(strip=True) == "Typed for hours"
    visitor.press("Save this point")
    assert "Typed for hours" in visitor.text
