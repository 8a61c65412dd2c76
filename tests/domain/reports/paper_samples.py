"""Invented lists beside the rows of a report: changes, round tables, participants, its course."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from consult.domain.reports.parts import (
    AttachmentLine,
    ChangeLine,
    FieldChange,
    MeetingLine,
    ParticipantLine,
    RecommendationLine,
    Statement,
)
from consult.domain.reports.process import EarlierReport, Event, Process
from consult.kernel.localised import LocalisedText
from tests.domain.reports import samples

RECORD = "Stenogramma_tainaya.xlsx"
"""The name of a file with minutes, which only organisers may read."""

PROCESS = Process(
    purpose=LocalisedText(ru="Собрать мнения о проекте плана."),
    open_to_change=LocalisedText(ru="Формулировки, сроки, исполнители."),
    legal_basis=LocalisedText(ru="Поручение Правительства"),
    channels=("web", "letter", "round_table"),
    languages=("kk", "ru"),
    calendar_days=33,
    working_days=23,
    decision_on=date(2011, 8, 1),
    events=(Event("opened", datetime(2011, 3, 14, 3, 0, tzinfo=UTC)),),
    earlier=(
        EarlierReport(
            *(2, "superseded", 58, "cd" * 32),
            as_of=datetime(2011, 6, 1, 3, 0, tzinfo=UTC),
            override_by="А. Решалов",
            override_reason="Подошёл срок доклада",
        ),
    ),
)


def lists(count: int):
    """A way to read the frozen lists of a report of so many rows."""

    def read(name: str) -> Iterator[Any]:
        return iter(_MAKERS[name](count))

    return read


def _changes(_count: int) -> list[ChangeLine]:
    text = FieldChange("text", LocalisedText(ru="=Старое"), LocalisedText(ru="Новое, «да»"))
    codes = tuple(f"UPR-2011/{number:04d}-1" for number in range(1, 21))
    agreed = LocalisedText(ru="По согласованию с органами.")
    return [
        ChangeLine(1, "edited", (text,), ("1.1",), ("1.1",), "1", "comments", codes=codes),
        ChangeLine(2, "split", (text,), ("2.1",), ("2.1", "2.2"), "2", "agreed", agreed),
        ChangeLine(3, "added", (), (), ("2.11",), "2"),
    ]


def _recommendations(_count: int) -> list[RecommendationLine]:
    text = LocalisedText(en="Establish a national preventive mechanism")
    covered = {"states": ("MX", "CZ"), "measures": ("2.1",), "comments": 9, "answered": 8}
    return [
        RecommendationLine("UPR", "1", "95.10", text, position="supported", **covered),
        RecommendationLine("UPR", "1", "95.1", LocalisedText(en="Ratify it")),
    ]


def _meetings(count: int) -> list[MeetingLine]:
    spoken = [row for row in samples.rows(count) if row.channel == "round_table"]
    days = (date(2011, 3, 20), date(2011, 3, 25))
    return [
        MeetingLine(
            *(RECORD, day, "KZ-75", LocalisedText("Алматы", "город Алматы", "Almaty")),
            *(len(spoken[place::2]), _statements(spoken[place::2])),
        )
        for place, day in enumerate(days)
        if spoken
    ]


def _statements(rows: list[Any]) -> tuple[Statement, ...]:
    return tuple(Statement(row.comment_code, row.consent) for row in rows)


def _participants(_count: int) -> list[ParticipantLine]:
    name = LocalisedText(ru="ОО «Открытая дверь»")
    return [
        ParticipantLine("Запятаева М. Н.", name, "ngo", "KZ-55", consent="named", submissions=3),
        ParticipantLine("Тайнов А. Б.", name, "ngo", consent="anonymous", submissions=1),
    ]


def _attachments(_count: int) -> list[AttachmentLine]:
    return [AttachmentLine("UPR-2011/0001", ("UPR-2011/0001-1",), 2)]


_MAKERS = {
    "changes": _changes,
    "recommendations": _recommendations,
    "meetings": _meetings,
    "participants": _participants,
    "attachments": _attachments,
}
