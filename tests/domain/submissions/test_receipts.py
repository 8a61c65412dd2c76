"""Receipt codes: made from a browser's secret, checked before anything is asked."""

import pytest

from consult.domain.submissions.receipts import (
    BITS,
    MistypedCode,
    holds_code,
    read_code,
    secrets_from,
)
from consult.kernel.references import digest

YEARS = "2025 2026 2027 2028 2029 2030 2031 2032"
WORDS = "There is every third child about whose right water means"
SECRETS = secrets_from("the secret of a browser")


def test_code_has_six_groups_and_all_but_four_letters_are_the_secret() -> None:
    groups = SECRETS.code.split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert SECRETS.bare_code == "".join(groups)[:26]
    assert SECRETS.code_hash == digest("".join(groups)[:26])
    assert len(SECRETS.bare_code) * BITS >= 128


def test_code_is_the_same_each_time_it_is_made() -> None:
    assert secrets_from("the secret of a browser") == SECRETS
    assert secrets_from("another secret").code != SECRETS.code


@pytest.mark.parametrize(
    "typed",
    [SECRETS.code, SECRETS.code.lower(), f" {SECRETS.code.replace('-', ' ')} "],
)
def test_read_code_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == SECRETS.bare_code


def test_every_single_wrong_letter_is_caught() -> None:
    letters = SECRETS.code.replace("-", "")
    for place, letter in enumerate(letters):
        wrong = letters[:place] + ("2" if letter != "2" else "3") + letters[place + 1 :]
        with pytest.raises(MistypedCode):
            read_code(wrong)


@pytest.mark.parametrize(
    "typed", ["", "x", SECRETS.code[:-1], SECRETS.code + "7", SECRETS.bare_code]
)
def test_code_of_another_length_is_caught(typed: str) -> None:
    with pytest.raises(MistypedCode):
        read_code(typed)


@pytest.mark.parametrize(
    "text",
    [
        f"My code is {SECRETS.code}.",
        f"my code: {SECRETS.code.replace('-', '').lower()}",
        SECRETS.code.replace("-", " \u2013 "),
    ],
)
def test_holds_code_finds_it_in_a_text(text: str) -> None:
    assert holds_code(text)


def test_holds_code_lets_other_words_pass() -> None:
    text = f"{WORDS}: {YEARS}, {SECRETS.code[:-1]}. " * 50
    assert not holds_code(text)
