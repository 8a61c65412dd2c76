"""What makes a password too weak: its length, common ones, well-known names (pure)."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from consult.domain.people.passwords import MOST_BYTES

LEAST = 12
LEAST_STAFF = 15
SHORTEST_NAME = 4
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_KAZAKH = "әіңғүұқөһ"
_DIGITS = "234589-=0"
_TO_LATIN = str.maketrans(_CYRILLIC + _KAZAKH, _LATIN + _DIGITS)
_REPEATED = re.compile(r"(.+?)\1+")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LOCAL = frozenset(
    {
        "казахстан", "қазақстан", "kazakhstan", "qazaqstan", "пароль", "құпиясөз", "құпия сөз",
        "администратор", "әкімші", "министерство", "министрлік", "консультация",
    }
)  # fmt: skip


def weakness(password: str, *, least: int, names: Iterable[str] = ()) -> str | None:
    """Return why a password is refused, or None: too_short, too_long, common, contains_name.

    `names` are those of the platform, the organisations and the address of the account. No rule
    about kinds of characters; spaces and all of Unicode count (ASVS 5.0, V6.2).
    """
    if len(password) < least:
        return "too_short"
    if len(password.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return "too_long"
    folded = password.casefold()
    if any(form in _common() for form in _forms(folded)):
        return "common"
    bare = _bare(folded)
    return "contains_name" if any(name in bare for name in _known(names)) else None


def _forms(folded: str) -> Iterator[str]:
    for typed in {folded, folded.translate(_TO_LATIN)}:
        yield typed
        yield _EDGES.sub("", typed)
        if repeated := _REPEATED.fullmatch(typed):
            unit = repeated.group(1)
            yield unit if len(unit) > 1 else "123456"


def _known(names: Iterable[str]) -> set[str]:
    bare = {_bare(name.casefold()) for name in names}
    return {name for name in bare if len(name) >= SHORTEST_NAME}


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - 30,000 words, read once

    words: Iterable[str] = FREQUENCY_LISTS["passwords"]
    return frozenset(words) | _LOCAL
