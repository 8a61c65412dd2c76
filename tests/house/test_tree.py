"""The tree: short files with a first line, one place that commits, no stubs."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "consult").rglob("*.py")) + sorted((ROOT / "tests").rglob("*.py"))
OURS = [path for path in SOURCES if path.is_relative_to(ROOT / "consult")]
LIMIT = 300
FORBIDDEN = {"utils", "helpers", "common", "services", "manager", "base"}
COMMITTING = {"web/transactions.py", "tasks.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_is_short_and_says_what_lives_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LIMIT
    assert ast.get_docstring(ast.parse(text)), "no docstring"


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_only_one_place_commits_for_requests(path: Path) -> None:
    inside = str(path.relative_to(ROOT / "consult"))
    if inside in COMMITTING or inside.startswith(("cli/", "demo/")):
        return
    assert not re.search(r"session\.commit\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", OURS, ids=_name)
def test_modules_have_telling_names(path: Path) -> None:
    assert path.stem not in FORBIDDEN


def test_templates_hold_no_inline_code_and_nothing_unescaped() -> None:
    found = [
        _name(path)
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r'style="|onclick=|\|\s*safe\b|<script>', path.read_text(encoding="utf-8"))
    ]
    assert found == []
