"""Marks of Word that tell who wrote when: changes accepted, comments and revision ids taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from consult.machinery.cleaning.office_reading import CHANGES
from consult.machinery.cleaning.packing import attributes, local, remove, unwrap

_UNWRAPPED = frozenset({"ins", "moveTo"})
_REMOVED = (
    (CHANGES - _UNWRAPPED)
    | {"moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"}
    | {"customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart"}
    | {"customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"}
    | {"customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"}
    | {"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"}
    | {
        "rsids",
        "rsid",
        "rsidRoot",
        "attachedTemplate",
        "docVars",
        "mailMerge",
        "writeProtection",
        "saveThroughXslt",
    }
    | {"dataBinding", "docId", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic"}
    | {"trackRevisions", "placeholder", "proofErr", "smartTagPr", "customXmlPr"}
)
_MARKS = frozenset({"rPr", "trPr", "numPr"})
_IDS = re.compile(r"(?:\{[^}]*\})?(?:rsid\w*|paraId|textId)")
_FIELD = re.compile(
    r"\s*(?:AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE|DOCPROPERTY"
    r"|DOCVARIABLE|INFO|CREATEDATE|SAVEDATE|PRINTDATE|EDITTIME|TITLE|SUBJECT|KEYWORDS|COMMENTS)\b",
    re.IGNORECASE,
)


def clean(root: Element) -> None:
    """Accept all changes of a part, take out comments and ids, and fields that name a maker."""
    _remove_fields(root)
    for row in [mark.getparent() for mark in root.iter("{*}trPr") if _has(mark, "del")]:
        if row is not None:
            remove(row)
    for element in list(root.iter("*")):
        for key in [key for key in attributes(element) if _IDS.fullmatch(key)]:
            del element.attrib[key]
        _clean_mark(element)


def _clean_mark(element: Element) -> None:
    tag, parent = local(element), element.getparent()
    if parent is None:
        return
    if tag in _UNWRAPPED and local(parent) not in _MARKS:
        unwrap(element)
    elif tag in _REMOVED or tag in _UNWRAPPED:
        remove(element)


def _has(element: Element, tag: str) -> bool:
    return any(local(child) == tag for child in element)


def _remove_fields(root: Element) -> None:
    for field in list(root.iter("{*}fldSimple")):
        instructions = [v for key, v in attributes(field).items() if key.endswith("instr")]
        if any(_FIELD.match(one) for one in instructions):
            remove(field)
    for paragraph in root.iter("{*}p"):
        for run in list(_runs_of_fields(paragraph)):
            remove(run)


def _runs_of_fields(paragraph: Element) -> Iterator[Element]:
    """Yield the runs of fields that name a maker, from their beginning to their end."""
    held: list[Element] = []
    said: list[str] = []
    depth = 0
    for run in paragraph.iter("{*}r"):
        kinds = [kind for mark in run.iter("{*}fldChar") for kind in attributes(mark).values()]
        said += [""] * kinds.count("begin")
        depth += kinds.count("begin")
        held = [*held, run] if depth else []
        said[-1:] = ["".join((*said[-1:], *(one.text or "" for one in run.iter("{*}instrText"))))]
        depth -= kinds.count("end")
        if not depth:
            yield from _telling(held, said)
            held, said = [], []
    yield from _telling(held, said)


def _telling(runs: list[Element], instructions: list[str]) -> list[Element]:
    return runs if any(_FIELD.match(one) for one in instructions) else []
