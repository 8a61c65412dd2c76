"""The console script: listing and explaining commands starts nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consult.cli.commands import GROUPS


@pytest.mark.parametrize("words", [["--help"], ["report", "compile", "--help"]])
def test_help_makes_no_instance_and_starts_no_database(tmp_path: Path, words: list[str]) -> None:
    place = tmp_path / "instance"
    environment = {**os.environ, "CONSULT_INSTANCE": str(place)}
    command = [sys.executable, "-m", "consult", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: ")
    assert not place.exists()


def test_help_names_every_command() -> None:
    command = [sys.executable, "-m", "consult", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    listed = done.stdout.split("Commands:\n")[1].splitlines()
    named = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert named == sorted(group.name for group in GROUPS)
