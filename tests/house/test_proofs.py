"""The tables of proofs name tests that exist."""

import re

import pytest

from consult.config import ROOT

FOLDER = ROOT / "docs/protection"
OUR_OWN = ("docs/", "deploy/", "tests/")
PROOF = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.md")))
def test_named_tests_exist(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    found = {(path, test) for path, test in PROOF.findall(text) if not path.startswith("consult/")}
    wrong = []
    for path, test in sorted(found):
        file = ROOT / path if path.startswith(OUR_OWN) else ROOT / "tests" / path
        written = file.read_text(encoding="utf-8") if file.exists() else ""
        if not written or (test and not re.search(rf"def {test}\(", written)):
            wrong.append(f"{path}::{test}")
    assert wrong == []
