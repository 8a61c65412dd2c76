"""Two invented trustees of the open consultation, with keys that are made when it is loaded.

The private keys of real trustees never come near a server; these lie in the instance folder, so
that whoever tries the example can open a name with the trustees' tool.
"""

import os
from pathlib import Path

from flask import current_app
from nacl.signing import SigningKey

from consult.demo import people
from consult.demo.people import DEMO, Person
from consult.domain.consultations.models import Consultation
from consult.domain.people import operations, queries
from consult.domain.submissions import boxes, trustees, unsealing
from consult.domain.submissions.trustee_reading import (
    requests_page,
    sealed_page,
    sealed_submission,
)
from consult.kernel.errors import NotFound

FOLDER = "demo-trustees"
REASON = "Автор просит защиты: после встречи ей угрожали по телефону."


def add_trustees(consultation: Consultation) -> None:
    """Give both trustees their role and a key; twice is once."""
    for person in people.TRUSTEES:
        user = queries.user_by_email(person.email)
        if user is None:
            raise NotFound
        operations.grant_role(user, consultation, "trustee", by=DEMO)
        if trustees.key_of(consultation.id, user.id) is None:
            _add_key(consultation, person)


def ask(consultation: Consultation) -> None:
    """Let the first trustee ask for a name, so that the second has something to decide."""
    who = people.acting(people.TRUSTEES[0])
    sealed = sealed_page(consultation, who).items
    if not sealed or requests_page(consultation.id).items:
        return
    _consultation, submission = sealed_submission(consultation.slug, sealed[0].reference)
    unsealing.ask(submission, "protection", REASON, by=who)


def _add_key(consultation: Consultation, person: Person) -> None:
    who, pair = people.acting(person), SigningKey.generate()
    owner = trustees.owner_of(consultation, who.user_id)
    signed = pair.sign((boxes.SIGNED + owner).encode()).signature
    facts = {
        "key": boxes.encoded(bytes(pair.verify_key)),
        "for": owner,
        "signature": boxes.encoded(signed),
    }
    trustees.add_key(consultation, boxes.written(boxes.PUBLIC_KEY, **facts), by=who)
    _keep(person, boxes.written(boxes.PRIVATE_KEY, seed=boxes.encoded(bytes(pair))))


def _keep(person: Person, data: bytes) -> None:
    """Write a private key where only the owner of the instance folder reads it."""
    folder = Path(current_app.config["SETTINGS"].instance) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{person.email.partition('@')[0]}.json"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(place, flags, 0o600), "wb") as file:
        file.write(data)
