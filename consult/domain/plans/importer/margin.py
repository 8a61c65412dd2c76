"""Comments in the margin of a Word file: which part of the plan each of them hangs on (P-5)."""

from __future__ import annotations

from consult.domain.plans.importer.parsed import MarginComment
from consult.domain.plans.importer.rows import Body
from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.machinery.tables import Remark, Sheet


def margin_comments(sheet: Sheet, body: Body) -> tuple[MarginComment, ...]:
    """Return the comments of a table with the measure, section or plan that they are about."""
    return tuple(
        MarginComment(
            author=clean_line(remark.author),
            at=remark.at,
            text=clean_text(remark.text),
            passage=clean_text(remark.passage),
            target=_target(remark, body),
        )
        for remark in sheet.remarks
        if not is_blank(remark.text)
    )


def comment_finding(file: str, sheet: Sheet) -> list[Finding]:
    """Return the information that a file holds comments, when it does."""
    count = sum(not is_blank(remark.text) for remark in sheet.remarks)
    facts = {"count": count}
    return [Finding(Level.INFORMATION, "I_WORD_COMMENTS", file, facts=facts)] if count else []


def _target(remark: Remark, body: Body) -> str:
    rows = {raw.row: f"measure:{raw.number}" for raw in body.measures}
    rows |= {section.row: f"section:{section.number}" for section in body.sections}
    return rows.get(remark.row, "plan")
