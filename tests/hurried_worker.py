"""`consult worker` on the database of a test run, which does not wait for the disk and says so."""

import sys

from consult.cli import worker
from consult.cli.main import group

if __name__ == "__main__":
    worker.refuse_unfit = lambda _settings: None
    group(["worker", *sys.argv[1:]])
