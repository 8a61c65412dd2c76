"""Sets one PDF in a process of its own: limited memory and time, no network, no other files."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 << 30
"""Address space in bytes; a volume of 1,500 comments needs about 600 MB of memory."""
SECONDS = 240
"""CPU time."""


def main(folder: Path, fonts: Path, moment: int, *, tagged: bool) -> None:
    """Read report.typ and data.json from the folder, write out.pdf; print an error as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import typst  # noqa: PLC0415  the limits must stand before the engine starts

    standards: Any = ["a-2a", "ua-1"] if tagged else []
    names = {"main.typ": "report.typ", "data.json": "data.json"}
    sources: Any = {name: (folder / file).read_bytes() for name, file in names.items()}
    empty = folder / "empty"
    empty.mkdir()
    try:
        made = typst.compile(
            sources,
            root=str(empty),
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(fonts)],
            ),
            format="pdf",
            pdf_standards=standards,
            timestamp=moment,
            package_path=empty,
        )
    except typst.TypstError as error:
        sys.stdout.write(json.dumps({"error": str(error)}))
        sys.exit(3)
    (folder / "out.pdf").write_bytes(made)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), tagged=sys.argv[4] == "tagged")
