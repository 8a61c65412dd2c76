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
    "variant_for.recommendations": _l(
        "Each recommendation with its measures, comments and result, for reports to the UN."
    ),
}
VARIANT_WORDS: Final[dict[str, Any]] = _TITLES | _PURPOSES
