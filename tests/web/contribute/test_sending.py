"""From the first page to the receipt, as people go."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.submissions.models import Comment, Draft, Submission
from consult.kernel.database import db
from tests.factories.comments import CODE
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation)
        return str(consultation.slug)


def write_point(visitor: Visitor, slug: str, target: str = "measure:1.1", text: str = "Too late."):
    visitor.open(f"/en/c/{slug}/comment?target={target}")
    visitor.choose("Amendment").fill("Your comment", text).choose("Russian")
    return visitor.press("Save this point")


def tell_about(visitor: Visitor, level: str = "Name withheld from the public"):
    visitor.follow("Go on")
    visitor.choose("For myself").fill("Your name", "Aigerim Example").choose(level)
    visitor.fill("Your e-mail", "writer@ngo.example")
    return visitor.choose("I have read the privacy notice").press("Continue")


def stored(app: Flask, model) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_two_points_become_one_submission_with_a_receipt(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    visitor.open(f"/en/c/{slug}/comment")
    visitor.choose("One measure").fill("Measure", "2.1").press("Continue")
    assert visitor.heading == "Measure 2.1"
    visitor.fill("Which part", "Deadline").choose("Objection").fill("Your comment", "Too late.")
    visitor.press("Save this point")
    visitor.follow("Add another point").choose("The plan as a whole").press("Continue")
    visitor.choose("Support").fill("Your comment", "Good plan.").press("Save this point")
    assert visitor.heading == "Your points"
    tell_about(visitor)
    assert visitor.heading == "Check your answers"
    assert visitor.text.index("Good plan.") < visitor.text.index("Too late.")
    visitor.press("Send")
    assert visitor.heading == "Your comments are registered"
    code = re.search(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}", visitor.text)
    assert code is not None
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        comments = db.session.scalars(select(Comment).order_by(Comment.point)).all()
        assert [(c.target_type, c.target_field, c.kind) for c in comments] == [
            ("plan", "", "support"),
            ("field", "deadline", "objection"),
        ]
        assert submission.level == "withheld_public"
        reference = submission.reference
    assert submission.reg_no not in visitor.text
    visitor.open("/en/receipt").fill("Reference", reference.lower())
    visitor.fill("Receipt code", code.group().replace("-", "").lower()).press("Show")
    assert visitor.heading == "What became of your points"
    assert visitor.text.count("Waiting for moderation") == 2


def test_receipt_page_says_nothing_of_unknown_codes(visitor: Visitor) -> None:
    visitor.open("/en/receipt").fill("Reference", "ABCD1234").fill("Receipt code", CODE)
    visitor.press("Show", 422)
    assert "Nothing is known by this reference and code" in visitor.text


def test_back_to_the_check_page_shows_the_receipt_of_what_was_sent(
    visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug)
    tell_about(visitor)
    visitor.press("Send")
    assert visitor.open(f"/en/c/{slug}/comment/check").heading == "Your comments are registered"
    visitor.press("Done: forget this receipt here")
    assert visitor.open(f"/en/c/{slug}/comment/check").heading == "Your points"


def test_receipt_can_be_downloaded_and_forgotten(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    tell_about(visitor).press("Send")
    answer = visitor.client.get(f"/en/c/{slug}/comment/sent/receipt.txt")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt.txt"'
    assert "Too late." in answer.get_data(as_text=True)
    visitor.open(f"/en/c/{slug}/comment/sent").press("Done: forget this receipt")
    visitor.open(f"/en/c/{slug}/comment/sent", 404)


def test_proposed_wording_left_alone_is_none(app: Flask, visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1")
    area = visitor.control("The wording you propose")
    assert area.get_text(strip=True) == "Adopt rules 1.1 (en)"
    write_point(visitor, slug)
    assert "Proposed wording" not in visitor.text
    visitor.follow("Change").fill("The wording you propose", "Adopt better rules")
    visitor.press("Save the change")
    assert "Adopt better rules" in visitor.text


def test_one_wrong_field_keeps_all_others(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1&field=deadline")
    visitor.choose("Objection").fill("Your comment", "\u200b \u3164").fill("Why?", "Because.")
    visitor.press("Save this point", 422)
    assert visitor.soup.title.get_text().startswith("Error:")
    assert visitor.control("Why?").get_text(strip=True) == "Because."
    assert visitor.control("Objection").has_attr("checked")
    chosen = visitor.control("Which part").find("option", selected=True)
    assert chosen["value"] == "deadline"
    assert "Enter your comment." in visitor.text


def test_about_page_keeps_choices_after_an_error(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.follow("Go on").choose("For an organisation").fill("Your e-mail", "nobody")
    visitor.choose("Only the organisation").press("Continue", 422)
    assert visitor.control("Only the organisation").has_attr("checked")
    assert visitor.control("Your e-mail")["value"] == "nobody"
    for sentence in ("Enter an e-mail address in the form", "Tick the box if you agree"):
        assert sentence in visitor.text


def test_organisation_must_be_named(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.follow("Go on").choose("For an organisation").choose("Only the organisation")
    visitor.choose("I have read the privacy notice").press("Continue", 422)
    assert "Enter the name of the organisation." in visitor.text


def test_extra_fields_change_nothing(app: Flask, visitor: Visitor, slug: str) -> None:
    with app.app_context():
        foreign = make_organisation("O97")
    write_point(visitor, slug)
    visitor.follow("Go on").choose("For myself").fill("Your name", "A. Example")
    visitor.choose("Name and organisation").choose("I have read the privacy notice")
    visitor.press(
        "Continue", organisation_id=str(foreign.id), user_id="1", level_="x", verification="y"
    )
    visitor.press("Send", status=200, late="1", received_at="2001-01-01", number="99")
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        facts = (submission.number, submission.organisation_id, submission.verification)
        assert facts == (1, None, "unverified")


def test_points_can_be_changed_and_removed_before_sending(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug, text="First words")
    write_point(visitor, slug, "section:2", "Second words")
    visitor.follow("Change").fill("Your comment", "Better words").press("Save the change")
    assert "Better words" in visitor.text
    assert "First words" not in visitor.text
    visitor.press("Remove this point")
    assert "Better words" not in visitor.text
    assert "Second words" in visitor.text


def test_draft_outlives_session_and_is_found_by_account_elsewhere(app: Flask, slug: str) -> None:
    with app.app_context():
        user = make_user()
    desk, phone = sign_in(Visitor(app), user), sign_in(Visitor(app), user)
    write_point(desk, slug, text="Begun at the desk")
    desk.client.delete_cookie("consult_session")
    desk.open(f"/en/c/{slug}/comment/points")
    assert "Begun at the desk" in desk.text
    phone.open(f"/en/c/{slug}/comment/points")
    assert "Begun at the desk" in phone.text
    phone.follow("Go on").choose("For myself").choose("Name and organisation")
    assert phone.control("Your e-mail")["value"] == user.email
    phone.choose("I have read the privacy notice").press("Continue").press("Send")
    assert phone.heading == "Your comments are registered"
    with app.app_context():
        assert db.session.scalars(select(Submission.user_id)).one() == user.id


def test_another_browser_does_not_see_the_draft(app: Flask, visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug, text="Mine alone")
    stranger = Visitor(app).open(f"/en/c/{slug}/comment/points")
    assert "Mine alone" not in stranger.text
    assert "No point yet" in stranger.text


def test_reading_makes_no_draft_and_no_draft_cookie(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    visitor.open(f"/en/c/{slug}/comment")
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    assert stored(app, Draft) == 0
    assert visitor.client.get_cookie(f"consult_draft_{slug}") is None
    write_point(visitor, slug)
    cookie = visitor.client.get_cookie(f"consult_draft_{slug}")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert cookie.max_age == 30 * 24 * 60 * 60


@pytest.mark.parametrize("target", ["measure:9.9", "section:9", "measure:1.1:unknown", "nothing"])
def test_unknown_target_is_not_found_or_asked_for(visitor: Visitor, slug: str, target: str) -> None:
    answer = visitor.client.get(
        f"/en/c/{slug}/comment/point?target={target}", follow_redirects=True
    )
    asked = answer.status_code == 200 and "What do you want to comment on" in answer.text
    assert answer.status_code == 404 or asked


def test_level_sentences_say_who_sees_what(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    tell_about(visitor)
    assert "Everybody the day of sending" in visitor.text
    assert "The ministries that answer your name, your organisation" in visitor.text


def test_hint_before_sending_names_personal_data(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug, text="Call +7 701 123 45 67")
    tell_about(visitor, "Name and organisation")
    assert "seems to hold a telephone number" in visitor.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_stands_in_each_language(app: Flask, slug: str, language: str) -> None:
    visitor = Visitor(app)
    write_point(visitor, slug)
    tell_about(visitor)
    for page in ("comment", "comment/points", "comment/about-you", "comment/check"):
        visitor.open(f"/{language}/c/{slug}/{page}")
    visitor.open(f"/en/c/{slug}/comment/check").press("Send")
    visitor.open(f"/{language}/c/{slug}/comment/sent")


def test_point_on_a_field_shows_what_the_draft_says_there(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1&field=deadline")
    assert "Deadline: IV quarter" in visitor.text


def test_receipt_and_own_page_name_the_files(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.press("Attach", files=[(io.BytesIO(b"Facts"), "facts.txt")])
    tell_about(visitor, "Name and organisation")
    visitor.press("Send")
    assert "facts.txt" in visitor.text
    visitor.follow("Change or withdraw what you sent")
    assert "facts.txt" in visitor.text


def test_point_saved_twice_by_a_double_click_is_kept_once(visitor: Visitor, slug: str) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1")
    page = visitor.response
    for _ in range(2):
        visitor.response = page
        visitor.choose("Amendment").fill("Your comment", "Too late.").choose("Russian")
        visitor.press("Save this point")
    assert visitor.text.count("Too late.") == 1
