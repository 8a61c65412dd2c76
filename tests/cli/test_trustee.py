"""`consult trustee`: what is printed of keys and sealed names."""

import json

from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions import sealing, trustees
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from tests.factories.comments import make_submission
from tests.factories.consultations import make_consultation
from tests.factories.kept import kept
from tests.factories.trustees import make_trustee


def sealed(consultation: Consultation) -> Submission:
    row = make_submission(consultation, level="withheld_ministries")
    held = db.session.get_one(Submission, row.id)
    assert sealing.seal(held, "a code")
    return kept(held)


def run(app: Flask, *words: str, status: int = 0) -> str:
    done = app.test_cli_runner().invoke(args=["trustee", *words])
    assert done.exit_code == status, done.output
    return str(done.output)


def test_trustees_are_listed_with_their_fingerprints(app: Flask, tmp_path) -> None:
    with app.app_context():
        consultation = make_consultation()
        slug = consultation.slug
    assert run(app, "list", slug) == "No trustee has a key.\n"
    with app.app_context():
        make_trustee(consultation, tmp_path, "First")
        (one,) = trustees.public_list(consultation.id)
    assert f"{one.fingerprint}  {one.since:%Y-%m-%d}  First" in run(app, "list", slug)
    (row,) = json.loads(run(app, "list", slug, "--format", "json"))
    assert (row["name"], row["fingerprint"]) == ("First", one.fingerprint)


def test_status_counts_and_fails_when_nobody_can_open(app: Flask, tmp_path) -> None:
    with app.app_context():
        consultation = make_consultation()
        pair = [make_trustee(consultation, tmp_path, name) for name in ("First", "Second")]
        sealing.destroy(sealed(consultation), by=VISITOR, cause="period_over")
        kept(sealed(consultation))
        slug = consultation.slug
    before = json.loads(run(app, "status", slug, "--format", "json"))
    assert before == {"can_seal": True, "sealed": 1, "destroyed": 1, "lost": 0}
    with app.app_context():
        make_trustee(consultation, tmp_path, "Third")
        held = db.session.get_one(Consultation, consultation.id)
        trustees.revoke_key(held, by=pair[0].actor)
        db.session.commit()
    said = run(app, "status", slug, status=1)
    assert "Names can be sealed: yes" in said
    assert "Sealed, but no two trustees can open them: 1" in said
