"""The text of Word paragraphs: both readings of tracked changes, counted numbers, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from consult.machinery.word_numbering import Numbering, W

ACCEPTED, REJECTED = "accept", "reject"
_INSERTED = frozenset({f"{W}ins", f"{W}moveTo", f"{W}cellIns"})
_DELETED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}cellDel"})
REVISIONS = (*sorted(_INSERTED), *sorted(_DELETED))
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    {
        *(
            f"{W}{name}"
            for name in (
                "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "drawing", "pict", "object",
                "txbxContent", "instrText", "delInstrText", "annotationRef", "footnoteRef",
            )
        ),
        f"{_COMPATIBILITY}Fallback",
    }
)  # fmt: skip
_SIGNS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_TEXTS = frozenset({f"{W}t", f"{W}delText"})
_OFF = frozenset({"0", "false", "off"})


@dataclass
class Marks:
    """What is met on the way: tracked changes, their authors, hidden words, comments open now."""

    counted: dict[str, int] = field(default_factory=lambda: {"insertions": 0, "deletions": 0})
    authors: set[str] = field(default_factory=set)
    hidden: int = 0
    passages: dict[str, list[str]] = field(default_factory=dict)
    open_now: set[str] = field(default_factory=set)
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def count(self, element: Element) -> None:
        """Count a tracked change."""
        self.counted["insertions" if element.tag in _INSERTED else "deletions"] += 1
        if author := element.get(f"{W}author"):
            self.authors.add(author)


@dataclass
class TextReader:
    """Reads text as it is after accepting, or before making, all tracked changes (P-5)."""

    view: str
    numbering: Numbering
    marks: Marks
    place: tuple[int, int, int] = (0, 0, 0)

    def block(self, element: Element) -> str:
        """Return the paragraphs of a cell or another block as lines."""
        return self.numbered_block(element)[0]

    def numbered_block(self, element: Element) -> tuple[str, bool]:
        """Return the lines of a block and whether Word counted a number that stands in them."""
        lines = [""]
        counted = False
        for paragraph in paragraphs_of(element):
            label, text = self.paragraph(paragraph)
            counted = counted or bool(label)
            lines[-1] += " ".join(part for part in (label, text) if part)
            if not self._joins_next(paragraph):
                lines.append("")
        return "\n".join(lines).strip("\n"), counted

    def paragraph(self, paragraph: Element) -> tuple[str, str]:
        """Return the number that Word counts for a paragraph, or "", and its text."""
        return self.numbering.label(paragraph.find(f"{W}pPr")), "".join(self._pieces(paragraph))

    def is_gone(self, properties: Element | None) -> bool:
        """True when a row, cell or paragraph mark does not exist in this reading."""
        gone = _DELETED if self.view == ACCEPTED else _INSERTED
        return properties is not None and any(child.tag in gone for child in properties)

    def _joins_next(self, paragraph: Element) -> bool:
        return self.is_gone(paragraph.find(f"{W}pPr/{W}rPr"))

    def _pieces(self, element: Element) -> Iterator[str]:
        for child in element:
            if child.tag in _LEFT_OUT or self._is_other_reading(child):
                continue
            if child.tag in _TEXTS or child.tag in _SIGNS:
                yield self._said(_SIGNS.get(child.tag) or child.text or "")
            elif child.tag == f"{W}r" and _is_hidden(child):
                self.marks.hidden += 1
            else:
                self._notice(child)
                yield from self._pieces(child)

    def _is_other_reading(self, element: Element) -> bool:
        return element.tag in (_DELETED if self.view == ACCEPTED else _INSERTED)

    def _said(self, text: str) -> str:
        for name in self.marks.open_now:
            self.marks.passages.setdefault(name, []).append(text)
        return text

    def _notice(self, element: Element) -> None:
        """Remember where comments begin and end."""
        name = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            self.marks.open_now.add(name)
            self.marks.places[name] = self.place
        elif element.tag == f"{W}commentRangeEnd":
            self.marks.open_now.discard(name)
        elif element.tag == f"{W}commentReference":
            self.marks.places.setdefault(name, self.place)


def paragraphs_of(element: Element) -> Iterator[Element]:
    """Yield the paragraphs of a block in order, also those of tables inside it."""
    for child in element:
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from paragraphs_of(child)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in _OFF
