"""Later migrations only add: processes of the version before go on meanwhile (REQ 129)."""

import ast
from collections.abc import Iterator

import pytest

from consult.config import ROOT

FIRST_RELEASE = "0028"
"""Up to here nothing was in use. What a later version needs no more goes one version later."""
VERSIONS = sorted((ROOT / "migrations" / "versions").glob("0*.py"))
TAKING = {"drop_table", "drop_column", "drop_constraint", "rename_table"}
TIGHTENING = {"nullable": "False", "server_default": "None", "new_column_name": "", "type_": ""}


def taken(source: str) -> Iterator[str]:
    """Yield the steps of an upgrade after which an older process cannot read or write."""
    for part in ast.parse(source).body:
        if isinstance(part, ast.FunctionDef) and part.name != "downgrade":
            for call in (node for node in ast.walk(part) if isinstance(node, ast.Call)):
                name = getattr(call.func, "attr", "")
                told = facts(call)
                tight = any(
                    bad in told.get(one, "-") for one, bad in TIGHTENING.items() if one in told
                )
                strict = any(map(is_strict, call.args[1:]))
                if name in TAKING or (name == "alter_column" and tight):
                    yield name
                if name == "add_column" and strict:
                    yield name


def facts(node: ast.expr) -> dict[str, str]:
    return {one.arg or "": ast.unparse(one.value) for one in getattr(node, "keywords", ())}


def is_strict(column: ast.expr) -> bool:
    """Whether a new column refuses rows of those who do not know it."""
    told = facts(column)
    return told.get("nullable") == "False" and "server_default" not in told


def test_later_migrations_take_nothing_away() -> None:
    later = [path for path in VERSIONS if path.name[:4] > FIRST_RELEASE]
    found = {path.name: list(taken(path.read_text(encoding="utf-8"))) for path in later}
    assert {name: steps for name, steps in found.items() if steps} == {}


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ('op.add_column("a", sa.Column("b", sa.Text(), nullable=True))', []),
        ('op.add_column("a", sa.Column("b", sa.Text(), nullable=False, server_default=""))', []),
        ('op.add_column("a", sa.Column("b", sa.Text(), nullable=False))', ["add_column"]),
        ('op.alter_column("a", "b", server_default=None)', ["alter_column"]),
        ('op.alter_column("a", "b", nullable=True)', []),
        ('op.alter_column("a", "b", new_column_name="c")', ["alter_column"]),
        ('op.drop_column("a", "b")', ["drop_column"]),
    ],
)
def test_steps_that_take_away_are_seen(step: str, found: list[str]) -> None:
    assert (
        list(taken(f"def upgrade():\n    {step}\n\ndef downgrade():\n    op.drop_table(1)"))
        == found
    )
