"""What the world of the access table holds for trustees: keys, a sealed identity, a request."""

from typing import Any

from nacl.signing import SigningKey

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import User
from consult.domain.submissions import boxes, sealing
from consult.domain.submissions.sealing_models import TrusteeKey, Unsealing
from consult.kernel.database import db
from tests.factories.comments import make_submission
from tests.factories.people import make_user


def sealed_in(consultation: Consultation, trustee: User) -> dict[str, Any]:
    """A sealed submission for whose identity another trustee has asked; values of addresses."""
    asker = make_user([("trustee", consultation)], name="Asking Trustee")
    keys = [key_of(consultation, user) for user in (trustee, asker)]
    submission = make_submission(consultation, level="withheld_ministries")
    assert sealing.seal(submission, "a code")
    asked = Unsealing(
        consultation_id=consultation.id,
        submission_id=submission.id,
        asked_by_id=asker.id,
        asker_key_id=keys[1].id,
        ground="protection",
        reason="The author is threatened.",
    )
    db.session.add(asked)
    db.session.flush()
    return {"reference": submission.reference, "unsealing_id": asked.id}


def key_of(consultation: Consultation, user: User) -> TrusteeKey:
    """A key whose private half nobody keeps."""
    public = boxes.encoded(bytes(SigningKey.generate().verify_key))
    key = TrusteeKey(
        consultation_id=consultation.id,
        user_id=user.id,
        public_key=public,
        fingerprint=boxes.fingerprint(public),
    )
    db.session.add(key)
    db.session.flush()
    return key
