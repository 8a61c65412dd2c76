"""Setting PDF files (PDF/A-2a and PDF/UA-1): volumes, each in a short-lived process with limits.

The engine does not stream, so long documents are volumes in a ZIP; pages run on between them.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson

from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.coverage import FONTS, of_report_fonts
from consult.domain.reports.exporters.grid import Cell
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.wording import Para
from consult.kernel.errors import Unavailable

TIMEOUT: Final = 300
"""Seconds after which a volume is given up."""

_ENDLESS: Final = re.compile(r"(\S{30})(?=\w{10})")
_PAGE: Final = re.compile(rb"/Type\s*/Page\b(?!s)")
_log = logging.getLogger(__name__)


class PdfFailed(Unavailable):
    """The engine gave a volume up; facts: volume, reason."""

    code = "pdf_failed"


def write_volumes(
    job: Job, target: Path, volumes: Callable[[Path], Iterator[Path]], name: str = ""
) -> str:
    """Write the one volume, or the ZIP of all; returns the media type of what was written.

    `volumes` sets them in the folder it is given; `name` begins the names inside the ZIP.
    """
    with tempfile.TemporaryDirectory(prefix="consult-pdf-") as place:
        made = list(volumes(Path(place)))
        if len(made) == 1:
            shutil.move(made[0], target)
            return "application/pdf"
        name = name or f"{job.head.slug}-{job.head.number}-{job.wording.language}"
        members = ((f"{name}-{index:02d}.pdf", _chunks(path)) for index, path in enumerate(made, 1))
        write_archive(target, members)
        return "application/zip"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            yield chunk


def front(job: Job, number: int, count: int, page: int) -> dict[str, Any]:
    """What every volume tells the template: title, language, date, the words at its foot."""
    wording, moment = job.wording, job.head.as_of.astimezone(UTC)
    sentence = (
        wording.say("page_of", page="\0@page\0", pages="\0@pages\0")
        if count == 1
        else wording.say("page_in_volume", page="\0@page\0", volume=number)
    )
    return {
        "title": job.name,
        "document_title": shown(job.title),
        "author": [shown(item.in_(wording.language)) for item in job.head.organisers],
        "keywords": [job.head.checksum],
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "lang": wording.language,
        "region": "GB" if wording.language == "en" else "KZ",
        "words": {"page": [part for part in sentence.split("\0") if part]},
        "first_page": page,
        "cover": None,
        "closing": [],
        "signature": "",
    }


def cover_data(cover: Cover) -> dict[str, Any]:
    """The words of the first page."""
    return {
        "subtitle": shown(cover.subtitle),
        "number": cover.number,
        "facts": [[shown(label), shown(value)] for label, value in cover.facts],
        "notes": [shown(note) for note in cover.notes],
    }


def paras(cell: Cell) -> list[dict[str, Any]]:
    """The paragraphs of a cell as templates print them; marked ones come with their runs."""
    return [_para(para) for para in cell if para.text]


def _para(para: Para) -> dict[str, Any]:
    made: dict[str, Any] = {
        "text": shown(para.text),
        "lang": para.language or "ru",
        "strong": para.strong,
    }
    if para.runs:
        made["runs"] = [[shown(text), mark] for text, mark in para.runs]
    return made


def shown(text: str) -> str:
    """The text as the typefaces can print it; endless words may be broken."""
    return _ENDLESS.sub("\\1\u200b", of_report_fonts().show(text))


def set_volume(
    job: Job, folder: Path, data: dict[str, Any], target: Path, template: str = "report.typ"
) -> int:
    """Set one volume; returns its number of pages. A refusal by the standards is tried without."""
    folder.mkdir()
    job.hear("\n".join(_texts(data)))
    (folder / "report.typ").write_bytes(_template(template))
    (folder / "data.json").write_bytes(orjson.dumps(data))
    moment = int(job.head.as_of.timestamp())
    error = _run(folder, moment, "tagged")
    if error:
        _log.warning("a volume of report %s was set without the archive standards", job.head.number)
        shutil.rmtree(folder / "empty", ignore_errors=True)
        data["closing"] = [*data["closing"], job.wording.say("note.untagged")]
        (folder / "data.json").write_bytes(orjson.dumps(data))
        error = _run(folder, moment, "plain")
    if error:
        raise PdfFailed(reason=error)
    shutil.move(folder / "out.pdf", target)
    shutil.rmtree(folder)
    return len(_PAGE.findall(target.read_bytes()))


def typeset(template: str, data: dict[str, Any], moment: int) -> bytes:
    """Set one paper of few pages by a template of ours, tagged where the standards take it.

    Every text of `data` must have gone through shown(). Raises PdfFailed.
    """
    with tempfile.TemporaryDirectory(prefix="consult-pdf-") as place:
        folder = Path(place)
        (folder / "report.typ").write_bytes(_template(template))
        (folder / "data.json").write_bytes(orjson.dumps(data))
        error = _run(folder, moment, "tagged")
        if error:
            _log.warning("a paper was set without the archive standards: %s", error)
            shutil.rmtree(folder / "empty", ignore_errors=True)
            error = _run(folder, moment, "plain")
        if error:
            raise PdfFailed(reason=error)
        return (folder / "out.pdf").read_bytes()


def _texts(part: Any) -> Iterator[str]:
    """Every text of what a template prints, in order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _texts(one)


def _template(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def _run(folder: Path, moment: int, standard: str) -> str:
    """Run the engine; returns why it refused, empty when it did not."""
    command = [sys.executable, "-m", "consult.domain.reports.exporters.pdf_child"]
    command += [str(folder), str(FONTS), str(moment), standard]
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603  our own program, no shell
            command, capture_output=True, timeout=TIMEOUT, check=False, env=environment, cwd=folder
        )
    except subprocess.TimeoutExpired:
        return "timeout"
    if done.returncode == 0:
        return ""
    try:
        return str(json.loads(done.stdout)["error"])
    except (ValueError, KeyError):
        return f"exit {done.returncode}"
