"""What each finding of an importer says: one sentence a code, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

Sentence = Callable[..., str]

FILE_SENTENCES: dict[str, Sentence] = {
    "E_EMPTY": lambda **_f: _("The file is empty; choose a file that holds a table."),
    "E_LEGACY_FORMAT": lambda **_f: _(
        "This is an old .doc or .xls file; save it as DOCX or XLSX and send it again."
    ),
    "E_SCAN": lambda **_f: _(
        "This is a scan without text; send the table as DOCX or XLSX, scans are not read."
    ),
    "E_PDF": lambda **_f: _("PDF files are not read; send the table as DOCX or XLSX."),
    "E_NOT_OOXML": lambda **_f: _(
        "The content is neither a workbook nor a Word document, whatever the name says; "
        "open the table and save it as XLSX or DOCX."
    ),
    "E_NOT_TEXT": lambda **_f: _("The content is not text; save the table as CSV in UTF-8."),
    "E_ENCRYPTED": lambda **_f: _(
        "The file has a password; remove the password and send it again."
    ),
    "E_MACROS": lambda **_f: _("The file holds macros; save it as XLSX or DOCX without macros."),
    "E_ARCHIVE_UNSAFE": lambda **_f: _(
        "The file holds parts that do not belong there; copy the table into a new file."
    ),
    "E_XML_ENTITIES": lambda **_f: _(
        "The file holds declarations that may do harm; copy the table into a new file."
    ),
    "E_TOO_BIG_UNPACKED": lambda **_f: _(
        "The file is too large once unpacked; leave only the table and send it again."
    ),
    "E_TOO_MANY_MEMBERS": lambda **_f: _(
        "The file has too many parts; copy the table into a new file."
    ),
    "E_TOO_MANY_CELLS": lambda **f: _(
        "The table has more than %(cells)s cells; split it into several files.", cells=f["cells"]
    ),
    "E_TOO_SLOW": lambda **_f: _(
        "The file could not be read in time; copy the table into a new file."
    ),
    "E_COULD_NOT_READ": lambda **_f: _(
        "The file could not be read; copy the table into a new file."
    ),
    "E_CSV_BROKEN": lambda **f: _(
        "The quotation marks around row %(row)s do not match; save the table as CSV again.",
        row=f["row"],
    ),
    "W_ENCODING_GUESSED": lambda **f: _(
        "The letters were read as %(encoding)s, in which Kazakh letters do not exist; "
        "check that the words look right and confirm, or save the file in UTF-8.",
        encoding=f["encoding"],
    ),
    "E_NO_HEADER": lambda **f: _(
        "No row of headings was found in the first %(rows)s rows; say which column is which.",
        rows=f["rows"],
    ),
    "E_SEVERAL_TABLES": lambda **f: _(
        "Several tables hold a plan (%(tables)s); choose one of them.", tables=f["tables"]
    ),
    "E_COLUMN_MISSING": lambda **f: _(
        "The column “%(field)s” is missing; add it or say which column it is.", field=f["field"]
    ),
    "E_COLUMN_TWICE": lambda **f: _(
        "The column “%(field)s” stands twice; keep one of the two.", field=f["field"]
    ),
    "W_COLUMN_UNKNOWN": lambda **f: _(
        "These columns are not known and were left out: %(columns)s.", columns=f["columns"]
    ),
    "E_NO_ROWS": lambda **_f: _("There is no row below the headings; add the rows."),
    "E_FORMULA_CELL": lambda **_f: _(
        "There are formulas, which are never calculated here; replace them by their values."
    ),
    "W_EXTERNAL_LINK": lambda **f: _(
        "A cell refers to another workbook (%(target)s), which was not opened; "
        "type the value itself.",
        target=f["target"],
    ),
    "E_NUMERIC_CODE": lambda **_f: _(
        "Numbers of items are typed as numbers, so 2.1 and 2.10 look the same; "
        "format the cells as text and type them again."
    ),
    "E_NUMERIC_PARAGRAPH": lambda **_f: _(
        "Paragraphs of recommendations are typed as numbers, so 95.1 and 95.10 look the same; "
        "format the cells as text and type them again."
    ),
}

WORD_SENTENCES: dict[str, Sentence] = {
    "E_NO_TABLE": lambda **_f: _(
        "The document holds no table; choose the one with the table, or type the points in."
    ),
    "E_TRACKED_CHANGES": lambda **f: _(
        "The document holds tracked changes: %(insertions)s insertions and %(deletions)s "
        "deletions, by %(authors)s. Accept all of them or reject all of them.",
        insertions=f["insertions"],
        deletions=f["deletions"],
        authors=f["authors"] or "?",
    ),
    "I_CHANGES_ACCEPTED": lambda **f: _(
        "All tracked changes were accepted: %(insertions)s insertions, %(deletions)s deletions.",
        insertions=f["insertions"],
        deletions=f["deletions"],
    ),
    "I_CHANGES_REJECTED": lambda **f: _(
        "All tracked changes were rejected: %(insertions)s insertions, %(deletions)s deletions.",
        insertions=f["insertions"],
        deletions=f["deletions"],
    ),
    "I_WORD_COMMENTS": lambda **f: ngettext(
        "The document holds %(num)s comment in the margin; after the import it can be taken over.",
        "The document holds %(num)s comments in the margin; after the import they can be taken "
        "over.",
        f["count"],
    ),
    "W_HIDDEN_TEXT": lambda **_f: _(
        "The document holds hidden text, which was left out; show it in Word and decide on it."
    ),
    "W_OUTSIDE_PART": lambda **f: _(
        "The document points to %(target)s, which was not opened.", target=f["target"]
    ),
    "W_SEVERAL_TABLES": lambda **f: _(
        "The points of %(count)s tables were read; check that none stands there twice.",
        count=f["count"],
    ),
    "W_NUMBERED_BY_WORD": lambda **f: _(
        "Word itself counts these numbers: %(numbers)s; check that they are as printed.",
        numbers=f["numbers"],
    ),
}

PLAN_SENTENCES: dict[str, Sentence] = {
    "E_NO_MEASURES": lambda **_f: _("The table holds no numbered measure; check the columns."),
    "E_NUMBER_MISSING": lambda **_f: _("The measure has no number; type its number as text."),
    "E_NUMBER_UNREADABLE": lambda **f: _(
        "“%(printed)s” is not a number of a measure; write it like 2.10.", printed=f["printed"]
    ),
    "E_MEASURE_EMPTY": lambda **f: _(
        "Measure %(measure)s has no text; type it or remove the row.", measure=f["measure"]
    ),
    "E_DUPLICATE_NUMBER": lambda **f: _(
        "Number %(measure)s stands in several rows (%(rows)s); give each measure its own.",
        measure=f["measure"],
        rows=f["rows"],
    ),
    "E_LANGUAGE_UNKNOWN": lambda **_f: _(
        "The measures hold no words, so their language is unknown; check the columns."
    ),
    "E_LANGUAGE_TWICE": lambda **f: _(
        "Several files are in the same language (%(files)s); send one file for each language.",
        files=f["files"],
    ),
    "E_LANGUAGES_DIFFER": lambda **f: _(
        "The numbers differ from those in %(base)s: missing %(missing)s; extra %(extra)s; "
        "in another order %(order)s. Make both files agree.",
        base=f["base"],
        missing=_listed(f[f"missing_in_{f['language']}"]),
        extra=_listed(f[f"extra_in_{f['language']}"]),
        order=_listed(f["order_differs"]),
    ),
    "E_SECTIONS_DIFFER": lambda **f: _(
        "The sections differ from those in %(base)s, where there are %(base_count)s and "
        "here %(count)s; make both files agree.",
        base=f["base"],
        base_count=f["base_count"],
        count=f["count"],
    ),
    "W_LANGUAGES_DISAGREE": lambda **f: _(
        "In measure %(measure)s the column “%(field)s” says something else than "
        "%(base)s in row %(base_row)s; check both.",
        measure=f["measure"],
        field=f["field"],
        base=f["base"],
        base_row=f["base_row"],
    ),
    "W_SECTION_EMPTY": lambda **f: _(
        "The section “%(text)s” has no measures; check whether rows are missing.", text=f["text"]
    ),
    "I_ROW_LEFT_OUT": lambda **f: _(
        "The row “%(text)s” is neither a section nor a measure and was left out.", text=f["text"]
    ),
    "I_VERTICAL_MERGE": lambda **f: _(
        "A merged cell in the column “%(column)s” holds for the measures %(measures)s.",
        column=f["column"],
        measures=f["measures"],
    ),
    "I_TEXT_NORMALISED": lambda **f: _CHANGES.get(str(f["change"]), _CHANGES["other"])(),
    "W_LATIN_LOOKALIKE": lambda **f: _(
        "Latin letters stand among Cyrillic ones in: %(words)s; type these words again.",
        words=f["words"],
    ),
    "W_REF_UNPARSED": lambda **f: _(
        "In measure %(measure)s “%(reference)s” is not read as a recommendation; "
        "write it like 95.10 or 95.8–95.9.",
        measure=f["measure"],
        reference=f["reference"],
    ),
    "W_REF_UNKNOWN": lambda **f: _(
        "Measure %(measure)s names recommendation %(reference)s, which is not in the register; "
        "check the number.",
        measure=f["measure"],
        reference=f["reference"],
    ),
    "W_REF_NOTED": lambda **f: _(
        "Measure %(measure)s names recommendation %(reference)s, which was not supported; "
        "check that this is meant.",
        measure=f["measure"],
        reference=f["reference"],
    ),
    "W_NO_RECOMMENDATION": lambda **f: _(
        "Measure %(measure)s names no recommendation; add one or say why in the note.",
        measure=f["measure"],
    ),
    "I_NO_RECOMMENDATION_EXPLAINED": lambda **f: _(
        "Measure %(measure)s names no recommendation, and the note says why: %(note)s.",
        measure=f["measure"],
        note=f["note"],
    ),
    "W_ABBREVIATION_UNKNOWN": lambda **f: _(
        "In measure %(measure)s the abbreviation “%(body)s” is not explained in the note; "
        "add it there.",
        measure=f["measure"],
        body=f["body"],
    ),
    "W_BODY_IN_WORDS": lambda **f: _(
        "In measure %(measure)s “%(body)s” is not one body with an abbreviation; "
        "check who will answer the comments.",
        measure=f["measure"],
        body=f["body"],
    ),
    "W_NO_LEAD": lambda **f: _(
        "Measure %(measure)s marks no lead body; the first one, %(body)s, is taken as the lead.",
        measure=f["measure"],
        body=f["body"],
    ),
    "W_NO_BODY": lambda **f: _(
        "Measure %(measure)s names no responsible body; add one.", measure=f["measure"]
    ),
    "W_NO_DEADLINE": lambda **f: _(
        "Measure %(measure)s has no deadline; add one.", measure=f["measure"]
    ),
    "W_DEADLINE_UNPARSED": lambda **f: _(
        "The deadline of measure %(measure)s, “%(deadline)s”, is kept as text and has no dates; "
        "give a date or a period if there is one.",
        measure=f["measure"],
        deadline=f["deadline"],
    ),
    "W_DEADLINE_SEASON": lambda **f: _(
        "The deadline of measure %(measure)s, “%(deadline)s”, returns every year in a season; "
        "it is read as every whole year.",
        measure=f["measure"],
        deadline=f["deadline"],
    ),
    "W_BASELINE_MISSING": lambda **f: _(
        "Measure %(measure)s has no baseline, so its target cannot be measured; add one.",
        measure=f["measure"],
    ),
}

_CHANGES: dict[str, Callable[[], str]] = {
    "nbsp": lambda: _("Non-breaking spaces were replaced by plain ones."),
    "soft_hyphen": lambda: _("Soft hyphens were removed."),
    "double_space": lambda: _("Double spaces were replaced by single ones."),
    "trailing_space": lambda: _("Spaces at the ends of texts were removed."),
    "not_nfc": lambda: _("Letters made of two signs were replaced by whole ones."),
    "invisible": lambda: _("Invisible characters were removed."),
    "bidi": lambda: _("Signs that turn the reading direction were removed."),
    "other": lambda: _("Characters were replaced by plain ones."),
}


def _listed(numbers: object) -> str:
    found = ", ".join(map(str, numbers)) if isinstance(numbers, list | tuple) else str(numbers)
    return found or "—"
