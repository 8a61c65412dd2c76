"""Names that look alike: letters of other scripts, hidden signs and case folded into one form."""

from __future__ import annotations

import unicodedata

from consult.kernel.text import fold_to_compare

_LOOKALIKE = str.maketrans(
    {
        **dict(zip("abcehikmoptxyl|!jsdgqwuvnr", "авсенікмортхуіііјѕԁɡԛԝцѵпг", strict=True)),
        **dict(zip("αβγεηικλμνοπρτυφχ", "авгеніклмѵопртуфх", strict=True)),
        **dict(zip("01346", "оізчб", strict=True)),
        **dict(zip("һəөɵѡ", "нәөөԝ", strict=True)),
    }
)
"""Letters and digits that pass for a Cyrillic letter in one case or the other, folded to it."""


def skeleton(name: str) -> str:
    """Return the form that names share which look alike to people (after UTS 39, own table).

    Compatibility forms, case, marks above letters of other scripts, spaces, quotation marks and
    invisible characters make no difference.
    """
    plain = fold_to_compare(unicodedata.normalize("NFKC", name))
    return "".join(char for char in plain.translate(_LOOKALIKE) if char.isalnum())


def plain_form(name: str) -> str:
    """Return the letters and digits of a name as typed, case and punctuation folded."""
    folded = fold_to_compare(unicodedata.normalize("NFKC", name))
    return "".join(char for char in folded if char.isalnum())


def strange_signs(name: str, other: str) -> tuple[str, ...]:
    """Return the signs of a name that its look-alike has not, as `a U+0061 LATIN SMALL LETTER A`.

    Compared without case, in order of appearance, each once.
    """
    known = set(fold_to_compare(other))
    found = dict.fromkeys(char for char in fold_to_compare(name) if char not in known)
    return tuple(
        f"{char} U+{ord(char):04X} {unicodedata.name(char, 'UNNAMED')}"
        for char in found
        if not char.isspace()
    )
