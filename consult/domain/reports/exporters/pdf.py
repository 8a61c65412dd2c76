"""The report as PDF/A-2a and PDF/UA-1: one file, or a ZIP of volumes when there are many comments.

A volume holds at most `VOLUME` comments; pages run on from volume to volume. The engine does not
stream, so each volume is set in a short-lived process with limits of its own.
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
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.coverage import FONTS, REPLACEMENT, of_report_fonts
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.master import Cell, Master
from consult.domain.reports.exporters.tables import Chart, printed, show
from consult.kernel.errors import Unavailable

VOLUME: Final = 1500
"""Comments in one volume."""
TIMEOUT: Final = 300
"""Seconds after which a volume is given up."""

_ENDLESS: Final = re.compile(r"(\S{30})(?=\w{10})")
_PAGE: Final = re.compile(rb"/Type\s*/Page\b(?!s)")
_log = logging.getLogger(__name__)


class PdfFailed(Unavailable):
    """The engine gave a volume up; facts: volume, reason."""

    code = "pdf_failed"


def write_pdf(job: Job, target: Path) -> str:
    """Write the PDF, or the ZIP of its volumes; returns the media type of what was written."""
    with tempfile.TemporaryDirectory(prefix="consult-pdf-") as place:
        folder = Path(place)
        volumes = list(_volumes(job, folder))
        if len(volumes) == 1:
            shutil.move(volumes[0], target)
            return "application/pdf"
        name = f"{job.head.slug}-{job.head.number}-{job.wording.language}"
        members = (
            (f"{name}-{index:02d}.pdf", _chunks(path)) for index, path in enumerate(volumes, 1)
        )
        write_archive(target, members)
        return "application/zip"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            yield chunk


def _volumes(job: Job, folder: Path) -> Iterator[Path]:
    """Set the volumes one after the other, each from the page after the last."""
    count = max(1, -(-job.statistics.comments // VOLUME))
    rows, page, state = job.rows(), 1, _State(job)
    for number in range(1, count + 1):
        state.restart()
        data = _front(job, number, count, page) | {
            "items": [item for row in islice(rows, VOLUME) for item in state.items(row)]
        }
        if number == count:
            data |= _back(job, state)
        path = folder / f"volume-{number}.pdf"
        page += _set(job, folder / f"volume-{number}", data, path)
        yield path


def _front(job: Job, number: int, count: int, page: int) -> dict[str, Any]:
    wording, moment = job.wording, job.head.as_of.astimezone(UTC)
    words = {key: wording.say(key) for key in ("statistics", "table")}
    sentence = (
        wording.say("page_of", page="\0@page\0", pages="\0@pages\0")
        if count == 1
        else wording.say("page_in_volume", page="\0@page\0", volume=number)
    )
    data: dict[str, Any] = {
        "title": wording.say("title"),
        "document_title": _shown(job.title),
        "author": [_shown(item.in_(wording.language)) for item in job.head.organisers],
        "keywords": [job.head.checksum],
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "lang": wording.language,
        "region": "GB" if wording.language == "en" else "KZ",
        "words": words | {"page": [part for part in sentence.split("\0") if part]},
        "first_page": page,
        "cover": None,
        "statistics": [],
        "closing": [],
        "signature": "",
    }
    return data | (_opening(job) if number == 1 else {})


def _opening(job: Job) -> dict[str, Any]:
    cover = job.cover()
    tables = [
        {
            "title": table.title,
            "heads": table.heads,
            "lines": [
                {
                    "cells": [_shown(show(cell, job.wording)) for cell in line.cells],
                    "strong": line.strong,
                }
                for line in table.lines
            ],
            "notes": table.notes,
            "chart": _chart(table.chart),
        }
        for table in printed(job.head, job.statistics, job.wording)
    ]
    facts = [[_shown(label), _shown(value)] for label, value in cover.facts]
    front = {
        "subtitle": _shown(cover.subtitle),
        "number": cover.number,
        "facts": facts,
        "notes": cover.notes,
    }
    return {"cover": front, "statistics": tables}


def _chart(chart: Chart) -> dict[str, Any]:
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in chart.bars)
    bars = [asdict(bar) | {"label": _shown(bar.label)} for bar in chart.bars]
    drawn = {"title": chart.title, "legend": chart.legend, "bars": bars}
    return drawn | {"longest": chart.longest, "alt": _shown(f"{chart.title}. {told}")}


def _back(job: Job, state: _State) -> dict[str, Any]:
    cover = job.cover()
    closing = [_shown(line) for line in cover.closing]
    if state.altered.codes:
        codes = state.altered.listed(job.wording)
        closing.insert(0, job.wording.say("note.altered", codes=codes))
    return {"closing": closing, "signature": _shown(cover.signature)}


class _State:
    """What the reader has already seen: the section, the measure and its wording."""

    def __init__(self, job: Job) -> None:
        self._master: Master = job.master()
        self._group: str | None = None
        self._measure = ""
        self._wording: object = None
        self.altered = Noted()

    def restart(self) -> None:
        """Begin a volume: its first comment opens its headings and its wording again."""
        self._group, self._measure, self._wording = None, "", None

    def items(self, row: ReportRow) -> Iterator[dict[str, Any]]:
        """Headings that this comment opens, and its card."""
        group = self._master.group(row)
        if group != self._group:
            self._group, self._measure = group, ""
            yield {"type": "group", "text": _shown(group)}
        number = row.target.measure_number
        if number != self._measure:
            self._measure = number
            if number:
                yield {"type": "measure", "text": _shown(self._master.measure(row.target))}
        yield self._card(row)

    def _card(self, row: ReportRow) -> dict[str, Any]:
        cells = self._master.cells(row)
        (number, place, author, comment, result, reasons, change) = cells
        seen = (row.target.measure_number, row.target.field, row.target.wording)
        repeated, self._wording = seen == self._wording, seen
        facts = " · ".join(para.text for para in author if para.text != row.comment_code)
        said, answered = _paras(comment), _paras([*result, *reasons, *change])
        if row.target.measure_number:
            place = place[1:]
        card = {
            "type": "card",
            "number": number[0].text,
            "code": row.comment_code,
            "facts": _shown(facts),
            "place": [] if repeated else _paras(place),
            "comment": said,
            "answer": answered,
        }
        if any(REPLACEMENT in para["text"] for para in (*said, *answered)):
            self.altered.add(row.comment_code)
        return card


def _paras(cell: Cell) -> list[dict[str, Any]]:
    return [
        {"text": _shown(para.text), "lang": para.language or "ru", "strong": para.strong}
        for para in cell
        if para.text
    ]


def _shown(text: str) -> str:
    """The text as the typefaces can print it; endless words may be broken."""
    return _ENDLESS.sub("\\1\u200b", of_report_fonts().show(text))


def _set(job: Job, folder: Path, data: dict[str, Any], target: Path) -> int:
    """Set one volume; returns its number of pages. A refusal by the standards is tried without."""
    folder.mkdir()
    (folder / "report.typ").write_bytes(_template())
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


def _template() -> bytes:
    return files(__package__).joinpath("report.typ").read_bytes()


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
