"""Timing: repeated runs, spread, peak memory of a child process."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.world import ROOT, World

RUNS = 3
MEBI = 1024


@dataclass(frozen=True)
class Spread:
    """Minimum, median and maximum of several runs."""

    values: Sequence[float]

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        return f"{statistics.median(self.values):.2f} ({low:.2f}–{high:.2f})"


def repeated(run: Callable[[], float], times: int = RUNS) -> Spread:
    """Run several times and keep every figure."""
    return Spread([run() for _ in range(times)])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which the share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(run: Callable[[], object]) -> float:
    """Return how long a call takes, in seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def command(world: World, *words: str) -> tuple[float, float]:
    """Run one of our commands; returns (seconds, peak memory in MiB of it and its children)."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.peak", sys.executable, "-m", "consult", *words],
        env=world.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, error = child.communicate()
    if child.returncode:
        raise SystemExit(f"consult {' '.join(words)}: {error[-2000:]}")
    return time.perf_counter() - start, float(out.strip().splitlines()[-1])


def peak_of_children() -> float:
    """Return the greatest resident memory of a child that has ended, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEBI


def table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], first: int = 30
) -> None:
    """Print a table, each row as soon as it is measured; the first column has `first` letters."""
    widths = [first, *(24 if place == 1 else 22 for place in range(1, len(heads)))]
    print(f"\n{title}", flush=True)
    for cells in (heads, ["-" * len(head) for head in heads]):
        print(_aligned(cells, widths), flush=True)
    for row in rows:
        print(_aligned(row, widths), flush=True)


def _aligned(cells: Sequence[object], widths: Sequence[int]) -> str:
    return "  ".join(str(cell).ljust(w) for cell, w in zip(cells, widths, strict=True)).rstrip()


def machine() -> str:
    """Say on what the figures were taken."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load}, Python {sys.version.split()[0]}"
