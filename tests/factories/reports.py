"""Answers and reports as rows. Call inside an app context; everything is committed."""

import hashlib
from typing import Any

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor, system
from consult.domain.reports import operations, queries
from consult.domain.reports.document import canonical
from consult.domain.reports.models import Report
from consult.domain.reports.parts import PARTS, canonical_line
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan
from tests.factories.kept import kept


def answering() -> Consultation:
    """A consultation with a plan, closed and being answered."""
    consultation = make_consultation("answering")
    make_plan(consultation)
    return consultation


def published(consultation: Any, measure: Any = None, **changes: Any) -> Comment:
    """A published comment."""
    return make_comment(consultation, measure, **{"publication": "published", **changes})


def make_answer(comment: Any, disposition: str = "noted", **changes: Any) -> Response:
    """An approved answer of MOJ with reasons in three languages."""
    values: dict[str, Any] = {
        "comment_id": comment.id,
        "consultation_id": comment.consultation_id,
        "organisation_id": make_body("MOJ").id,
        "disposition": disposition,
        "state": "approved",
        "reasons": in_three(f"Why {disposition}"),
        "prepared_by": "writer",
        "approved_by": "head",
        "approved_at": now(),
    }
    if disposition in {"accepted", "partly"}:
        values["change"] = in_three("Words were added")
    return kept(Response(**{**values, **changes}))


def checksum_of(report: Report) -> str:
    """The checksum of the rows and lists as they stand, reckoned anew."""
    digest = hashlib.sha256()
    for row in queries.rows_of(report)():
        digest.update(canonical(row) + b"\n")
    for part in PARTS:
        for line in queries.lists_of(report)(part):
            digest.update(canonical_line(part, line))
    return digest.hexdigest()


def make_report(consultation: Any, *, published: bool = False, by: Actor | None = None) -> Report:
    """A report compiled now, published against gaps when asked."""
    by = by or system("test")
    report = operations.request_report(consultation, by=by, queued=False)
    db.session.commit()
    operations.compile_report(report)
    if published:
        operations.publish_report(report, by=by, override_reason="The day was set.")
    return kept(report)
