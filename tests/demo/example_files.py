"""The source files of the worked example as tests read them."""

import csv
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def rows_of(name):
    """The rows of a CSV file by column."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
