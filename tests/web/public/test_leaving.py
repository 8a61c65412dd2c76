"""Leaving quickly: one press, and this browser holds nothing of the site."""

from flask import Flask
from sqlalchemy import select

from consult.kernel.database import db
from consult.machinery.sessions import SessionRow
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.contribute.test_sending import write_point

ELSEWHERE = "https://www.wikipedia.org/"


def test_leaving_clears_the_browser_and_leads_to_another_site(visitor: Visitor) -> None:
    answer = visitor.client.get("/en/leave")
    told = {
        name: answer.headers[name]
        for name in ("Location", "Clear-Site-Data", "Cache-Control", "Referrer-Policy")
    }
    assert answer.status_code == 303
    assert told == {
        "Location": ELSEWHERE,
        "Clear-Site-Data": '"cache", "cookies", "storage"',
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }


def test_leaving_ends_the_session_and_lets_go_of_the_draft(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug, user = consultation.slug, make_user()
    sign_in(visitor, user)
    write_point(visitor, slug)
    assert visitor.client.get_cookie(f"consult_draft_{slug}") is not None
    visitor.client.get("/en/leave")
    assert visitor.client.get_cookie(f"consult_draft_{slug}") is None
    assert visitor.client.get_cookie("consult_session") is None
    with app.app_context():
        assert (
            db.session.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))).all() == []
        )


def test_link_of_another_site_signs_nobody_out(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        user = make_user()
    sign_in(visitor, user)
    answer = visitor.client.get("/en/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["Location"]) == (303, ELSEWHERE)
    assert "Clear-Site-Data" not in answer.headers
    visitor.open("/en/account")
    assert visitor.path == "/en/account"


def test_every_page_of_writing_has_the_way_out(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug = consultation.slug
    write_point(visitor, slug)
    for page in ("comment", "comment/points", "comment/about-you"):
        soup = visitor.open(f"/en/c/{slug}/{page}").soup
        links = {str(link["href"]) for link in soup.find_all("a", href=True)}
        assert {"/en/leave", f"/en/c/{slug}/your-safety"} <= links, page
