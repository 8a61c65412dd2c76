"""A process with little memory that is given two files: a bomb, then a photo.

`python -m tests.faults.parsing apart BOMB PHOTO` asks children, as the service does; `together` is
the wrong build that looks into files itself.
"""

import resource
import sys
from pathlib import Path

from consult.machinery.cleaning import office_reading, pictures
from consult.machinery.cleaning.examining import examine

MEMORY = 400 * 1024 * 1024


def main(how: str, bomb: Path, photo: Path) -> None:
    """Print what became of each file."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    if how == "apart":
        first, second = examine(bomb.read_bytes(), "xlsx"), examine(photo.read_bytes(), "jpg")
        print(first.cleaned, second.refusal, len(second.found))
        return
    list(office_reading.look(bomb.read_bytes()))
    print(len(list(pictures.look(photo.read_bytes()))))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
