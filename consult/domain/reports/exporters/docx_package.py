"""A Word document out of an editable frame and parts that are streamed into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from consult.domain.reports.exporters import docx_xml as x
from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.cleaning import printable
from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.wording import LOCALES

CHUNK: Final = 1 << 17
"""Characters gathered before they go to the archive."""

_PROGRAM: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"><Application>Consult'
    b"</Application></Properties>"
)
"""What made the document; that of the frame would name the program in which the frame was drawn."""
_UPRIGHT: Final = {
    'w:w="16838" w:h="11906" w:orient="landscape"': 'w:w="11906" w:h="16838"',
    'w:w="4535"': 'w:w="3402"',
    'w:w="10602"': 'w:w="6803"',
}
"""What of the frame is turned: sizes of landscape pages and of their facts, in twips."""

Parts = Mapping[str, Iterator[str]]
"""Marker of the frame (`@@TABLE@@` is "TABLE") -> pieces of WordprocessingML in its place."""


def frame(name: str) -> bytes:
    """One of the frames that are shipped: report.docx or paper.docx."""
    return files(__package__).joinpath(name).read_bytes()


def write_package(  # noqa: PLR0913  the facts of one package
    job: Job,
    target: Path,
    source: bytes,
    context: Mapping[str, Any],
    parts: Parts,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
    *,
    upright: bool = False,
) -> None:
    """Render the frame (jinja2 in a sandbox) and stream the parts into the places of their markers.

    The markers stand in the frame in the order of `parts`; only one piece is held at a time.
    `pictures` replace those of the frame by the names of their members; `upright` turns its pages.
    """
    members = _rendered(job, source, context) | dict(pictures)
    document = members.pop("word/document.xml").decode()
    pieces = _split(_turned(document) if upright else document, list(parts))
    written: list[tuple[str, Any]] = [(name, [data]) for name, data in members.items()]
    written.append(("word/document.xml", _document(pieces, parts)))
    write_archive(target, written)


def cover_context(cover: Cover) -> dict[str, Any]:
    """The words of the first and the last page, as frames name them."""
    return {
        "title": safe(cover.title),
        "subtitle": safe(cover.subtitle),
        "number": safe(cover.number),
        "facts": [{"label": safe(name), "value": safe(value)} for name, value in cover.facts],
        "notes": [safe(note) for note in cover.notes],
        "closing": [safe(line) for line in cover.closing],
        "signature": safe(cover.signature),
    }


def safe(text: str) -> str:
    """The text without what would be taken for a marker of the frame."""
    return printable(text).replace("@@", "@ @")


def _rendered(job: Job, source: bytes, context: Mapping[str, Any]) -> dict[str, bytes]:
    """The rendered frame, part by part."""
    template = DocxTemplate(io.BytesIO(source))
    environment = SandboxedEnvironment(autoescape=True)
    template.render(dict(context), jinja_env=environment)
    filled = io.BytesIO()
    template.save(filled)
    with zipfile.ZipFile(filled) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    members["docProps/core.xml"] = _properties(job)
    members["docProps/app.xml"] = _PROGRAM
    locale = LOCALES[job.wording.language].encode()
    members["word/styles.xml"] = re.sub(
        rb'<w:lang w:val="[^"]*"', b'<w:lang w:val="' + locale + b'"', members["word/styles.xml"]
    )
    for name in [name for name in members if name.startswith("word/footer")]:
        members[name] = _footer(job, members[name])
    return members


def _properties(job: Job) -> bytes:
    moment = job.head.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {
        "dc:title": job.title,
        "dc:subject": job.cover().number,
        "dc:language": LOCALES[job.wording.language],
        "cp:keywords": job.head.checksum,
    }
    inner = "".join(f"<{name}>{escape(printable(value))}</{name}>" for name, value in facts.items())
    for name in ("created", "modified"):
        inner += f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</cp:coreProperties>'
    ).encode()


def _footer(job: Job, data: bytes) -> bytes:
    """Page numbers as the language orders them, in place of @@PAGES@@."""
    sentence = job.wording.say("page_of", page="\0PAGE\0", pages="\0NUMPAGES\0")
    language = job.wording.language
    runs = [
        x.field(part) if index % 2 else x.run(part, language)
        for index, part in enumerate(sentence.split("\0"))
        if part
    ]
    pattern = r"<w:r>(?:(?!</w:r>).)*@@PAGES@@(?:(?!</w:r>).)*</w:r>"
    return re.sub(pattern, lambda _: "".join(runs), data.decode(), flags=re.DOTALL).encode()


def _turned(document: str) -> str:
    """The frame on upright pages: the size of the page, and its own table made narrower."""
    for across, along in _UPRIGHT.items():
        document = document.replace(across, along)
    return document


def _split(document: str, markers: list[str]) -> list[str]:
    """The frame before the first marker, between the markers, and after the last."""
    pieces = []
    for marker in markers:
        pattern = rf"<w:p(?: [^>]*)?>(?:(?!</w:p>).)*@@{marker}@@(?:(?!</w:p>).)*</w:p>"
        found = re.search(pattern, document, re.DOTALL)
        if found is None:
            raise ValueError(marker)
        pieces.append(document[: found.start()])
        document = document[found.end() :]
    return [*pieces, document]


def _document(pieces: list[str], parts: Parts) -> Iterator[bytes]:
    for piece, part in zip(pieces, parts.values(), strict=False):
        yield piece.encode()
        yield from _gathered(part)
    yield pieces[-1].encode()


def _gathered(chunks: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()
