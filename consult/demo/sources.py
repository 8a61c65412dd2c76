"""The files that the worked example is loaded from."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from consult.domain.plans.importer import ParsedPlan, SourceFile, read_plan
from consult.domain.recommendations.importer import RegisterFile, read_register
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


def plan(sources: Sequence[SourceFile], positions: Mapping[str, str] | None) -> ParsedPlan:
    """Return the plan that the workbooks word, its references checked against positions."""
    return read_plan(sources, known_recommendations=positions)


def register(name: str) -> RegisterFile:
    """Return the recommendations of a file."""
    return read_register(read(name), name)


def _localised(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if set(value) <= set(LANGUAGES):
        return LocalisedText.of(value)
    return {key: _localised(part) for key, part in value.items()}
