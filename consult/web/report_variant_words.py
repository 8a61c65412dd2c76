"""The words of the variants of reports: titles, what each is for, headings, phrases."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

_TITLES: Final = {
    "variant.consolidated": _l("Consolidated report with statistics"),
    "variant.master": _l("Master table of comments and proposals"),
    "variant.disagreements": _l("Table of disagreements"),
    "variant.comparative": _l("Comparative table"),
    "variant.portal": _l("Table for the Open NPA portal"),
    "variant.summary_of_opinions": _l("Summary of opinions"),
    "variant.expert": _l("Table for experts"),
    "variant.replies": _l("Replies to the authors"),
    "variant.recommendations": _l("Results by recommendation"),
}
_PURPOSES: Final = {
    "variant_for.consolidated": _l(
        "The whole report: figures, charts, and every comment with its answer."
    ),
    "variant_for.master": _l("Every comment with its answer, without cover and statistics."),
    "variant_for.disagreements": _l(
        "What was rejected, accepted in part or deferred, and where bodies do not agree."
    ),
    "variant_for.comparative": _l(
        "The wording before and after the discussion, and which comments changed it."
    ),
    "variant_for.portal": _l("Five columns in the order of the Open NPA portal."),
    "variant_for.summary_of_opinions": _l(
        "The short form used in the CIS, with three lines for signatures."
    ),
    "variant_for.expert": _l(
        "A plain workbook of eight columns without merged cells, for sorting and filtering."
    ),
    "variant_for.replies": _l(
        "A letter an author for printing: own points, decisions, reasons; without addresses."
    ),
    "reply.note": _l("Each letter begins a page. Addresses are not printed."),
    "reply.title": _l("Answer to submission %(number)s"),
    "reply.received": _l("Received"),
    "reply.opening": _l(
        "The report on this consultation is finished. Below stands what was decided on each of "
        "your points, and why."
    ),
    "reply.point": _l("Point %(code)s"),
    "reply.result": _l("Result: %(result)s"),
    "reply.open": _l("This point has no approved answer yet. The report says so too."),
    "reply.report": _l("The whole report: %(address)s"),
    "variant_for.recommendations": _l(
        "Each recommendation with its measures, comments and result, for reports to the UN."
    ),
}
_CELLS: Final = {
    "body_stance": _l("%(body)s: %(stance)s"),
    "change_number": _l("Change No. %(number)s"),
    "change_with_measures": _l("Change No. %(number)s, measure in the new version: %(measures)s"),
    "meeting_decision": _l("Decision of the national round table of %(day)s"),
    "meeting_decision_kind": _l("%(decision)s."),
    "meeting_decision_result": _l("%(decision)s: %(result)s."),
    "meeting_decision_undone": _l("The answer does not carry it out yet."),
    "promised_version": _l("The change is to be made in version %(version)s."),
    "outcome_count": _l("%(outcome)s: %(number)s"),
}
_DISAGREEMENTS: Final = {
    "column.comment_author": _l("Comment (author)"),
    "column.lead_position": _l("Position of the responsible body"),
    "column.other_position": _l("Position of another body or reply of the author"),
    "column.way_out": _l("Proposed way to settle it"),
    "way_out.rejected": _l("The wording stays as it was discussed."),
    "way_out.partly": _l("The accepted part is taken into the wording."),
    "way_out.deferred": _l("The point is kept and decided later."),
    "way_out.dissent": _l("The bodies are to agree on one position."),
    "empty.disagreements": _l("There are no disagreements."),
}
_COMPARATIVE: Final = {
    "column.place": _l("Item"),
    "column.before": _l("Wording put to discussion"),
    "column.after": _l("Wording after the discussion"),
    "column.source": _l("Source of the change (registration No.)"),
    "column.explanation": _l("Explanation"),
    "compare.removed": _l("removed"),
    "compare.added": _l("added"),
    "compare.not_before": _l("The version discussed did not have this measure."),
    "compare.not_after": _l("The measure was taken out of the plan."),
    "compare.same_words": _l("The words stayed the same."),
    "compare.other_language": _l("The wording changed in another language only."),
    "field.title": _l("Title of the section"),
    "note.compare": _l(
        "Removed words are struck out in the first wording, added words are underlined in the "
        "second; both also stand in brackets."
    ),
    "empty.comparative": _l("The wording was not changed after the discussion."),
}
_SHORT_FORMS: Final = {
    "column.portal_section": _l("Section"),
    "column.portal_comments": _l("Comments"),
    "column.portal_answer": _l("Answer"),
    "column.portal_likes": _l("Likes"),
    "column.portal_dislikes": _l("Dislikes"),
    "note.no_votes": _l("Likes and dislikes are not collected, so these columns stay empty."),
    "column.element": _l("Element of the draft"),
    "column.organisation": _l("Name of the organisation"),
    "column.opinion": _l("Remark or proposal"),
    "column.conclusion": _l("Conclusion of the drafter"),
    "conclusion.accepted": _l("Accepted."),
    "conclusion.partly": _l("Accepted in part."),
    "conclusion.covered": _l("Accepted: the draft already provides for it."),
    "conclusion.noted": _l("Taken note of."),
    "conclusion.rejected": _l("Rejected."),
    "conclusion.out_of_scope": _l("Rejected: not a subject of this draft."),
    "conclusion.duplicate": _l("Considered together with the same remark."),
    "conclusion.deferred": _l("Proposed for discussion."),
    "conclusion.withdrawn": _l("Withdrawn by the author."),
    "conclusion.spam": _l("Not considered: spam."),
    "conclusion.unanswered": _l("Not considered yet."),
    "sign.body": _l("Head of the body that drafted the plan"),
    "sign.drafting": _l("Head of the drafting work"),
    "sign.executor": _l("Prepared by"),
}
_RECOMMENDATIONS: Final = {
    "column.states": _l("States"),
    "column.received": _l("Comments received"),
    "column.outcome": _l("Result of the consultation"),
    "column.status": _l("Status"),
    "column.measure_number": _l("Measure"),
    "column.measure_text": _l("Wording of the measure"),
    "status.covered": _l("Covered by a measure"),
    "status.uncovered": _l("Supported, no measure yet"),
    "status.permanent": _l("Permanent deadlines only"),
    "status.not_supported": _l("No measure; not supported"),
    "coverage.uncovered": _l("Supported without a measure"),
    "coverage.unrelated": _l("Measures without a recommendation"),
    "coverage.permanent": _l("Recommendations with permanent deadlines only"),
    "empty.recommendations": _l("The plan answers no register of recommendations."),
    "note.by_measure": _l(
        "Comments are counted by measure: one on a measure that carries out several "
        "recommendations is counted under each of them."
    ),
}
VARIANT_WORDS: Final[dict[str, Any]] = {
    **_TITLES,
    **_PURPOSES,
    **_CELLS,
    **_DISAGREEMENTS,
    **_COMPARATIVE,
    **_SHORT_FORMS,
    **_RECOMMENDATIONS,
}
