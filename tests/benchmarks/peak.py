"""Runs a command and prints its peak memory: `python -m tests.benchmarks.peak COMMAND…`."""

import subprocess
import sys

from tests.benchmarks.measuring import peak_of_children

if __name__ == "__main__":
    done = subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL)
    print(f"{peak_of_children():.1f}")
    raise SystemExit(done.returncode)
