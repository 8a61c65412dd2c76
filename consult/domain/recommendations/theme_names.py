"""The names of the themes under which recommendations and measures are filed."""

import json
from functools import cache
from importlib.resources import files

from consult.kernel.localised import LocalisedText


@cache
def theme_names() -> dict[str, LocalisedText]:
    """Return theme codes with their names, in the order of the register."""
    text = (
        files("consult.domain.recommendations")
        .joinpath("theme_names.json")
        .read_text(encoding="utf-8")
    )
    return {
        row["code"]: LocalisedText(kk=row["kk"], ru=row["ru"], en=row["en"])
        for row in json.loads(text)
    }


def theme_name(code: str, language: str) -> str:
    """Return a theme's name; a code that the register does not know stays as it is."""
    name = theme_names().get(code)
    return name.in_(language) if name else code
