"""The lists of trustees cost the same with one thing and with three."""

from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.submissions import unsealing
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import sign_in
from tests.factories.reading import count
from tests.factories.trustees import make_trustee
from tests.visitor import Visitor

PAGES = {
    "/en/trustee/": 6,
    "/en/trustee/{slug}": 8,
    "/en/trustee/{slug}/requests": 6,
    "/en/trustee/{slug}/key": 8,
}


def add_request(consultation: Consultation, pair) -> None:
    """One more sealed submission, for whose identity the second trustee asks."""
    from consult.domain.submissions.sealing import seal

    sent = make_submission(consultation, level="withheld_ministries")
    make_comment(consultation, submission=sent)
    row = db.session.get_one(Submission, sent.id)
    assert seal(row, "a code")
    kept(unsealing.ask(row, "protection", "Because.", by=pair[1].actor))


def test_lists_cost_the_same_with_one_thing_and_with_three(app: Flask, tmp_path) -> None:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        pair = [make_trustee(consultation, tmp_path, name) for name in ("First", "Second")]
        add_request(consultation, pair)
        slug = consultation.slug
    visitor = sign_in(Visitor(app), pair[0].user)

    def counted() -> dict[str, int]:
        return {path: count(visitor, path.format(slug=slug)) for path in PAGES}

    one = counted()
    with app.app_context():
        for _again in range(2):
            add_request(db.session.get_one(Consultation, consultation.id), pair)
    assert (one, counted()) == (PAGES, PAGES)
