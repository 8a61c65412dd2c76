"""Submissions that are confirmed by receipts, and hands that go past the service."""

import importlib.util
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from sqlalchemy import select, text

from consult.config import ROOT
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions import operations, queries, record_file, record_verifying
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.operations import Sending
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import Secrets
from consult.domain.submissions.record_models import IssuedReceipt
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan

WORDS = "Срок слишком поздний."
GUARDED = ("receipts", "record_trees", "published_heads", "audit_events")


@dataclass(frozen=True)
class Sent:
    """A submission as its author knows it."""

    id: uuid.UUID
    secrets: Secrets

    @property
    def submission(self) -> Submission:
        """The submission as it stands, with its points."""
        return queries.submission_by_id(self.id)

    @property
    def comment(self) -> Comment:
        """The point on the measure: the second, since what is on the whole plan comes first."""
        return self.submission.comments[1]

    @property
    def receipt(self) -> IssuedReceipt:
        """The newest version of the receipt."""
        found = record_file.newest_receipt(self.id)
        assert found is not None
        return found

    def file(self, folder: Path) -> Path:
        """The receipt file as the author keeps it."""
        path = folder / f"{self.submission.reference}.txt"
        path.write_text("Receipt\n\n" + record_file.block_of(self.receipt), encoding="utf-8")
        return path


def an_open_consultation(**changes: object) -> Consultation:
    """A consultation with a plan that takes comments."""
    consultation = make_consultation(**changes)
    make_plan(consultation)
    return consultation


def send(
    consultation: Consultation,
    key: str,
    level: str = "named",
    number: str = "1.1",
    files: Sequence[uuid.UUID] = (),
) -> Sent:
    """Two points by one author: on a measure and on the whole plan."""
    points = [
        Point(Target("measure", number), "amendment", "ru", WORDS, rationale="Люди ждут."),
        Point(Target("plan"), "support", "ru", f"Второе слово {key}."),
    ]
    name = "" if level == "anonymous" else "Aigerim Example"
    about = About(author_kind="individual", level=level, author_name=name)
    secret = f"a-secret-that-only-the-browser-of-{key}-holds"
    sending = Sending(key, secret=secret, files=files)
    receipt = operations.submit_comments(consultation, points, about, by=VISITOR, sending=sending)
    assert receipt.secrets is not None
    return Sent(receipt.submission.id, receipt.secrets)


@contextmanager
def past_the_service() -> Iterator[None]:
    """Let a test do what only a superuser of the database can."""
    db.session.flush()
    for table in GUARDED:
        db.session.execute(text(f"alter table {table} disable trigger user"))
    yield
    for table in GUARDED:
        db.session.execute(text(f"alter table {table} enable trigger user"))
    db.session.expire_all()


def by_sql(statement: str, **values: object) -> None:
    """Change the database past the service."""
    with past_the_service():
        db.session.execute(text(statement), values)


def problems() -> list[tuple[str, str]]:
    """What a check of the whole record finds: kinds and references."""
    found = record_verifying.verify()
    return sorted((one.kind, one.reference) for one in found.problems)


def verifier() -> ModuleType:
    """The stand-alone program, as somebody without the service runs it."""
    path = ROOT / "docs" / "verify" / "consult_verify.py"
    spec = importlib.util.spec_from_file_location("consult_verify", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def receipts() -> list[IssuedReceipt]:
    """All receipts in the order in which they were issued."""
    return list(db.session.scalars(select(IssuedReceipt).order_by(IssuedReceipt.seq)))
