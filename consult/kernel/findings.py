"""What an importer has to say about a file: a code, a place and facts, never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How far a finding reaches, gravest first: questions and errors stop an import."""

    ASK = "ask"
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


STOPPING = frozenset({Level.ERROR, Level.ASK})


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation: code, place (file, sheet, cells or row) and facts for the sentence."""

    level: Level
    code: str
    file: str = ""
    sheet: str = ""
    cells: tuple[str, ...] = ()
    row: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """True when the import may not go on before this is dealt with."""
        return self.level in STOPPING


def blocked(findings: Iterable[Finding]) -> bool:
    """True when at least one finding stops the import."""
    return any(finding.stops for finding in findings)
