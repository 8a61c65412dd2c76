"""Which passwords are refused, and why."""

import pytest

from consult.domain.people.weak_passwords import weakness

NAMES = ("Consult", "ОО «Открытая дверь»", "UN", "d.sample")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("eleven char", "too_short"),
        ("x" * 1025, "too_long"),
        ("ұ" * 513, "too_long"),
        ("1qaz2wsx3edc", "common"),
        ("QWERTYQWERTY", "common"),
        ("йцукенйцукен", "common"),
        ("password2024", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("gfhjkmgfhjkm", "common"),
        ("парольпароль", "common"),
        ("қазақстан2026", "common"),
        ("my consult word", "contains_name"),
        ("это открытая дверь!", None),
        ("ОО Открытая Дверь 1", "contains_name"),
        ("D Sample is my name", "contains_name"),
        ("quiet unicorns eat", None),
        ("тихие журавли над рекой", None),
        ("үш тырна көлге қонды", None),
        ("  spaces count too  ", None),
    ],
)
def test_weakness(password: str, reason: str | None) -> None:
    assert weakness(password, least=12, names=NAMES) == reason


def test_staff_need_more() -> None:
    assert weakness("herons at dusk", least=15) == "too_short"
    assert weakness("herons at dusk!", least=15) is None


def test_very_long_password_is_judged_quickly() -> None:
    assert weakness("абв" * 150, least=12) is None
