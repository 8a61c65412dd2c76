"""Names that look alike have one form; names that do not, two."""

import pytest

from consult.kernel.confusables import plain_form, skeleton, strange_signs

REGISTERED = "ОО «Право на жизнь»"


@pytest.mark.parametrize(
    "typed",
    ["OO «Право на жизнь»", "ОО «Прaво нa жизнь»", "оо право на жизнь", "ОО «Право\u200b на жизнь»",
     'ОО  "Право на\u00a0жизнь"', "ОО «Пpaвo нa жизнь»", "ОО «ПPABO HA ЖИЗНЬ»", "ОО Πраво на жизнь"],
)  # fmt: skip
def test_look_alikes_share_a_skeleton(typed: str) -> None:
    assert skeleton(typed) == skeleton(REGISTERED)


@pytest.mark.parametrize(
    ("typed", "same"),
    [("оо право на жизнь", True), ("ОО «Прaво на жизнь»", False), ("ОО «Право\u200b на жизнь»", True)],
)  # fmt: skip
def test_plain_form_folds_case_and_punctuation_only(typed: str, same: bool) -> None:
    assert (plain_form(typed) == plain_form(REGISTERED)) == same


@pytest.mark.parametrize("typed", ["ОО «Право на жильё»", "Право на жизнь", "", "Жизнь"])
def test_other_names_have_another_skeleton(typed: str) -> None:
    assert skeleton(typed) != skeleton(REGISTERED)


def test_strange_signs_are_named_with_code_points() -> None:
    assert strange_signs("ОО «Прaво на жизнь»", REGISTERED) == ("a U+0061 LATIN SMALL LETTER A",)
    assert strange_signs(REGISTERED.upper(), REGISTERED) == ()
