"""The public bodies that plans name, with their abbreviations in three languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from consult.kernel.text import fold_to_compare, lookalikes_folded


@dataclass(frozen=True)
class Body:
    """A body or a group of bodies: its code, names and abbreviations by language."""

    code: str
    names: Mapping[str, str]
    abbreviations: Mapping[str, str]

    def printed(self, language: str) -> str:
        """The abbreviation in the language, else the name."""
        return self.abbreviations.get(language) or self.names.get(language, self.code)


@cache
def bodies() -> Mapping[str, Body]:
    """All bodies of the reference table by code."""
    rows = json.loads(
        files("consult.domain.people").joinpath("bodies.json").read_text(encoding="utf-8")
    )
    return {row["code"]: Body(row["code"], row["names"], row["abbreviations"]) for row in rows}


def find_body(printed: str, language: str = "") -> str | None:
    """Return the code for a printed abbreviation or full name, preferring the given language."""
    first, *others = _keys(printed)
    for key in (first, *others):
        for index in (_index(language), _index("")):
            if key in index:
                return index[key]
    return None


def _keys(printed: str) -> list[str]:
    return list(
        dict.fromkeys((fold_to_compare(printed), fold_to_compare(lookalikes_folded(printed))))
    )


@cache
def _index(language: str) -> Mapping[str, str]:
    return {
        fold_to_compare(text): body.code
        for body in bodies().values()
        for texts in (body.names, body.abbreviations)
        for spoken, text in texts.items()
        if language in ("", spoken)
    }
