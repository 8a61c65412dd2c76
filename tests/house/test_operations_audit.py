"""Whatever changes something on behalf of somebody leaves an entry in the audit log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = Path(__file__).resolve().parents[2] / "consult" / "domain"
FILES = {
    ".".join(path.relative_to(DOMAIN.parent.parent).with_suffix("").parts): path
    for path in DOMAIN.rglob("*.py")
}
Name = tuple[str, str]
WITHOUT_RECORD = {
    "open_draft": "words being typed are no act yet; sending them is recorded",
    "put_about": "words being typed are no act yet; sending them is recorded",
    "is_author": "a question, not an act",
}


def _modules() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


MODULES = _modules()


def _imported(module: str) -> dict[str, Name]:
    """What the names of a module mean that it imports from the domain."""
    names: dict[str, Name] = {}
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consult.domain"):
            for alias in node.names:
                names[alias.asname or alias.name] = (str(node.module), alias.name)
    return names


def _functions(module: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in MODULES[module].body if isinstance(node, ast.FunctionDef)}


FUNCTIONS = {module: _functions(module) for module in MODULES}
IMPORTED = {module: _imported(module) for module in MODULES}


def _called(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield (object, name) of what a function calls; no object for plain names."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield "", node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def _target(module: str, owner: str, name: str) -> Name:
    if not owner:
        return IMPORTED[module].get(name, (module, name))
    package, inner = IMPORTED[module].get(owner, ("", ""))
    return f"{package}.{inner}", name


def records(module: str, name: str, seen: frozenset[Name] = frozenset()) -> bool:
    """Return whether a function writes to the audit log, itself or through what it calls."""
    if (module, name) in seen or name not in FUNCTIONS.get(module, {}):
        return False
    seen = seen | {(module, name)}
    called = set(_called(FUNCTIONS[module][name]))
    return ("audit", "record") in called or any(
        records(*_target(module, owner, inner), seen) for owner, inner in called
    )


def operations() -> list[Name]:
    """Return every public function of the domain that somebody does something with."""
    return sorted(
        (module, name)
        for module, functions in FUNCTIONS.items()
        for name, function in functions.items()
        if not name.startswith("_") and "by" in {arg.arg for arg in function.args.kwonlyargs}
        and not module.endswith(".notices")
    )  # fmt: skip


@pytest.mark.parametrize(("module", "name"), operations())
def test_operation_records_what_it_did(module: str, name: str) -> None:
    assert records(module, name) == (name not in WITHOUT_RECORD)


def test_the_list_is_not_empty_and_the_check_can_fail() -> None:
    assert len(operations()) >= 50
    assert records("consult.domain.submissions.operations", "submit_comments")
    assert not records("consult.domain.submissions.points", "read_target")
