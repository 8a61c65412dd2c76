"""Invented lists for the table variants: changes in two languages, a register, its gaps."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from consult.domain.reports.document import ChangeRef, Position, ReportRow
from consult.domain.reports.parts import (
    BareMeasureLine,
    ChangeLine,
    FieldChange,
    RecommendationLine,
)
from consult.kernel.localised import LocalisedText
from tests.domain.reports import samples

OLD = LocalisedText(kk="Жыл сайын есеп беру.", ru="Ежегодно представлять отчёт.")
NEW = LocalisedText(
    kk="Жыл сайын Парламентке есеп беру.", ru="Ежегодно публиковать и представлять отчёт."
)
BODY = LocalisedText(kk="ІІМ", ru="Министерство внутренних дел", en="Ministry of the Interior")


def rows(count: int) -> Iterator[ReportRow]:
    """The rows of samples; every fifth has a dissenting body and a change that it caused."""
    dissent = Position("MIA", "dissent", BODY, LocalisedText(ru="Не согласны с ответом."))
    for place, row in enumerate(samples.rows(count)):
        if place % 5:
            yield row
        else:
            yield replace(row, positions=(dissent,), changes=(ChangeRef(1, ("2.1",)),))


def lists(part: str) -> Iterator[Any]:
    """The frozen lists by name."""
    return iter(_LISTS.get(part, ()))


_LISTS: dict[str, tuple[Any, ...]] = {
    "changes": (
        ChangeLine(
            1,
            "edited",
            (FieldChange("text", OLD, NEW),),
            ("2.1",),
            ("2.1",),
            "2",
            "comments",
            LocalisedText(ru="Учтены предложения."),
            ("UPR-2011/0001-1", "UPR-2011/0002-1"),
        ),
        ChangeLine(
            2,
            "edited",
            (
                FieldChange(
                    "deadline",
                    LocalisedText("1", "до 2012 года"),
                    LocalisedText("2", "до 2012 года"),
                ),
            ),
            ("1.10",),
            ("1.10",),
            "1",
            "own_initiative",
        ),
        ChangeLine(
            3,
            "added",
            (FieldChange("text", LocalisedText(), LocalisedText("Жаңа шара.", "Новая мера.")),),
            (),
            ("2.3",),
            "2",
            "agreed",
        ),
        ChangeLine(
            4,
            "removed",
            (FieldChange("text", LocalisedText("Ескі шара.", "Старая мера.")),),
            ("2.2",),
            (),
            "2",
        ),
    ),
    "recommendations": (
        RecommendationLine(
            *("UPR", "1", "95.10", LocalisedText(en="Establish a mechanism"), ("FR", "CL")),
            *("supported", ("torture",), ("2.1",), 9, 8, (("accepted", 5), ("rejected", 4))),
        ),
        RecommendationLine("UPR", "1", "95.1", LocalisedText(en="Ratify it"), ("DE",), "supported"),
        RecommendationLine(
            *("UPR", "1", "95.2", LocalisedText(en="Go on"), (), "supported", (), ("1.1",)),
            permanent=True,
        ),
    ),
    "unrelated_measures": (BareMeasureLine("2.2", LocalisedText(ru="Провести обучение.")),),
}
