"""The words of the ministries' work sheet, of its columns, and of what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.domain.responses.rules import OFFERED, REJECTION_GROUNDS
from consult.domain.responses.worksheet.reading import Vocabulary, vocabulary
from consult.kernel.localised import LANGUAGES
from consult.web.labels import LABELS
from consult.web.report_words import report_words
from consult.web.sentences import SENTENCES

COLUMN_NAMES: Final[dict[str, Any]] = {
    "disposition": _l("Result of consideration"),
    "ground": _l("Ground of the rejection"),
    "reasons_kk": _l("Reasons in Kazakh"),
    "reasons_ru": _l("Reasons in Russian"),
    "reasons_en": _l("Reasons in English"),
    "part_accepted": _l("Which part is accepted"),
    "change": _l("What changes in the plan"),
    "promised_version": _l("To be made in version"),
    "covered_by": _l("Measure that covers it already"),
    "passed_to": _l("Body to which it was passed"),
    "duplicate_of": _l("Code of the comment that is kept"),
}
_OWN: Final = {
    "sheet.answers": _l("Answers"),
    "sheet.about": _l("How to fill it in"),
    "sheet.help": _l(
        "Write only in the white cells: the grey ones are locked.\n"
        "Choose the result and the ground from the lists; type the reasons in both official "
        "languages.\n"
        "Do not add rows, and do not copy rows from another file: such rows are not taken.\n"
        "Rows that you leave as they are stay as they are.\n"
        "Save the file and upload it on the page of the work sheet. You see every change "
        "before anything is saved."
    ),
    "goes_on": _l("A cell holds no more. Read the rest on the page of the comment %(code)s."),
    "list.title": _l("Choose from the list"),
    "list.message": _l("This is not one of the offered words. Choose one from the list."),
}


def worksheet_words(language: str) -> Mapping[str, str]:
    """Return every word of a sheet in kk, ru or en, by code; needs an app context."""
    with force_locale(language):
        own = {code: str(words) for code, words in _OWN.items()}
        heads = {f"column.{code}": str(words) for code, words in COLUMN_NAMES.items()}
        closed = {
            **{f"disposition.{code}": str(LABELS["disposition"][code]) for code in OFFERED},
            **{
                f"ground.{code}": str(LABELS["rejection_ground"][code])
                for code in REJECTION_GROUNDS
            },
        }
        return {**report_words(language), **own, **heads, **closed}


def known_words() -> Vocabulary:
    """Return what may be typed for results and grounds, in any language."""
    return vocabulary([worksheet_words(language) for language in LANGUAGES])


def column_name(code: str) -> str:
    """Return the name of an answer column in the page's language."""
    return str(COLUMN_NAMES.get(code, code))


def shown_value(column: str, value: str) -> str:
    """Return the value of an answer cell as people read it."""
    groups = {"disposition": "disposition", "ground": "rejection_ground"}
    return str(LABELS[groups[column]][value]) if value and column in groups else value


Sentence = Callable[..., str]
WORKSHEET_SENTENCES: dict[str, Sentence] = {
    "E_WORK_NOT_A_SHEET": lambda **_f: _(
        "This is not a work sheet from here; download the work sheet and fill it in."
    ),
    "E_WORK_FORMAT": lambda **_f: _(
        "This work sheet was made by another edition of the program; download it again."
    ),
    "E_WORK_ROW_ADDED": lambda **_f: _(
        "The row was added and is not taken; answer only the comments that stand in the sheet."
    ),
    "E_WORK_ROW_TWICE": lambda **f: _(
        "The comment %(comment)s stands already in row %(row)s; keep one of the two rows.",
        comment=f["comment"],
        row=f["row"],
    ),
    "E_WORK_LOCKED": lambda **f: _(
        "The locked cells of comment %(comment)s were changed, so the row is not taken; "
        "download the work sheet again.",
        comment=f["comment"],
    ),
    "E_WORK_FORMULA": lambda **f: _(
        "The answer to %(comment)s holds a formula in “%(column)s”; type the words themselves.",
        comment=f["comment"],
        column=column_name(f["column"]),
    ),
    "E_WORK_NUMBER": lambda **f: _(
        "In the answer to %(comment)s “%(value)s” in “%(column)s” is a number, so 2.1 and 2.10 "
        "look the same; format the cell as text and type it again.",
        comment=f["comment"],
        value=f["value"],
        column=column_name(f["column"]),
    ),
    "E_WORK_WORD": lambda **f: _(
        "In the answer to %(comment)s “%(value)s” is not one of the offered words for "
        "“%(column)s”; choose one from the list.",
        comment=f["comment"],
        value=f["value"],
        column=column_name(f["column"]),
    ),
    "E_WORK_VERSION": lambda **f: _(
        "In the answer to %(comment)s “%(value)s” is not the number of a version; type a number.",
        comment=f["comment"],
        value=f["value"],
    ),
    "E_WORK_TOO_LONG": lambda **f: _(
        "In the answer to %(comment)s “%(column)s” is longer than %(most)s characters; shorten it.",
        comment=f["comment"],
        column=column_name(f["column"]),
        most=f["most"],
    ),
    "E_WORK_NOT_YOURS": lambda **f: _(
        "Comment %(comment)s is no longer answered by your body, so the row is not taken.",
        comment=f["comment"],
    ),
    "E_WORK_APPROVED": lambda **f: _(
        "The answer to %(comment)s is approved; send it back with a remark before you change it.",
        comment=f["comment"],
    ),
    "E_WORK_NO_RESULT": lambda **f: _(
        "The answer to %(comment)s has no result; choose one from the list.",
        comment=f["comment"],
    ),
    "E_WORK_MEASURE": lambda **f: _(
        "In the answer to %(comment)s measure %(value)s is not in the plan; check the number.",
        comment=f["comment"],
        value=f["value"],
    ),
    "E_WORK_DUPLICATE": lambda **f: _(
        "In the answer to %(comment)s the kept comment %(value)s is not another comment here; "
        "check the code.",
        comment=f["comment"],
        value=f["value"],
    ),
}

SENTENCES.update(
    {
        "not_your_sheet": lambda **_f: _(
            "This work sheet belongs to another consultation or to another body. "
            "Upload the sheet of your own body."
        ),
    }
)
