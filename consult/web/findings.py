"""Findings of importers in words: what was noticed, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from consult.kernel.findings import Finding
from consult.web.change_words import CAUSE_SENTENCES
from consult.web.finding_sentences import FILE_SENTENCES, PLAN_SENTENCES, WORD_SENTENCES
from consult.web.meeting_sheet_words import MEETING_SENTENCES, column_names
from consult.web.row_sentences import ROW_SENTENCES
from consult.web.worksheet_words import WORKSHEET_SENTENCES

SENTENCES = {
    **FILE_SENTENCES,
    **WORD_SENTENCES,
    **PLAN_SENTENCES,
    **ROW_SENTENCES,
    **WORKSHEET_SENTENCES,
    **CAUSE_SENTENCES,
    **MEETING_SENTENCES,
}
SHOWN_CELLS = 8


def finding_sentence(finding: Finding | Mapping[str, Any]) -> str:
    """Return place and sentence of a finding, or of one kept as JSON, in the reader's language."""
    kept = _as_mapping(finding)
    place = finding_place(finding)
    said = finding_text(finding)
    return _("%(place)s: %(sentence)s", place=place, sentence=said) if kept["file"] else said


def finding_text(finding: Finding | Mapping[str, Any]) -> str:
    """Return what a finding says without its place."""
    kept = _as_mapping(finding)
    facts = dict(kept["facts"])
    for name in ("field", "column"):
        if name in facts:
            facts[name] = field_name(str(facts[name]))
    try:
        return SENTENCES[kept["code"]](**facts)
    except KeyError:
        return _("Something about this file is unusual; check it.")


def finding_place(finding: Finding | Mapping[str, Any]) -> str:
    """Return the file, the sheet and the cells or the row of a finding."""
    kept = _as_mapping(finding)
    facts = {"file": kept["file"], "sheet": kept["sheet"], "row": kept["row"]}
    cells = _cells(kept["cells"])
    if kept["sheet"] and str(kept["file"]).lower().endswith(".docx"):
        return _place_in_document(facts, cells)
    if cells and kept["sheet"]:
        return _("%(file)s, sheet “%(sheet)s”, cells %(cells)s", cells=cells, **facts)
    if cells:
        return _("%(file)s, cells %(cells)s", cells=cells, **facts)
    if kept["row"] and kept["sheet"]:
        return _("%(file)s, sheet “%(sheet)s”, row %(row)s", **facts)
    if kept["row"]:
        return _("%(file)s, row %(row)s", **facts)
    return str(kept["file"])


def _place_in_document(facts: Mapping[str, Any], cells: str) -> str:
    if cells:
        return _("%(file)s, table %(sheet)s, cells %(cells)s", cells=cells, **facts)
    if facts["row"]:
        return _("%(file)s, table %(sheet)s, row %(row)s", **facts)
    return _("%(file)s, table %(sheet)s", file=facts["file"], sheet=facts["sheet"])


def field_name(name: str) -> str:
    """Return the name of a plan's column in words; the columns of lists keep their own names."""
    names = {
        "number": _("Number"),
        "measure": _("Measure"),
        "recommendation": _("Recommendations"),
        "completion_form": _("Form of completion"),
        "responsible": _("Responsible bodies"),
        "deadline": _("Deadline"),
        "indicator": _("Indicator"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "funding": _("Funding"),
        "note": _("Note"),
    }
    return {**names, **column_names()}.get(name, name)


def _cells(cells: Sequence[str]) -> str:
    more = ", …" if len(cells) > SHOWN_CELLS else ""
    return ", ".join(cells[:SHOWN_CELLS]) + more


def _as_mapping(finding: Finding | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(finding, Mapping):
        return {"cells": (), "sheet": "", "row": None, "file": "", "facts": {}, **finding}
    return {
        "code": finding.code,
        "file": finding.file,
        "sheet": finding.sheet,
        "cells": finding.cells,
        "row": finding.row,
        "facts": finding.facts,
    }
