"""Only the database's clock decides; where the machine's is read, it decides nothing (REQ 18)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READS = {"now", "today", "utcnow", "time"}
OWNERS = {"datetime", "date", "time"}
ALLOWED = {
    "consult/domain/submissions/reading_files.py",  # a preset where a file names no day
    "consult/machinery/health.py",  # measures how far the two clocks are apart
    "consult/web/opened.py",  # how long a receipt stays open in one browser
    "consult/web/organise/table_forms.py",  # the year that a form begins with
    "consult/web/places.py",  # names of regions as they are today
    "consult/web/throttle.py",  # the day of which a pseudonym is made
    "consult/web/traffic.py",  # which minute a request is counted in
}


def reads_a_clock(node: ast.AST) -> bool:
    """Whether this is datetime.now(), date.today(), datetime.utcnow() or time.time()."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in OWNERS and node.func.attr in READS


def test_the_clock_of_the_machine_is_read_only_where_it_decides_nothing() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "consult").rglob("*.py")
        if any(reads_a_clock(node) for node in ast.walk(ast.parse(path.read_text())))
    }
    assert found == ALLOWED
