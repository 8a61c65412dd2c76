"""What clients saw acknowledged against what the database holds after a fault."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, text

from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.outbox import Letter
from tests.faults.writers import Burst

WAITING = text(
    """select args ->> 'letter_id' from procrastinate_jobs
    where task_name = 'send_letter' and status in ('todo', 'doing')"""
)


@dataclass(frozen=True)
class Reckoning:
    """Receipts seen and what is stored; `unfinished` counts what was left half done."""

    acked: int
    stored: int
    lost: int
    duplicated: int
    corrupt: int
    unfinished: int
    refused: int = 0

    def __str__(self) -> str:
        """The six figures in one line."""
        names = ("acked", "stored", "lost", "duplicated", "corrupt", "unfinished")
        figures = " / ".join(f"{name} {getattr(self, name)}" for name in names)
        return f"{figures} ({self.refused} tries refused)"

    @property
    def harm(self) -> tuple[int, int, int, int]:
        """What must be nought: lost, duplicated, corrupt, unfinished."""
        return (self.lost, self.duplicated, self.corrupt, self.unfinished)


NO_HARM = (0, 0, 0, 0)


def reckon(app: Flask, burst: Burst, fault: str) -> Reckoning:
    """Compare the receipts that writers saw with the database, and print the figures."""
    with app.app_context():
        found = _read(burst)
        assert audit.verify()[2] is None
    print(f"\n{fault}: {found}")
    return found


def _read(burst: Burst) -> Reckoning:
    rows = db.session.execute(
        select(Submission.reference, Comment.text).join(
            Comment, Comment.submission_id == Submission.id
        )
    ).all()
    stored = {(reference, sha256_of(words)) for reference, words in rows}
    texts = Counter(sha256_of(words) for _reference, words in rows)
    known = {reference for reference, _words in rows}
    return Reckoning(
        acked=len(burst.noted),
        stored=len(rows),
        lost=sum(1 for one in burst.noted if not texts[one.sha256] and one.reference not in known),
        duplicated=sum(count - 1 for count in texts.values()),
        corrupt=sum(
            1
            for one in burst.noted
            if (one.reference in known or texts[one.sha256])
            and (one.reference, one.sha256) not in stored
        ),
        unfinished=_half_done(),
        refused=burst.refused,
    )


def sha256_of(words: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(words.encode()).hexdigest()


def _half_done() -> int:
    """Gaps in the numbers, submissions without their letter, letters that nobody would send."""
    submissions = db.session.execute(select(Submission.id, Submission.number)).all()
    letters = db.session.scalars(select(Letter)).all()
    waiting = set(db.session.scalars(WAITING))
    causes = " ".join(one.cause for one in letters)
    gaps = set(range(1, len(submissions) + 1)) - {number for _id, number in submissions}
    silent = [one for one, _number in submissions if str(one) not in causes]
    stuck = [x for x in letters if x.state == "queued" and str(x.id) not in waiting]
    return len(gaps) + len(silent) + len(stuck)
