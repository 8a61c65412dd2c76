"""The report as PDF: statistics with charts, and one card a comment; volumes when there are many.

A volume holds at most `VOLUME` comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.coverage import REPLACEMENT
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.pdf_engine import (
    cover_data,
    front,
    paras,
    set_volume,
    shown,
    write_volumes,
)
from consult.domain.reports.exporters.tables import Chart, Printed, printed, show

VOLUME: Final = 1500
"""Comments in one volume."""


def write_pdf(job: Job, target: Path) -> str:
    """Write the PDF, or the ZIP of its volumes; returns the media type of what was written."""
    return write_volumes(job, target, partial(_volumes, job))


def _volumes(job: Job, folder: Path) -> Iterator[Path]:
    """Set the volumes one after the other, each from the page after the last."""
    count = max(1, -(-job.statistics.comments // VOLUME))
    rows, page, state = job.rows(), 1, Deck(job)
    for number in range(1, count + 1):
        state.restart()
        data = _front(job, number, count, page) | {
            "items": [item for row in islice(rows, VOLUME) for item in state.items(row)]
        }
        if number == count:
            data |= _back(job, state)
        path = folder / f"volume-{number}.pdf"
        page += set_volume(job, folder / f"volume-{number}", data, path)
        yield path


def _front(job: Job, number: int, count: int, page: int) -> dict[str, Any]:
    data = front(job, number, count, page)
    data["words"] |= {key: job.wording.say(key) for key in ("statistics", "table")}
    return data | {"statistics": []} | (_opening(job) if number == 1 else {})


def _opening(job: Job) -> dict[str, Any]:
    return {"cover": cover_data(job.cover()), "statistics": statistics(job)}


def statistics(job: Job) -> list[dict[str, Any]]:
    """Tables T1 to T9 and the rates, each with its chart."""
    return [figures(job, table) for table in printed(job.head, job.statistics, job.wording)]


def figures(job: Job, table: Printed) -> dict[str, Any]:
    """One table of statistics with its notes and its chart."""
    lines = [
        {"cells": [shown(show(cell, job.wording)) for cell in line.cells], "strong": line.strong}
        for line in table.lines
    ]
    return {
        "title": table.title,
        "heads": table.heads,
        "lines": lines,
        "notes": table.notes,
        "chart": _chart(table.chart),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    told = "; ".join(f"{bar.label}: {bar.text}" for bar in chart.bars)
    bars = [asdict(bar) | {"label": shown(bar.label)} for bar in chart.bars]
    drawn = {"title": chart.title, "legend": chart.legend, "bars": bars}
    return drawn | {"longest": chart.longest, "alt": shown(f"{chart.title}. {told}")}


def _back(job: Job, state: Deck) -> dict[str, Any]:
    cover = job.cover()
    closing = [shown(line) for line in cover.closing]
    if state.altered.codes:
        codes = state.altered.listed(job.wording)
        closing.insert(0, job.wording.say("note.altered", codes=codes))
    return {"closing": closing, "signature": shown(cover.signature)}


class Deck:
    """Cards of comments; knows which section, measure and wording the reader has seen."""

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
            yield {"type": "group", "text": shown(group)}
        number = row.target.measure_number
        if number != self._measure:
            self._measure = number
            if number:
                yield {"type": "measure", "text": shown(self._master.measure(row.target))}
        yield self._card(row)

    def _card(self, row: ReportRow) -> dict[str, Any]:
        cells = self._master.cells(row)
        (number, place, author, comment, result, reasons, change) = cells
        seen = (row.target.measure_number, row.target.field, row.target.wording)
        repeated, self._wording = seen == self._wording, seen
        facts = " · ".join(para.text for para in author if para.text != row.comment_code)
        said, answered = paras(comment), paras([*result, *reasons, *change])
        if row.target.measure_number:
            place = place[1:]
        card = {
            "type": "card",
            "number": number[0].text,
            "code": row.comment_code,
            "facts": shown(facts),
            "place": [] if repeated else paras(place),
            "comment": said,
            "answer": answered,
        }
        if any(REPLACEMENT in para["text"] for para in (*said, *answered)):
            self.altered.add(row.comment_code)
        return card
