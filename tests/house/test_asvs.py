"""The table of ASVS 5.0.0: every requirement once, a known state, proofs that exist."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/protection/asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall(TEXT)
STATES = ("met", "met in deployment", "not applicable", "not met")
OF_LEVEL = {"1": 70, "2": 183, "3": 11}
PROOF = re.compile(r"`([\w/]+\.py)::(\w+)`")
NAMED = re.compile(r"`((?:consult|deploy|docs|tests)/[\w./-]+|uv\.lock)`|\]\((?!https:)([\w./-]+)")
WORDS = 15


def test_every_requirement_stands_once_in_order() -> None:
    ids = [row[0] for row in ROWS]
    assert len(ids) == TEXT.count("\n| V") == sum(OF_LEVEL.values())
    assert ids == sorted(set(ids), key=lambda one: [int(part) for part in one[1:].split(".")])
    assert Counter(row[1] for row in ROWS) == OF_LEVEL


def test_every_row_has_a_state_and_says_why() -> None:
    assert [row[0] for row in ROWS if row[3] not in STATES] == []
    assert [row[0] for row in ROWS if len(row[2].split()) > WORDS or len(row[4]) < 5] == []


def test_what_is_met_names_tests_that_exist() -> None:
    bare = [row[0] for row in ROWS if row[3] == "met" and not PROOF.search(row[4])]
    assert bare == []
    sources = {name: ROOT / "tests" / name for row in ROWS for name, _ in PROOF.findall(row[4])}
    texts = {name: path.read_text(encoding="utf-8") for name, path in sources.items()}
    wrong = [
        (row[0], f"{name}::{test}")
        for row in ROWS
        for name, test in PROOF.findall(row[4])
        if not re.search(rf"def {test}\(", texts[name])
    ]
    assert wrong == []


def test_what_is_met_in_deployment_names_a_file_or_a_setting() -> None:
    setting = re.compile(r"`CONSULT_[A-Z_]+[=`]|`deploy/")
    rows = [row for row in ROWS if row[3] == "met in deployment"]
    assert [row[0] for row in rows if not (setting.search(row[4]) or "](" in row[4])] == []


def test_files_that_are_named_exist() -> None:
    folder = ROOT / "docs/protection"
    named = NAMED.findall(TEXT)
    paths = [ROOT / ours if ours else folder / linked for ours, linked in named]
    assert [path for path in paths if not path.exists()] == []


def test_counts_are_right() -> None:
    found = Counter((row[1], row[3]) for row in ROWS)
    for level in OF_LEVEL:
        counts = [found[level, state] for state in STATES]
        assert "| " + " | ".join(map(str, [level, *counts, sum(counts)])) + " |" in TEXT
    totals = [sum(found[level, state] for level in OF_LEVEL) for state in STATES]
    assert "| all | " + " | ".join(map(str, [*totals, len(ROWS)])) + " |" in TEXT
    assert f"Not met: {', '.join(row[0] for row in ROWS if row[3] == 'not met')}." in TEXT
