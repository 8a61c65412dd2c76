"""The order of names in Kazakh, Russian and English (Kazakh letters stand where they belong)."""

from typing import Final

_KAZAKH: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE: Final = {letter: place for place, letter in enumerate(_KAZAKH, start=0x430)}


def alphabetical(name: str) -> tuple[int, ...]:
    """Return a key to sort names by the Kazakh alphabet, which holds the Russian one in order."""
    return tuple(_PLACE.get(letter, ord(letter)) for letter in name.casefold())
