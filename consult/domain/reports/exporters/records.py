"""One row as named fields, for the formats that machines read (CSV and JSON)."""

from __future__ import annotations

from typing import Any, Final

from consult.domain.reports.document import NO_TEXT, Answer, ReportRow
from consult.domain.reports.exporters.wording import Wording

FIELDS: Final = (
    "position",
    "comment_code",
    "reg_no",
    "received_on",
    "received_within",
    "received_at",
    "late",
    "channel",
    "channel_label",
    "target_type",
    "section_number",
    "section_title",
    "measure_number",
    "measure",
    "field",
    "wording",
    "kind",
    "kind_label",
    "language",
    "text",
    "proposed_wording",
    "rationale",
    "author_display",
    "author_name",
    "organisation",
    "author_kind",
    "author_kind_label",
    "region_code",
    "region",
    "consent",
    "meeting",
    "publication",
    "withholding_ground",
    "outcome",
    "outcome_label",
    "reasons",
    "reasons_language",
    "rejection_ground",
    "part_accepted",
    "body_code",
    "body",
    "signer_post",
    "approved_at",
    "change",
    "new_measure",
    "covered_by",
    "duplicate_of",
    "passed_to",
    "days_from_close",
    "days_from_receipt",
    "verification",
    "claimed",
)
"""Names of the columns, in order; codes stand beside their labels, texts in one language."""


def record(row: ReportRow, wording: Wording) -> dict[str, Any]:
    """The fields of a viewed row; times are ISO 8601, texts in the language or the nearest one."""
    values = _comment(row, wording) | _author(row, wording) | _answer(row.answer, wording)
    values["outcome"] = row.outcome
    values["outcome_label"] = wording.label("outcome", row.outcome)
    return {name: values[name] for name in FIELDS}


def _comment(row: ReportRow, wording: Wording) -> dict[str, Any]:
    target, language = row.target, wording.language
    title = target.title.in_(language) or target.wording.in_(language)
    return {
        "position": row.position,
        "comment_code": row.comment_code,
        "reg_no": row.reg_no,
        "received_on": row.received_on.isoformat(),
        "received_within": "week" if row.week else "day",
        "received_at": row.received_at.isoformat() if row.received_at else "",
        "late": row.late,
        "channel": row.channel,
        "channel_label": wording.label("channel", row.channel or "unknown"),
        "target_type": target.type,
        "section_number": target.section_number,
        "section_title": target.section_title.in_(language),
        "measure_number": target.measure_number,
        "measure": f"{target.measure_number} {title}" if target.measure_number else "",
        "field": target.field,
        "wording": target.wording.in_(language),
        "kind": row.kind,
        "kind_label": wording.label("kind", row.kind),
        "language": row.language,
        "text": row.points.text,
        "proposed_wording": row.points.proposed_wording,
        "rationale": row.points.rationale,
        "publication": row.publication,
        "withholding_ground": row.ground,
    }


def _author(row: ReportRow, wording: Wording) -> dict[str, Any]:
    author, language = row.author, wording.language
    region = author.region_name.in_(language)
    return {
        "author_display": author.display,
        "author_name": author.name,
        "organisation": author.organisation.in_(language),
        "author_kind": author.kind,
        "author_kind_label": wording.label("author_kind", author.kind),
        "region_code": author.region_code,
        "region": region or wording.region(author.region_code, row.received_on),
        "consent": row.consent,
        "verification": row.verification,
        "claimed": row.claimed,
        "meeting": row.meeting.in_(language),
    }


def _answer(answer: Answer | None, wording: Wording) -> dict[str, Any]:
    language = wording.language
    given = answer or Answer("")
    reasons, spoken = given.reasons.shown(language)
    return {
        "reasons": reasons,
        "reasons_language": spoken if given.reasons != NO_TEXT else "",
        "rejection_ground": given.ground,
        "part_accepted": given.part_accepted.in_(language),
        "body_code": given.body_code,
        "body": given.body_name.in_(language),
        "signer_post": given.signer_post.in_(language),
        "approved_at": given.approved_at.isoformat() if given.approved_at else "",
        "change": given.change_text.in_(language),
        "new_measure": given.change_measure,
        "covered_by": given.covered_by,
        "duplicate_of": given.duplicate_of,
        "passed_to": given.passed_to.in_(language),
        "days_from_close": given.days_from_close,
        "days_from_receipt": given.days_from_receipt,
    }
