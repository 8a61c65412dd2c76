"""The receipt page after the report: decision, reasons, the change and the wording it led to."""

from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.responses.linking import link_answers
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.receipts import read_code
from consult.kernel.database import db
from consult.kernel.references import digest
from tests.factories.comments import CODE
from tests.factories.reports import make_report
from tests.factories.trace import BY, import_version, make_discussed
from tests.visitor import Visitor

ACCEPTED = "UPR-2011/0003-3"


def look(app: Flask, reference: str) -> Visitor:
    page = Visitor(app).open("/en/receipt")
    page.fill("Reference", reference).fill("Receipt code", CODE)
    return page.press("Show")


def test_change_and_adopted_wording_are_told_after_the_report(app: Flask) -> None:
    with app.app_context():
        consultation = make_discussed()
        slug, identity = consultation.slug, consultation.id
        statement = select(Submission).join(Comment).where(Comment.code == ACCEPTED)
        found = db.session.scalars(statement).one()
        found.code_hash = digest(read_code(CODE))
        reference = found.reference
        db.session.commit()
        version = import_version(consultation, 2)
        link_answers(version, by=BY)
        db.session.commit()
    before = look(app, reference)
    assert "Accepted" in before.text
    assert "Changed because of this comment" not in before.text
    with app.app_context():
        number = make_report(db.session.get_one(Consultation, identity), published=True).number
    after = look(app, reference)
    assert "Changed because of this comment:" in after.text
    assert "In version 2 this is measure 2.3." in after.text
    links = {str(link["href"]) for link in after.soup.find_all("a", href=True)}
    assert f"/en/c/{slug}/report/{number}" in links
    assert any(link.startswith(f"/en/c/{slug}/changes?version=2") for link in links), links
