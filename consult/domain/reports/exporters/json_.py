"""The report as one JSON document: head, statistics, one row a line, and the count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from consult.domain.reports.exporters.cleaning import printable
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.records import record


def json_chunks(job: Job) -> Iterator[bytes]:
    """The document in pieces; only one row is held at a time."""
    for name, value in _front(job).items():
        yield (
            (b"{" if name == "format" else b",\n") + orjson.dumps(name) + b":" + orjson.dumps(value)
        )
    yield b',\n"rows":['
    count = 0
    for row in job.rows():
        yield (b"\n" if count == 0 else b",\n") + _line(record(row, job.wording))
        count += 1
    yield b'\n],\n"row_count":' + str(count).encode() + b"}\n"


def write_json(job: Job, target: Path) -> None:
    """Write the document; keys keep their order, so the same rows give the same bytes."""
    with target.open("wb", buffering=1 << 16) as file:
        file.writelines(json_chunks(job))


def _front(job: Job) -> dict[str, Any]:
    head = {name: value for name, value in asdict(job.head).items() if name != "measures"}
    return {
        "format": "consolidated-report-1",
        "language": job.wording.language,
        "audience": job.audience,
        "report": head,
        "measures": [asdict(measure) for measure in job.head.measures],
        "statistics": asdict(job.statistics),
    }


def _line(values: dict[str, Any]) -> bytes:
    texts = {k: printable(v) if isinstance(v, str) else v for k, v in values.items()}
    return orjson.dumps(texts)
