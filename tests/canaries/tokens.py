"""The planted words: one for each fact and level, in letters that no other text holds."""

from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = ("named", "org_only", "withheld_public", "withheld_ministries", "anonymous")
FACTS = (
    "name", "organisation", "cosigner", "email", "file_name", "file_author",
    "agent", "language", "referer", "forwarded", "code",
)  # fmt: skip
HEADERS = ("agent", "language", "referer", "forwarded")
_LETTERS = {
    "name": "Nqfamil", "organisation": "Oqgkorg", "cosigner": "Cqsovm", "email": "eqpochta",
    "file_name": "Fqfail", "file_author": "Aqavtor", "agent": "Uqagent", "language": "lqyazyk",
    "referer": "rqotkuda", "forwarded": "2001:db8:0:0:",
}  # fmt: skip
_ENDS = ("vorona", "galkaa", "drozdd", "skvore", "sojkaa")


@dataclass(frozen=True)
class Author:
    """What one author writes and sends along; `code` is filled when the receipt shows it."""

    level: str
    words: Mapping[str, str]

    def __getitem__(self, fact: str) -> str:
        return self.words[fact]


def author(level: str) -> Author:
    """Return the author of a level with words of their own."""
    end = _ENDS[LEVELS.index(level)]
    words = {fact: f"{begin}{end}" for fact, begin in _LETTERS.items()}
    words["forwarded"] = f"2001:db8:7:{LEVELS.index(level)}::c4f3"
    words["email"] = f"{words['email']}@canary.example"
    return Author(level, words)


def spellings(word: str) -> tuple[bytes, ...]:
    """Return how a word may stand in bytes: as it is and, of codes, without dashes."""
    return tuple(form.encode() for form in sorted({word, word.replace("-", "")}))
