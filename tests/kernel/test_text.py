"""Normalising of typed text."""

import pytest

from consult.kernel.text import (
    clean_line,
    clean_text,
    fold_for_search,
    fold_to_compare,
    has_bidi_control,
    has_invisible,
    is_blank,
    is_composed,
    lookalikes_folded,
    mixed_script_words,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("и\u0306од", "йод"),
        ("a\r\nb\rc\vd\u2028e", "a\nb\nc\nd\ne"),
        ("a\x00b\x07c\x9fd\te", "abcd\te"),
        ("a\ud800b", "ab"),
        ("a\ufffeb\uffffc\ufdd0d\U0001fffee", "abcde"),
        ("flag\U000e0067\U000e007f", "flag"),
        ("sof\u00adt\u200b \ufeffhyphen", "soft hyphen"),
        ("1\u00a0200", "1 200"),
        (f"{FAMILY}!", f"{FAMILY}!"),
        ("a\u200db", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  first  \n   - second\t\n\n", "first\n   - second"),
    ],
)
def test_clean_text_when_typed_oddly(typed, kept):
    assert clean_text(typed) == kept


def test_clean_text_when_direction_is_left_open():
    assert clean_text("a\u202eb\nc\u2069d") == "a\u202eb\u202c\ncd"


def test_clean_line_when_it_holds_breaks_and_direction_controls():
    assert clean_line(" ОО\u202e «Фонарь»\u200f\n 7 ") == "ОО «Фонарь» 7"


@pytest.mark.parametrize(
    "blank", ["", " \t\n", "\u200b\u200d", "\u3164\uffa0\u115f", "\u2800", "\u00ad\ufe0f", "\x00"]
)
def test_is_blank_when_nothing_can_be_seen(blank):
    assert is_blank(blank)


@pytest.mark.parametrize("shown", ["a", ".", "\u200b👍", "—", "ө"])
def test_is_blank_when_something_can_be_seen(shown):
    assert not is_blank(shown)


def test_fold_to_compare_when_case_and_yo_differ():
    assert fold_to_compare("ӘДІЛЕТ  Ёлка\u00a0И\u0306") == "әділет елка й"


def test_fold_for_search_when_the_keyboard_has_no_kazakh_letters():
    assert fold_for_search("Құқық, ҒЫЛЫМ, кемсітушілік, өңір, үй, қаһарман") == fold_for_search(
        "кукык, гылым, кемситушилик, онир, уй, кахарман"
    )


def test_mixed_script_words_when_latin_letters_hide():
    assert mixed_script_words("нeзaвисимый opgaн, IT-компания III кв. МЮ нeзaвисимый") == (
        "нeзaвисимый",
        "opgaн",
    )


def test_lookalikes_folded_when_abbreviation_is_latin():
    assert lookalikes_folded("MBД") == "МВД"


def test_has_invisible_when_joiner_is_part_of_an_emoji():
    assert (has_invisible(FAMILY), has_invisible("а\u200dб"), has_invisible("а\u200bб")) == (
        False,
        True,
        True,
    )


def test_has_bidi_control_when_direction_is_overridden():
    assert (has_bidi_control("a\u202eb"), has_bidi_control("ab")) == (True, False)


def test_is_composed_when_decomposed():
    assert (is_composed("й"), is_composed("и\u0306")) == (True, False)
