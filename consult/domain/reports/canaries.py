"""Searching what is about to be published for words that may not be public (REQ 86); pure."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from consult.kernel.text import fold_to_compare

LONE: Final = 6
"""Letters that a single word needs to be searched for; shorter ones stand in any text."""

_WORD: Final = re.compile(r"\w+")
_BREAKS: Final = re.compile(r"</(?:w:p|w:tc|si|c|row|t)>|<(?:w:br|w:tab)\b[^>]*>")
_TAGS: Final = re.compile(r"<[^>]+>")
_TOLD: Final = re.compile(r'\b(?:name|descr|title|Target|tooltip|display|author)="([^"]*)"')
"""Attributes in which words stand: names of sheets, descriptions of pictures, targets of links."""
_HYPHEN: Final = re.compile(r"[-\u00ad]\n|\u00ad")
_PLAIN: Final = (".csv", ".json", ".md", ".txt")
"""Members that are read in pieces; their ends of names are ours."""
_PIECE: Final = 1 << 20
_OVERLAP: Final = 400


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: folded, without signs between them."""
    return tuple(_WORD.findall(fold_to_compare(text)))


class Canaries:
    """Names and addresses that may not be read; those that others made public are left out."""

    def __init__(self, hidden: Iterable[str], shown: Iterable[str] = ()) -> None:
        phrases = {words_of(text) for text in hidden}
        for text in shown:
            phrases.discard(words_of(text))
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(phrases):
            if len(phrase) > 1 or (phrase and len(phrase[0]) >= LONE):
                self._by_first.setdefault(phrase[0], []).append(phrase)

    def sing(self, text: str) -> bool:
        """Whether one of them stands in the text as whole words, however spelt and spaced."""
        words = words_of(text)
        return any(
            words[place : place + len(phrase)] == phrase
            for place, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
        )

    def sing_in(self, path: Path) -> bool:
        """Whether one of them stands in a file: also in members of zips and on pages of PDFs."""
        with path.open("rb") as file:
            return any(self.sing(text) for text in texts_of(file))


class Ear:
    """Listens to texts on their way into a file; `heard` once a name was among them."""

    def __init__(self, canaries: Canaries) -> None:
        self._canaries = canaries
        self.heard = False

    def hear(self, text: str) -> None:
        """Listen to one more text."""
        self.heard = self.heard or self._canaries.sing(text)


def texts_of(file: IO[bytes]) -> Iterator[str]:
    """Yield the words of a file in pieces that overlap, so that nothing hides at a seam."""
    start = file.read(5)
    file.seek(0)
    if start.startswith(b"%PDF"):
        yield from _pages(file)
    elif start.startswith(b"PK"):
        yield from _members(file)
    else:
        yield from _pieces(file)


def _pages(file: IO[bytes]) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  heavy, and only the worker reads PDFs

    reader = PdfReader(file)
    yield " ".join(str(value) for value in (reader.metadata or {}).values())
    tail = ""
    for page in reader.pages:
        text = tail + page.extract_text()
        yield text
        if _HYPHEN.search(text):
            yield _HYPHEN.sub("", text)
        tail = text[-_OVERLAP:] + "\n"


def _members(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            yield name
            with archive.open(name) as member:
                if name.endswith((".xml", ".rels")):
                    between = " " if name.startswith("docProps/") else ""
                    yield from (_unmarked(piece, between) for piece in _pieces(member))
                elif name.endswith(_PLAIN):
                    yield from _pieces(member)
                else:
                    yield from texts_of(io.BytesIO(member.read()))


def _unmarked(xml: str, between: str) -> str:
    told = "\n".join(dict.fromkeys(_TOLD.findall(xml)))
    return html.unescape(f"{_TAGS.sub(between, _BREAKS.sub(' ', xml))}\n{told}")


def _pieces(file: IO[bytes]) -> Iterator[str]:
    reader = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
    tail = ""
    while piece := reader.read(_PIECE):
        yield tail + piece
        tail = piece[-_OVERLAP:]
    reader.detach()
