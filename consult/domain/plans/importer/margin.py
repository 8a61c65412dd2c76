"""Comments in the margin of a Word file: which part of the plan each of them hangs on (P-5)."""

from __future__ import annotations

from consult.domain.plans.importer.rows import Body
from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.machinery.tables import Remark, Sheet

IN_MARGIN = "I_WORD_COMMENTS"


def comment_finding(file: str, sheet: Sheet, body: Body) -> list[Finding]:
    """Return the information that a file holds comments, when it does.

    The fact `comments` lists author, at, text, passage and target of each; target is measure:2.1,
    section:2 or plan.
    """
    comments = [_comment(one, body) for one in sheet.remarks if not is_blank(one.text)]
    facts = {"count": len(comments), "comments": comments}
    return [Finding(Level.INFORMATION, IN_MARGIN, file, facts=facts)] if comments else []


def _comment(remark: Remark, body: Body) -> dict[str, str]:
    return {
        "author": clean_line(remark.author),
        "at": remark.at,
        "text": clean_text(remark.text),
        "passage": clean_text(remark.passage),
        "target": _target(remark, body),
    }


def _target(remark: Remark, body: Body) -> str:
    rows = {raw.row: f"measure:{raw.number}" for raw in body.measures}
    rows |= {section.row: f"section:{section.number}" for section in body.sections}
    return rows.get(remark.row, "plan")
