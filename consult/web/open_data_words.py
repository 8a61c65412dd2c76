"""The words of the open data: what every file, column and code means."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

_PACKAGE: Final = {
    "data.title": _l("Open data of the consultation"),
    "data.about": _l(
        "Comments of a public consultation with the answers to them, as published: what the "
        "consolidated report tells, for machines."
    ),
    "data.dictionary": _l("Data dictionary"),
    "data.head.column": _l("Column"),
    "data.head.type": _l("Type"),
    "data.head.meaning": _l("Meaning"),
    "data.head.codes": _l("Codes"),
    "data.many": _l("Several values are separated by a vertical bar."),
    "data.table.comments": _l("Comments, one a line, with the answers to them"),
    "data.table.changes": _l("Changes of the plan after the discussion, one field a line"),
    "data.table.recommendations": _l("Recommendations that the plan answers"),
    "data.table.measures": _l("Measures of the plan discussed, with the number of comments"),
    "data.table.statistics": _l("Tables T1 to T9 and the rates of the report"),
    "data.file.comments.json": _l("The comments as JSON: lists as lists, texts unchanged"),
    "data.file.dictionary.csv": _l("What every column and every code means, for machines"),
    "data.file.dictionary.md": _l("What every column and every code means, to read"),
    "data.file.datapackage.json": _l("Description of the package (Data Package, version 1)"),
    "data.form": _l(
        "CSV files are in UTF-8 with a byte order mark, with commas, and lines end with CR LF. "
        "Days are written as year-month-day. Codes of comments never change."
    ),
    "data.formula": _l(
        "A text that begins with a sign of a formula has an apostrophe before it in CSV files. "
        "Numbers of measures and paragraphs are texts: 1.10 is not 1.1."
    ),
    "data.redacted": _l(
        "Only what is published is here. A comment that is not published keeps its number and "
        "the ground, without its text and author."
    ),
    "data.licence": _l(
        "Licence: Creative Commons Attribution 4.0 (CC BY 4.0). Name the source when you use it."
    ),
}
_COMMENTS: Final = {
    "data.comment_code": _l("Code of the comment"),
    "data.position": _l("Place in the table, from 1"),
    "data.reg_no": _l("Registration number of the submission"),
    "data.received_on": _l("Day of receipt in the zone of the consultation"),
    "data.received_within": _l(
        "Whether that is the day, or the first day of the week in which it was received"
    ),
    "data.late": _l("Whether it was received after the closing"),
    "data.channel": _l("Channel by which it came"),
    "data.target_type": _l("What the comment is about"),
    "data.section_number": _l("Number of the section of the plan"),
    "data.measure_number": _l("Number of the measure in the version discussed"),
    "data.field": _l("Part of the measure"),
    "data.comments.kind": _l("Kind of comment"),
    "data.language": _l("Language of the comment"),
    "data.text": _l("Text as published"),
    "data.proposed_wording": _l("Wording that the author proposes"),
    "data.rationale": _l("Why the author proposes it"),
    "data.author_display": _l("Whether the author is named"),
    "data.author_name": _l("Name of the author, when the author agreed to its publication"),
    "data.organisation": _l("Organisation, when the author agreed to its publication"),
    "data.author_kind": _l("Kind of author"),
    "data.region_code": _l("Region (ISO 3166-2) or another place"),
    "data.themes": _l("Codes of themes"),
    "data.groups": _l("Codes of the groups of people concerned"),
    "data.recommendations": _l("Keys of the recommendations of the measure"),
    "data.publication": _l("State of publication"),
    "data.withholding_ground": _l("Ground on which the text is not published"),
    "data.outcome": _l("Result of consideration"),
    "data.reasons": _l("Reasons given by the body"),
    "data.rejection_ground": _l("Ground of the rejection"),
    "data.part_accepted": _l("Which part was accepted"),
    "data.body_code": _l("Code of the responding body"),
    "data.body": _l("Name of the responding body"),
    "data.signer_post": _l("Post of the official who answered"),
    "data.approved_on": _l("Day on which the answer was approved"),
    "data.change": _l("What changed, in the words of the answer"),
    "data.new_measure": _l("Number of the measure in the new version"),
    "data.comments.changes": _l("Numbers of the changes that the comment caused"),
    "data.covered_by": _l("Measure that already covers the point"),
    "data.duplicate_of": _l("Comment with the same point"),
    "data.passed_to": _l("Body to which the point was passed on"),
    "data.days_from_close": _l("Working days from the closing to the answer"),
    "data.days_from_receipt": _l("Working days from receipt to the answer"),
    "data.meeting_decision": _l("Decision of the national round table on the comment"),
    "data.meeting_decision_on": _l("Day of that round table"),
    "data.meeting_decision_text": _l("Words of the decision"),
}
_OTHERS: Final = {
    "data.number": _l("Number of the change in the order of the plan"),
    "data.line": _l("Line of the change, from 1"),
    "data.changes.kind": _l("Kind of change"),
    "data.before_numbers": _l("Numbers of the measures before"),
    "data.after_numbers": _l("Numbers of the measures after"),
    "data.before": _l("Wording discussed"),
    "data.after": _l("Wording after the discussion"),
    "data.cause": _l("Cause of the change"),
    "data.comment_codes": _l("Codes of the comments that caused it"),
    "data.explanation": _l("Explanation of the change"),
    "data.key": _l("Mechanism, cycle and paragraph"),
    "data.mechanism": _l("Mechanism that made the recommendation"),
    "data.cycle": _l("Cycle of the mechanism"),
    "data.paragraph": _l("Number of the paragraph"),
    "data.recommendations.text": _l("Text of the recommendation"),
    "data.states": _l("Recommending States"),
    "data.recommendations.position": _l("Position of the State"),
    "data.measures": _l("Numbers of the measures of the version discussed"),
    "data.comments": _l("Number of comments"),
    "data.answered": _l("Number of comments with an answer"),
    "data.measures.position": _l("Place in the plan, from 1"),
    "data.section_title": _l("Title of the section"),
    "data.measure_text": _l("Wording of the measure"),
    "data.table": _l("Code of the table"),
    "data.row": _l("Code of the line"),
    "data.column": _l("Code of the result, in tables of results"),
    "data.label": _l("Name of the line"),
    "data.count": _l("Number of comments, or the part of a share"),
    "data.base": _l("Number of which it is a share"),
    "data.percent": _l("Percentage with one decimal; empty below five"),
    "data.submissions": _l("Number of submissions"),
    "data.subtotal": _l("Whether the line sums up others"),
}
_CODES: Final = {
    "author.shown": _l("Named"),
    "author.stub": _l("Not published"),
}
OPEN_DATA_WORDS: Final[dict[str, Any]] = _PACKAGE | _COMMENTS | _OTHERS | _CODES
