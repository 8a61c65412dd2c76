"""Receipt codes: made from a browser's secret, checked before anything is asked."""

import pytest

from consult.domain.submissions.receipts import MistypedCode, holds_code, read_code, secrets_from
from consult.kernel.references import digest

OLD = "0123-4567-89AB-CDEF-GHJK-MNPQ"
SECRETS = secrets_from("the secret of a browser")


def test_code_has_seven_groups_and_the_first_six_are_the_secret() -> None:
    groups = SECRETS.code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert SECRETS.bare_code == "".join(groups[:6])
    assert SECRETS.code_hash == digest("".join(groups[:6]))


def test_code_is_the_same_each_time_it_is_made() -> None:
    assert secrets_from("the secret of a browser") == SECRETS
    assert secrets_from("another secret").code != SECRETS.code


@pytest.mark.parametrize(
    "typed",
    [SECRETS.code, SECRETS.code.lower(), f" {SECRETS.code.replace('-', ' ')} ", SECRETS.bare_code],
)
def test_read_code_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == SECRETS.bare_code


def test_read_code_takes_codes_of_old_receipts() -> None:
    assert read_code(OLD) == "0123456789ABCDEFGHJKMNPQ"


def test_every_single_wrong_letter_is_caught() -> None:
    letters = SECRETS.code.replace("-", "")
    for place, letter in enumerate(letters):
        wrong = letters[:place] + ("2" if letter != "2" else "3") + letters[place + 1 :]
        with pytest.raises(MistypedCode):
            read_code(wrong)


@pytest.mark.parametrize("typed", ["", "x", SECRETS.code[:-1], SECRETS.code + "7", OLD[:-1]])
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
    text = f"The words that were said: {OLD} and many more. " * 50
    assert not holds_code(text)
