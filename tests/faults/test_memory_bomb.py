"""A bomb that eats memory ends only the process that looks into it (F-11)."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from consult.domain.submissions.file_types import kind_of_file
from consult.machinery import children
from consult.machinery.children import ChildFailed
from tests.factories import telling_files

ROOT = Path(__file__).resolve().parents[2]
PARTS = 8_000_000


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A workbook within every limit of size: 48 MB unpacked, millions of parts, ratio under 100."""
    out = BytesIO()
    sheet = b"<x>" + b"<c/>" * PARTS + b"</x>"
    with zipfile.ZipFile(BytesIO(telling_files.xlsx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        new.writestr("xl/worksheets/sheet9.xml", sheet, zipfile.ZIP_DEFLATED)
        new.writestr("xl/media/noise.bin", os.urandom(600_000))
    assert kind_of_file(out.getvalue(), "bomb.xlsx").ending == "xlsx"
    return out.getvalue()


def given(how: str, bomb: bytes, folder: Path) -> "subprocess.CompletedProcess[str]":
    paths = [folder / "bomb.xlsx", folder / "photo.jpg"]
    for path, data in zip(paths, (bomb, telling_files.jpeg()), strict=True):
        path.write_bytes(data)
    command = [sys.executable, "-m", "tests.faults.parsing", how, *map(str, paths)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_child_dies_of_the_bomb_and_the_next_file_is_read(bomb: bytes, tmp_path: Path) -> None:
    done = given("apart", bomb, tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "None"), done.stderr[-2000:]
    assert int(done.stdout.split()[-1]) > 3


def test_a_build_that_looks_into_files_itself_is_caught(bomb: bytes, tmp_path: Path) -> None:
    done = given("together", bomb, tmp_path)
    assert (done.returncode != 0, done.stdout) == (True, "")


def test_child_that_never_ends_is_ended() -> None:
    with pytest.raises(ChildFailed) as failed:
        children.ask("timeit", b"", "while True: pass", seconds=0.5)
    assert failed.value.code == "E_TOO_SLOW"


def in_a_child(words: str) -> str:
    """What a limited process prints that runs these words."""
    program = f"from consult.machinery.sandbox import _limit; _limit()\n{words}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "PermissionError: socket."),
        ("import subprocess; subprocess.run(['true'])", "PermissionError: subprocess.Popen"),
        ("import os; os.system('true')", "PermissionError: os.system"),
        ("import os; print(len(os.sched_getaffinity(0)))", "1"),
        ("x = bytearray(600 * 1024 * 1024)", "MemoryError"),
        (
            "import resource as r; print(r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_FSIZE))",
            "(30, 30) (0, 0)",
        ),
    ],
    ids=["network", "program", "shell", "core", "memory", "time and files"],
)
def test_child_has_its_limits(words: str, said: str) -> None:
    assert in_a_child(words).startswith(said)


def test_kernel_takes_the_network_away_where_it_can() -> None:
    words = "print(cut_off(), len(open('/proc/self/net/dev').readlines()) - 2)"
    program = f"from consult.machinery.sandbox import cut_off\n{words}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False
    )
    is_cut, interfaces = done.stdout.split()
    if is_cut == "False":
        pytest.skip("THIS KERNEL GIVES NO NETWORK NAMESPACE: only Python itself refuses sockets")
    assert int(interfaces) <= 1
