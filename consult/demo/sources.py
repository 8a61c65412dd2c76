"""The files that the worked example is loaded from."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from consult.domain.plans.importer import ParsedPlan, SourceFile, read_plan, read_positions
from consult.domain.plans.importer.register import read_themes
from consult.kernel.localised import LANGUAGES, LocalisedText


def read(name: str) -> bytes:
    """Return a file of the example's data folder."""
    return files("consult.demo").joinpath("data", *name.split("/")).read_bytes()


def facts(name: str) -> dict[str, Any]:
    """Return columns of a consultation by name; a text in three languages is a LocalisedText."""
    return {key: _localised(value) for key, value in json.loads(read(name)).items()}


def workbooks(stem: str) -> list[SourceFile]:
    """Return the workbooks of a plan in all languages."""
    names = [f"{stem}_{language}.xlsx" for language in LANGUAGES]
    return [SourceFile(name, read(name)) for name in names]


def plan(sources: Sequence[SourceFile], register: str) -> ParsedPlan:
    """Return the plan that the workbooks word, its references checked against the register."""
    return read_plan(sources, known_recommendations=read_positions(read(register), register))


def themes(register: str) -> dict[str, tuple[str, ...]]:
    """Return the themes of the register's recommendations."""
    return read_themes(read(register), register)


def _localised(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if set(value) <= set(LANGUAGES):
        return LocalisedText.of(value)
    return {key: _localised(part) for key, part in value.items()}
