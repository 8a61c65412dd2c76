"""Normalising the cells of a plan and remembering what was changed or looks odd (P-12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from consult.kernel.findings import Finding, Level
from consult.kernel.text import (
    clean_line,
    has_bidi_control,
    has_invisible,
    is_composed,
    lookalikes_folded,
    mixed_script_words,
)
from consult.machinery.tables import Cell

_OUTSIDE_FORMULA = re.compile(r"\[\d+\]|https?://.*!|\.xls[xmb]?\]", re.IGNORECASE)
_CHANGES: dict[str, Callable[[str], bool]] = {
    "nbsp": lambda text: any(char in text for char in "\u00a0\u202f\u2007"),
    "soft_hyphen": lambda text: "\u00ad" in text,
    "double_space": lambda text: re.search(r"\S {2,}\S", text) is not None,
    "trailing_space": lambda text: text != text.strip(" \t\n"),
    "not_nfc": lambda text: not is_composed(text),
    "invisible": has_invisible,
    "bidi": has_bidi_control,
}


@dataclass
class Cleaner:
    """Reads cells as clean text; changes and oddities are collected for the findings."""

    changed: dict[str, list[str]] = field(default_factory=dict)
    mixed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def read(self, cell: Cell | None) -> str:
        """Return the cell's lines, each clean; a formula is never evaluated and reads as empty."""
        if cell is None:
            return ""
        if cell.is_formula:
            place = self.outside if _OUTSIDE_FORMULA.search(cell.text) else self.formulas
            _remember(place, cell.name)
            return ""
        self._notice(cell)
        lines = (clean_line(line) for line in cell.text.splitlines())
        return "\n".join(line for line in lines if line)

    def _notice(self, cell: Cell) -> None:
        for kind, happened in _CHANGES.items():
            if happened(cell.text):
                _remember(self.changed.setdefault(kind, []), cell.name)
        if words := mixed_script_words(cell.text):
            self.mixed[cell.name] = words

    def findings(self, file: str, sheet: str, link_target: str | None) -> Iterator[Finding]:
        """Yield what was noticed; link_target is the outside workbook the file names, if any."""
        if self.formulas:
            yield Finding(Level.ERROR, "E_FORMULA_CELL", file, sheet, tuple(self.formulas))
        if self.outside or link_target is not None:
            facts = {"target": link_target or ""}
            yield Finding(
                Level.WARNING,
                "W_EXTERNAL_LINK",
                file,
                sheet,
                tuple(self.outside),
                facts=facts,
            )
        for name, words in self.mixed.items():
            facts = {
                "words": ", ".join(words),
                "meant": lookalikes_folded(", ".join(words)),
            }
            yield Finding(Level.WARNING, "W_LATIN_LOOKALIKE", file, sheet, (name,), facts=facts)
        for kind, cells in self.changed.items():
            facts = {"change": kind, "count": str(len(cells))}
            yield Finding(
                Level.INFORMATION,
                "I_TEXT_NORMALISED",
                file,
                sheet,
                tuple(cells),
                facts=facts,
            )


def _remember(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
