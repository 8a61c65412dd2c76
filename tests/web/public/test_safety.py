"""Your safety: the table of the policy, the trustees, what nobody can promise."""

import uuid

from flask import Flask

from consult.domain.submissions.rules import LEVELS
from consult.domain.submissions.sealing_models import TrusteeKey
from consult.kernel.database import db
from consult.web.labels import label
from tests.factories.consultations import make_consultation
from tests.factories.people import make_user
from tests.visitor import Visitor


def first_cells(visitor: Visitor) -> list[str]:
    return [tag.get_text(strip=True) for tag in visitor.soup.select("tbody th")]


def test_all_levels_stand_side_by_side(app: Flask, visitor: Visitor) -> None:
    visitor.open("/en/your-safety")
    with app.test_request_context("/en/"):
        assert first_cells(visitor) == [label("level", level) for level in LEVELS]
    assert "What is not protected" in visitor.text


def test_consultation_without_trustees_says_so(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        slug = make_consultation().slug
    visitor.open(f"/en/c/{slug}/your-safety")
    assert "This consultation has no trustees." in visitor.text
    assert "Name withheld from ministries too" not in first_cells(visitor)


def test_trustees_are_named_with_their_keys(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation()
        for place in range(2):
            user = make_user([("trustee", consultation)])
            user.name = f"Trustee {place}"
            db.session.add(key_of(user.id, consultation.id, place))
        db.session.commit()
        slug = consultation.slug
    visitor.open(f"/en/c/{slug}/your-safety")
    cells = first_cells(visitor)
    assert "Name withheld from ministries too" in cells
    assert cells[-2:] == ["Trustee 0", "Trustee 1"]
    assert "print-1" in visitor.text


def key_of(user_id: uuid.UUID, consultation_id: uuid.UUID, place: int) -> TrusteeKey:
    return TrusteeKey(
        user_id=user_id,
        consultation_id=consultation_id,
        public_key=f"{place:064x}",
        fingerprint=f"print-{place}",
    )
