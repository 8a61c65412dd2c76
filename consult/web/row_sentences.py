"""What each finding about rows of comments, letters, answers and organisations says."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

ROW_SENTENCES: dict[str, Callable[..., str]] = {
    "E_ROW_REQUIRED": lambda **f: _(
        "The field “%(field)s” is empty; fill it in.", field=f["field"]
    ),
    "E_ROW_CODE": lambda **f: _(
        "“%(value)s” is not allowed in the field “%(field)s”; use one of: %(allowed)s.",
        value=f["value"],
        field=f["field"],
        allowed=f["allowed"],
    ),
    "E_ROW_TIME": lambda **f: _(
        "“%(value)s” in the field “%(field)s” is not a time; "
        "write it like 2011-03-22T11:20:05+06:00.",
        value=f["value"],
        field=f["field"],
    ),
    "E_ROW_TIME_ZONE": lambda **f: _(
        "The time “%(value)s” in the field “%(field)s” has no offset; "
        "write it like 2011-03-22T11:20:05+06:00.",
        value=f["value"],
        field=f["field"],
    ),
    "E_ROW_TOO_LONG": lambda **f: _(
        "The field “%(field)s” holds %(length)s characters; the limit is %(limit)s.",
        field=f["field"],
        length=f["length"],
        limit=f["limit"],
    ),
    "E_ROW_REGION": lambda **f: _(
        "“%(value)s” is not the code of a region; write it like KZ-55, or “abroad”.",
        value=f["value"],
    ),
    "E_ROW_EMAIL": lambda **_f: _(
        "The e-mail address is not complete; write it like name@example.org."
    ),
    "E_ROW_BIN": lambda **_f: _(
        "The business number must have 12 digits; format the cell as text and type it again."
    ),
    "E_ROW_WEBSITE": lambda **_f: _("The address of the website must begin with http or https."),
    "E_ROW_COMMENT": lambda **f: _(
        "“%(value)s” is not the code of a comment; write it like UPR-2011/0042-3.",
        value=f["value"],
    ),
    "E_ROW_BODY": lambda **f: _(
        "“%(value)s” is not the code or the abbreviation of a known body; check it.",
        value=f["value"],
    ),
    "E_ROW_COMMENT_UNKNOWN": lambda **f: _(
        "There is no comment %(value)s in this consultation; check its code.", value=f["value"]
    ),
    "E_ROW_BODY_UNKNOWN": lambda **f: _(
        "The body %(value)s takes no part in this consultation; check its code.", value=f["value"]
    ),
    "W_ANSWERED_HERE": lambda **f: _(
        "The comment %(value)s was already answered here; its answer was left as it is.",
        value=f["value"],
    ),
    "E_ROW_TWICE": lambda **f: _(
        "“%(value)s” stands in several rows; keep one of them.", value=f["value"]
    ),
    "E_ROW_SLASH": lambda **f: _(
        "“%(value)s” in the field “%(field)s” holds a slash, which addresses cannot hold; "
        "write it without one.",
        value=f["value"],
        field=f["field"],
    ),
    "E_ROW_SDG": lambda **f: _(
        "“%(value)s” is not a target of sustainable development; write it like 16.3.",
        value=f["value"],
    ),
    "E_ROW_DAY": lambda **f: _(
        "“%(value)s” in the field “%(field)s” is not a day; write it like 2010-06-10.",
        value=f["value"],
        field=f["field"],
    ),
    "E_ROW_PREDECESSOR": lambda **f: _(
        "“%(value)s” names no earlier recommendation; write its cycle and paragraph like 1/95.10.",
        value=f["value"],
    ),
    "W_THEME_UNKNOWN": lambda **f: _(
        "The theme “%(value)s” is not in the list of themes and was left out; check its code.",
        value=f["value"],
    ),
    "W_GROUP_UNKNOWN": lambda **f: _(
        "The group “%(value)s” is not in the usual list; it is kept as it is written.",
        value=f["value"],
    ),
    "W_NO_TEXT": lambda **f: _(
        "Recommendation %(value)s has no text; add it when you have it.", value=f["value"]
    ),
    "W_NO_TEXTS": lambda **_f: _(
        "The file has no column with the text of the recommendations; add one when you have it."
    ),
    "E_ROW_TARGET": lambda **f: _(
        "The plan under discussion has no item “%(value)s”; check the number.", value=f["value"]
    ),
    "E_ROW_ORGANISATION": lambda **f: _(
        "There is no organisation with the code “%(value)s”; import the organisations first "
        "or check the code.",
        value=f["value"],
    ),
    "E_ROW_CHANGED": lambda **f: _(
        "The comment “%(value)s” was imported before with another text; "
        "give the new text a code of its own.",
        value=f["value"],
    ),
    "E_LETTER_FACTS": lambda **_f: _(
        "This is the table of a letter; say by which channel and when the letter was received."
    ),
    "E_POINT_UNKNOWN": lambda **f: _(
        "“%(value)s” names neither a measure, nor a section, nor the whole draft; "
        "write it like 2.10, “Section 2” or “whole draft”.",
        value=f["value"],
    ),
    "W_POINT_NAMES_SEVERAL_MEASURES": lambda **f: _(
        "The point names several measures (%(measures)s); it is kept on the first one.",
        measures=f["measures"],
    ),
    "W_QUOTED_WORDING_DIFFERS": lambda **f: _(
        "The wording quoted for measure %(measure)s differs from the draft; "
        "check that the right measure is meant.",
        measure=f["measure"],
    ),
    "W_FORMULA_START": lambda **_f: _(
        "The text begins like a formula; it is kept as text and exported as text."
    ),
    "W_TWELVE_DIGITS": lambda **_f: _(
        "The text holds a number of 12 digits, perhaps a personal one; check before publishing."
    ),
    "W_INVISIBLE_CHARACTERS": lambda **_f: _("Invisible characters were removed from the text."),
    "W_BIDI_CONTROL": lambda **_f: _(
        "The text holds signs that turn the reading direction; read it carefully."
    ),
    "W_NOT_NFC": lambda **_f: _("Letters made of two signs were replaced by whole ones."),
    "W_TEXT_LENGTH": lambda **_f: _("The text reaches the limit; check that its end is there."),
    "W_LATE": lambda **f: _(
        "The comment was received after the end, at %(value)s; it is marked as late.",
        value=f["value"],
    ),
    "W_REGION_NOT_VALID_ON_DATE": lambda **f: _(
        "The region %(value)s did not exist on the day of the comment; check the region.",
        value=f["value"],
    ),
    "W_FACT_MISSING": lambda **f: _(
        "The answer to %(comment)s lacks the field “%(field)s”; fill it in before approval.",
        comment=f["comment"],
        field=f["field"],
    ),
    "W_REASONS_MISSING": lambda **f: _(
        "The answer to %(comment)s gives no reasons; add them before approval.",
        comment=f["comment"],
    ),
    "W_ACCEPTED_WITHOUT_CHANGE": lambda **f: _(
        "The comment %(comment)s is accepted but no change is named; name the change.",
        comment=f["comment"],
    ),
    "W_SAME_PERSON": lambda **f: _(
        "The same person prepared and approved the answer to %(comment)s; "
        "another person must approve it.",
        comment=f["comment"],
    ),
    "W_APPROVED_BEFORE_CLOSE": lambda **f: _(
        "The answer to %(comment)s was approved before the consultation ended; check the date.",
        comment=f["comment"],
    ),
}
