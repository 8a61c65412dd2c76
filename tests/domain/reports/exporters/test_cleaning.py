"""Text that files can hold, and cells that no spreadsheet computes."""

import pytest

from consult.domain.reports.exporters.cleaning import is_altered, pieces, printable, without_formula


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\vd\x85e\u2028f", "a\nb\nc\nd\ne\nf"),
        ("\x00a\x01\x1fb\x7f\x9f", "ab"),
        ("half \ud83d pair", "half  pair"),
        ("\ufffe\uffff\ufdd0\U0001ffff", ""),
        ("tab\tand 👨‍👩‍👧 stay", "tab\tand 👨‍👩‍👧 stay"),
    ],
)
def test_printable_takes_away_what_no_file_may_hold(raw, clean):
    assert printable(raw) == clean


def test_line_ends_alone_are_no_alteration():
    assert [is_altered(text) for text in ("a\r\nb\vc", "a\x00b", "a\ufffeb")] == [False, True, True]


@pytest.mark.parametrize("sign", "=+-@\t\r\n\0＝＋－＠")
def test_formula_signs_get_an_apostrophe(sign):
    assert without_formula(f"{sign}1+1") == f"'{sign}1+1"


def test_other_texts_stay_as_they_are():
    assert [without_formula(text) for text in ("", "a=1", "№ 5")] == ["", "a=1", "№ 5"]


def test_pieces_lose_nothing_and_fit():
    text = "слово и слово\n" * 4000 + "😀" * 5000
    parts = pieces(text, 32_000)
    assert "".join(parts) == text
    assert max(len(part.encode("utf-16-le")) // 2 for part in parts) <= 32_000
    assert parts[0][-1] in " \n"


def test_short_text_is_one_piece():
    assert pieces("коротко", 32_000) == ["коротко"]
