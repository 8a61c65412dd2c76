"""What each disposition needs, and when reasons are boilerplate."""

import pytest

from consult.domain.responses import rules
from consult.kernel.localised import LocalisedText

RU = LocalisedText(ru="Потому что")
BOTH = LocalisedText(ru="Потому что", kk="Өйткені")


@pytest.mark.parametrize(
    ("disposition", "facts", "lacking"),
    [
        ("accepted", {}, ["change"]),
        ("accepted", {"target_measure": "2.1"}, []),
        ("partly", {}, ["part_accepted", "change", "reasons"]),
        ("partly", {"part_accepted": RU, "change": RU, "reasons": BOTH}, []),
        ("covered", {"reasons": BOTH}, ["covered_by"]),
        ("noted", {"reasons": RU}, ["reasons:kk"]),
        ("rejected", {"reasons": BOTH}, ["ground"]),
        ("out_of_scope", {"reasons": BOTH, "passed_to": "none"}, []),
        ("duplicate", {}, ["duplicate_of"]),
        ("deferred", {}, ["reasons"]),
        ("withdrawn", {}, []),
    ],
)
def test_missing_names_what_the_disposition_needs(
    disposition: str, facts: dict[str, object], lacking: list[str]
) -> None:
    assert rules.missing(disposition, facts, languages=["kk", "ru"]) == lacking


def test_every_disposition_has_needs() -> None:
    assert set(rules.NEEDS) == set(rules.DISPOSITIONS)


@pytest.mark.parametrize(
    ("same", "rejected", "expected"),
    [(15, 57, True), (11, 57, False), (1, 2, False), (0, 0, False)],
)
def test_boilerplate_is_more_than_a_fifth(same: int, rejected: int, expected: bool) -> None:
    assert rules.is_boilerplate(same, rejected) is expected
